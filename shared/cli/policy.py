"""`wanglai policy`: prints who may do what, as Markdown."""

import click

from shared.access.policy_page import as_markdown


@click.command()
def policy() -> None:
    """Print the permission matrix as Markdown."""
    click.echo(as_markdown(), nl=False)


COMMANDS = (policy,)
