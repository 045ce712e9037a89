"""`wanglai import`: another system's files, all of them or nothing. See docs/import.md."""

import asyncio
import sys
from pathlib import Path

import click

from shared import settings as setting
from shared.access.actor import system
from shared.cli.database import ready
from shared.exchange.importing import Outcome, bring_in
from shared.exchange.mapping import Mapping
from shared.exchange.mapping_reader import read_mapping
from shared.exchange.validation import Problem as BadRow
from shared.kernel.errors import Refusal
from shared.settings import Problem

ROWS_REFUSED, UNUSABLE = 1, 2


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--mapping", "mapping_file", required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the files mean (TOML, see docs/import.md).",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Check and count everything, keep nothing.")
@click.option("--account-manager", default="", metavar="EMAIL", help="Takes the new ones in care.")
@click.option("--show", default=50, show_default=True, help="How many bad rows to print.")
def import_command(
    folder: Path,
    mapping_file: Path,
    dry_run: bool,  # noqa: FBT001  click calls it by name
    account_manager: str,
    show: int,
) -> None:
    """Bring the CSV and XLSX files of FOLDER in: customers, products, prices, orders.

    Every row is checked first; one bad row and nothing is kept (exit code 1). A second run brings
    in what is new or changed and doubles nothing. Exit code 2: the mapping or a file is unusable.
    """
    url = setting.load().database_url
    if not url:
        raise Problem("WANGLAI_DATABASE_URL is missing: name the database to import into.")
    try:
        mapping = read_mapping(mapping_file.read_text(encoding="utf-8-sig"))
        outcome = asyncio.run(_import(url, folder, mapping, account_manager, dry_run=dry_run))
    except (Refusal, UnicodeDecodeError) as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(UNUSABLE)
    if outcome.is_refused:
        _tell_problems(outcome, show)
        sys.exit(ROWS_REFUSED)
    _tell_tallies(outcome, dry_run=dry_run)


async def _import(
    url: str, folder: Path, mapping: Mapping, account_manager: str, *, dry_run: bool
) -> Outcome:
    async with ready(url):
        return await bring_in(
            system(), folder, mapping,
            dry_run=dry_run, account_manager=account_manager, progress=Bar(),
        )  # fmt: skip


class Bar:
    """Draws progress on a terminal: one line a step; says nothing into files and pipes."""

    WIDTH = 24

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.drawn = ("", -1)

    def __call__(self, step: str, done: int, total: int) -> None:
        if not self.shown or not total:
            return
        filled = self.WIDTH * done // total
        if (step, filled) == self.drawn:
            return
        self.drawn = (step, filled)
        line = f"\r{step:<24}{'█' * filled}{'·' * (self.WIDTH - filled)} {done}/{total}"
        click.echo(line, err=True, nl=done == total)


def _tell_problems(outcome: Outcome, show: int) -> None:
    for bad in outcome.problems.first[:show]:
        click.echo(f"{_place(bad)}: {bad.reason}", err=True)
    rest = outcome.problems.count - min(show, len(outcome.problems.first))
    if rest > 0:
        click.echo(f"… and {rest} more.", err=True)
    count = outcome.problems.count
    click.echo(f"{count} problem{'s' * (count > 1)}. Nothing was imported.", err=True)


def _place(bad: BadRow) -> str:
    line = f" line {bad.line}" if bad.line else ""
    column = f", {bad.column}" if bad.column else ""
    return f"{bad.file or 'mapping'}{line}{column}"


def _tell_tallies(outcome: Outcome, *, dry_run: bool) -> None:
    click.echo(f"{'':<24}{'created':>9}{'updated':>9}{'unchanged':>11}")
    for target, tally in outcome.tallies.items():
        if tally.created or tally.updated or tally.unchanged:
            name = target.replace("_", " ")
            click.echo(f"{name:<24}{tally.created:>9}{tally.updated:>9}{tally.unchanged:>11}")
    if dry_run:
        click.echo("Dry run: nothing was kept.")


COMMANDS = (import_command,)
