"""Brings a folder of another system's files in: all of it or nothing, and again without doubling.

Reads every file in the capped child, checks every row, and only then opens one transaction. The
mapping says what the files mean; see `docs/import.md`.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.access.actor import Actor
from shared.access.models import User
from shared.catalogue.models import PriceList, Product
from shared.counterparties.models import Counterparty
from shared.database.uow import uow
from shared.exchange.extraction import Tables
from shared.exchange.mapping import Mapping
from shared.exchange.spreadsheets import OPERATOR, Table, read_table
from shared.exchange.store_counterparties import (
    index_counterparties,
    store_addresses,
    store_contacts,
    store_counterparties,
)  # fmt: skip
from shared.exchange.store_orders import store_orders
from shared.exchange.store_prices import (
    store_assignments,
    store_price_entries,
    store_price_lists,
    store_tax_rates,
)  # fmt: skip
from shared.exchange.store_products import store_products
from shared.exchange.storing import Run, Tally
from shared.exchange.validation import Checked, Known, Problems, check
from shared.identity.models import StaffRole
from shared.journal.actions import record_many
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

Progress = Callable[[str, int, int], object]


@dataclass
class Outcome:
    """What an import did, per target; with problems nothing was written."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    @property
    def is_refused(self) -> bool:
        """Whether rows were refused and nothing was written."""
        return self.problems.count > 0


class _UndoneError(Exception):
    """Leaves the transaction without keeping anything."""


def silent(step: str, done: int, total: int) -> None:
    """Show no progress."""
    del step, done, total


async def bring_in(
    actor: Actor,
    folder: Path,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    account_manager: str = "",
    progress: Progress = silent,
) -> Outcome:
    """Import the files that `mapping` names in `folder`.

    `account_manager` (e-mail of a colleague) takes new counterparties into care; `dry_run` does
    everything and undoes it. Refusal means that the mapping or a file cannot be used at all; bad
    rows are in the outcome, and then nothing was written.
    """
    actor.must("counterparty.import")
    _check_zone(mapping)
    tables = await _read(folder, mapping, progress)
    checked = check(mapping, tables, await _known(mapping))
    if checked.problems.count:
        return Outcome(problems=checked.problems)
    users = await _colleagues()
    run = Run(
        actor, mapping.source, mapping.currency, mapping.zone, clock.now(), users=users,
        progress=progress, account_manager_id=_chosen(users, account_manager),
    )  # fmt: skip
    return await _write(run, checked, dry_run=dry_run)


async def _write(run: Run, checked: Checked, *, dry_run: bool) -> Outcome:
    async def work() -> None:
        await _store(run, checked)
        if dry_run or run.problems.count:
            raise _UndoneError

    with suppress(_UndoneError):
        await uow(work)
    return Outcome(run.tallies, run.problems)


async def _store(run: Run, checked: Checked) -> None:
    rows = checked.rows
    # A repeated transaction (deadlock) starts from nothing.
    run.tallies.clear()
    run.changes.clear()
    await store_counterparties(run, rows["counterparty"])
    await store_contacts(run, rows["contact"])
    await store_addresses(run, rows["address"])
    await store_products(run, rows["product"])
    await store_tax_rates(run, rows["tax_rate"])
    await store_price_lists(run, rows["price_list"])
    if run.problems.count:
        return
    await store_assignments(run, rows["price_list_assignment"])
    await store_price_entries(run, rows["price_entry"])
    await store_orders(run, rows["order"], rows["order_line"])
    if rows["counterparty"] or rows["contact"]:
        await index_counterparties(run)
    await record_many(run.actor, "import", run.changes, reason=run.source)


async def _read(folder: Path, mapping: Mapping, progress: Progress) -> Tables:
    wanted: dict[tuple[str, str | None], str | None] = {
        (section.file, section.sheet): section.encoding
        for section in mapping.sections
        if section.file
    }
    for file in mapping.files():
        wanted.setdefault((file, None), None)
    by_file: dict[tuple[str, str | None], Table] = {}
    for done, ((file, sheet), encoding) in enumerate(wanted.items(), start=1):
        by_file[file, sheet] = await _read_one(folder, file, sheet, encoding)
        progress("files", done, len(wanted))
    return Tables(by_file)


async def _read_one(folder: Path, file: str, sheet: str | None, encoding: str | None) -> Table:
    body = await asyncio.to_thread(_bytes_of, folder, file)
    try:
        return await read_table(body, file, limits=OPERATOR, sheet=sheet, encoding=encoding)
    except Refusal as refusal:
        raise Refusal(say("{file}: {reason}", file=file, reason=refusal.message)) from None


def _bytes_of(folder: Path, file: str) -> bytes:
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Refusal(say("{file} is not in {folder}.", file=file, folder=str(folder)))
    return path.read_bytes()


async def _known(mapping: Mapping) -> Known:
    """Return the keys of this source that earlier runs brought in, and our colleagues."""
    source = mapping.source
    counterparties = Counterparty.filter(external_source=source)
    products = Product.filter(external_source=source)
    lists = PriceList.filter(external_source=source)
    return {
        "counterparty": {
            str(key): "" for key in await counterparties.values_list("external_key", flat=True)
        },
        "product": {str(key): "" for key in await products.values_list("external_key", flat=True)},
        "price_list": {
            str(code): str(money) for code, money in await lists.values_list("code", "currency")
        },
        "user": dict.fromkeys(await _colleagues(), ""),
    }


async def _colleagues() -> dict[str, int]:
    staff = await StaffRole.all().values_list("user_id", flat=True)
    people = await User.filter(id__in=list(staff), is_active=True).values_list("email", "id")
    return {str(email).lower(): int(user_id) for email, user_id in people}


def _chosen(users: dict[str, int], email: str) -> int | None:
    if not email:
        return None
    if email.lower() not in users:
        raise Refusal(say("{email} is not the e-mail address of a colleague.", email=email))
    return users[email.lower()]


def _check_zone(mapping: Mapping) -> None:
    try:
        ZoneInfo(mapping.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refusal(say("“{zone}” is no time zone.", zone=mapping.zone)) from None
