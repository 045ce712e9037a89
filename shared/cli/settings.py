"""`wanglai settings`: every setting with its value, where it came from and what it means."""

import click

from shared import settings as setting


@click.command("settings")
def settings_command() -> None:
    """List every WANGLAI_ variable: value (secrets masked), source, meaning."""
    for name, value, source, meaning in setting.load().entries():
        click.echo(f"{name}={value}\n    {meaning} ({source})")


COMMANDS = (settings_command,)
