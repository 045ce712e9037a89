"""`wanglai routes`: every URL of both faces and who may use it."""

import json
from dataclasses import asdict

import click

from shared.cli.serve import FACES, load_face
from shared.settings import Settings
from shared.web.routing import RouteEntry, route_list


@click.command("routes")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of columns.")
def routes_command(as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """List every URL: app, method, path, name, and who may use it."""
    entries = all_routes()
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], indent=2))
        return
    rows = [(e.app, e.method, e.path, e.name, e.permission) for e in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        click.echo(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def all_routes() -> list[RouteEntry]:
    """Return the routes of both faces; no database and no secret is needed."""
    settings = Settings(environment="development")
    return [entry for name in FACES for entry in route_list(name, load_face(name, settings).routes)]


COMMANDS = (routes_command,)
