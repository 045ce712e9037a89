"""`wanglai`: the command line. Each module beside this one adds its command with `COMMANDS`.

Bad input is one plain sentence on standard error and exit code 1 (2 for a wrong option, as usual).
"""

import pkgutil
import sys
import tomllib
from importlib import import_module, metadata
from pathlib import Path
from socket import gaierror

import click
from tortoise.exceptions import DBConnectionError

from shared import cli
from shared.settings import Problem

CHECKOUT = Path(__file__).resolve().parents[2]


def installed_version() -> str:
    """Return the version of the installed package, or of the checkout it runs from."""
    try:
        return metadata.version("wanglai")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(installed_version(), prog_name="wanglai", message="%(prog)s %(version)s")
def wanglai() -> None:
    """Wanglai, a CRM shared with the companies one deals with."""


def load_commands() -> None:
    """Add every command of `shared/cli/*.py`: a module lists its own in `COMMANDS`."""
    for module in pkgutil.iter_modules(cli.__path__):
        if module.name != "main":
            for command in getattr(import_module(f"shared.cli.{module.name}"), "COMMANDS", ()):
                wanglai.add_command(command)


def main() -> None:
    """Run the command line; the console script enters here."""
    load_commands()
    try:
        wanglai(standalone_mode=True)
    except Problem as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    except (ConnectionError, gaierror, DBConnectionError) as error:
        click.echo(f"The database does not answer ({error}): check WANGLAI_DATABASE_URL.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
