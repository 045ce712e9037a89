"""`wanglai serve`: the portal, the admin, or both in one process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from urllib.parse import urlsplit

import click

from shared import settings as setting
from shared.cli.database import way_in
from shared.database.connecting import SQLITE, backend, connected
from shared.database.migrating import is_current
from shared.database.sealed import open_seals
from shared.database.server_version import server_warning
from shared.database.speaking import PORTAL, STAFF, VIEW_AS
from shared.files.storage import open_storage
from shared.reactions import reactions
from shared.settings import Settings
from shared.web.application import WebApp
from shared.web.serving import Background, Listener, serve
from shared.worker.relay import relay
from shared.worker.timekeeping import keep_time

FACES = ("portal", "admin")
POOLS = {"portal": (PORTAL, VIEW_AS), "admin": (STAFF,)}
DEFAULT_PORTS = {"portal": 8000, "admin": 8001}


@click.command("serve")
@click.argument("what", type=click.Choice([*FACES, "all"]))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--portal-port", type=click.IntRange(0, 65535), help="Port of the portal.")
@click.option("--admin-port", type=click.IntRange(0, 65535), help="Port of the admin.")
def serve_command(what: str, host: str, portal_port: int | None, admin_port: int | None) -> None:
    """Serve the portal, the admin, or all of it in one process."""
    ports = {"portal": portal_port, "admin": admin_port}
    settings = load_for(host, ports)
    settings.check_production()
    names = FACES if what == "all" else (what,)
    way = way_in(settings, *(pool for name in names for pool in POOLS[name]))
    apps = {name: load_face(name, settings) for name in names}
    serve(
        [Listener(name, app, port_of(name, settings, ports[name])) for name, app in apps.items()],
        host=host,
        during=lambda: opened(settings, *way),
        background=beside(settings, way[0]),
        when_ready=lambda: say_where(apps),
    )


def beside(settings: Settings, url: str) -> tuple[Background, ...]:
    """Return what runs beside the pages: on SQLite, with its one process, also the worker's part."""
    if backend(url) != SQLITE:
        return ()
    return (once_current(lambda: relay(reactions(settings))), once_current(keep_time))


def once_current(step: Background) -> Background:
    """Return `step` so that it begins when the database has every migration, and not before."""

    async def begin() -> None:
        while not await _is_ready():  # noqa: ASYNC110  nobody here can tell when
            await asyncio.sleep(5)
        await step()

    return begin


async def _is_ready() -> bool:
    try:
        return await is_current()
    except Exception:  # noqa: BLE001  away for a moment; /readyz tells, this waits
        return False


@asynccontextmanager
async def opened(settings: Settings, url: str, logins: dict[str, str]) -> AsyncIterator[None]:
    """Hold the database open while serving; say at once when it is not as this code needs it."""
    open_storage(settings)
    open_seals(settings)
    async with connected(
        url, pool=settings.database_pool, logins=logins, secret_key=settings.secret_key
    ):
        await _look_at(url)
        yield


async def _look_at(url: str) -> None:
    """Say what an operator should mend; the pages are served all the same."""
    try:
        current = await is_current()
        warning = "" if backend(url) == SQLITE else await server_warning()
    except Exception as error:  # noqa: BLE001  it may come up later; /readyz tells
        click.echo(f"The database does not answer yet: {error}", err=True)
        return
    if not current:
        click.echo("The database lacks migrations: run `wanglai migrate`.", err=True)
    if warning:
        click.echo(f"Warning: {warning}", err=True)


def say_where(apps: dict[str, WebApp]) -> None:
    """Print the address of each face once it answers."""
    for name, app in apps.items():
        click.echo(f"{name}: {app.face.public_url}")


def load_face(name: str, settings: Settings) -> WebApp:
    """Build a face by its name; commands never import a face."""
    app: WebApp = import_module(f"{name}.app").build(settings)
    return app


def load_for(host: str, ports: dict[str, int | None]) -> Settings:
    """Load the settings; without a public address of its own, a face lives where it listens."""
    settings = setting.load()
    addresses = {
        f"{name}_url": f"http://{_shown(host)}:{port}"
        for name, port in ports.items()
        if port and f"{name}_url" not in settings.sources
    }
    return setting.load(None, **addresses) if addresses else settings


def port_of(name: str, settings: Settings, given: int | None) -> int:
    """Return the port to listen on: as given, else that of a loopback address, else the usual."""
    if given is not None:
        return given
    parts = urlsplit(settings.portal_url if name == "portal" else settings.admin_url)
    if parts.scheme == "http" and parts.port:
        return parts.port
    return DEFAULT_PORTS[name]


def _shown(host: str) -> str:
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  only compared
    return f"[{name}]" if ":" in name else name


COMMANDS = (serve_command,)
