"""`wanglai demo`: the whole product with a world in it, on one machine, with one command."""

import asyncio
import json
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from shared import settings as setting
from shared.cli import serve as serving_command
from shared.database.connecting import connected
from shared.database.migrating import migrate
from shared.database.sealed import open_seals
from shared.demo import provider, world
from shared.demo.cast import HOST_EN, HOST_ZH, LIMIT_RATES, OUTSIDE, STAFF
from shared.files.storage import open_storage
from shared.identity import arrivals
from shared.kernel import clock
from shared.settings import Problem, Settings
from shared.web.serving import Listener, listening, serve


@dataclass(frozen=True)
class Memory:
    """What a start leaves for the next: the provider's issuer, whether the world is the demo's."""

    issuer: str
    is_ours: bool = True


@dataclass(frozen=True)
class Place:
    """The folder of one demo: its database, its secret, its mails, and whom it knew before."""

    folder: Path

    @property
    def database_url(self) -> str:
        return f"sqlite://{self.folder / 'wanglai.db'}"

    @property
    def remembered(self) -> Path:
        return self.folder / "demo.json"

    def memory(self) -> Memory | None:
        """Return what the last start here left, None before the first."""
        if not self.remembered.exists():
            return None
        return Memory(**json.loads(self.remembered.read_text()))

    def remember(self, memory: Memory) -> None:
        """Leave this for the next start."""
        self.remembered.write_text(json.dumps(asdict(memory)))

    def secret(self) -> str:
        """Return the secret of this demo, made at its first start."""
        path = self.folder / "secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text()


@click.command("demo")
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="Where the demo keeps its data.",
)
@click.option("--portal-port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--admin-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option(
    "--provider-port",
    type=click.IntRange(1, 65535),
    default=provider.PORT,
    show_default=True,
    help="Port of the identity provider; a free one when busy.",
)
@click.option("--reset", is_flag=True, help="Begin a new world; the old data is removed.")
def demo(
    folder: Path,
    portal_port: int,
    admin_port: int,
    provider_port: int,
    reset: bool,  # noqa: FBT001  an option of the command line
) -> None:
    """Try Wanglai: make a world at first start and serve both doors to it."""
    place = Place(folder.absolute())
    if portal_port == admin_port:
        raise Problem(f"--portal-port and --admin-port are both {portal_port}: choose two ports.")
    for name, port in (("portal", portal_port), ("admin", admin_port)):
        listening("127.0.0.1", Listener(name, _nobody, port)).close()
    if reset:
        _remove(place)
    _make(place)
    signing_in = provider.free_port(provider_port, spoken_for=(portal_port, admin_port))
    os.environ.setdefault("WANGLAI_LIMIT_RATES", LIMIT_RATES)
    settings = _settings(place, portal_port, admin_port, signing_in)
    is_ours = asyncio.run(_prepare(settings, place, provider.issuer_of(signing_in)))
    ports = {"portal": portal_port, "admin": admin_port}
    if is_ours:
        settings = replace(settings, host_name_en=HOST_EN, host_name_zh=HOST_ZH)
    faces = _faces(settings, ports, has_cast=is_ours)
    _serve(settings, signing_in, faces, _welcome if is_ours else _welcome_home)


async def _nobody(scope: object, receive: object, send: object) -> None:
    """Stand in while a port is only tried."""


def _make(place: Place) -> None:
    """Make the demo's folder at first start."""
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The folder {place.folder} cannot be made ({error.strerror}); choose another with --data."
        ) from error


def _remove(place: Place) -> None:
    """Remove the data of an earlier demo, and only of a demo."""
    if not place.folder.exists():
        return
    before = place.memory()
    if any(place.folder.iterdir()) and (before is None or not before.is_ours):
        raise Problem(f"{place.folder} holds no demo, so --reset leaves it alone.")
    shutil.rmtree(place.folder)


def _settings(place: Place, portal_port: int, admin_port: int, signing_in: int) -> Settings:
    return setting.load(
        environment="demo",
        database_url=place.database_url,
        secret_key=place.secret(),
        portal_url=f"http://127.0.0.1:{portal_port}",
        admin_url=f"http://127.0.0.1:{admin_port}",
        portal_providers=json.dumps([provider.entry(signing_in, "portal")]),
        admin_providers=json.dumps([provider.entry(signing_in, "admin")]),
        files_dir=str(place.folder),
    )


async def _prepare(settings: Settings, place: Place, issuer: str) -> bool:
    """Migrate, make the world at first start, and let identities follow their provider.

    Returns False for a database with data of somebody's own: nothing is added to it, and --reset
    leaves it alone.
    """
    before = place.memory()
    is_ours = before is None or before.is_ours
    open_seals(settings)
    if applied := await migrate(settings.database_url):
        click.echo(f"Database ready ({len(applied)} migrations).")
    open_storage(settings)
    async with connected(settings.database_url):
        if await world.is_empty():
            click.echo("Making the demo world: ", nl=False)
            made = await world.make(clock.now(), lambda step: click.echo(f"{step} … ", nl=False))
            click.echo("done.")
            for subject, user in made.users.items():
                await arrivals.link(user.id, issuer=issuer, subject=subject, email=user.email)
        elif before is None:
            is_ours = False
        elif before.issuer != issuer:
            await arrivals.follow_issuer(issuer, before.issuer)
    place.remember(Memory(issuer, is_ours))
    return is_ours


def _faces(settings: Settings, ports: dict[str, int], *, has_cast: bool) -> list[Listener]:
    """Return both faces with their ports; the cast's cards stand only over the cast's own world."""
    apps = {name: serving_command.load_face(name, settings) for name in ports}
    if not has_cast:
        apps = {name: app.without_cast() for name, app in apps.items()}
    return [Listener(name, app, ports[name]) for name, app in apps.items()]


def _serve(
    settings: Settings,
    signing_in: int,
    faces: list[Listener],
    welcome: Callable[[Settings, int], None],
) -> None:
    @asynccontextmanager
    async def open_house() -> AsyncIterator[None]:
        async with connected(settings.database_url):
            yield

    with ExitStack() as stack:
        stack.enter_context(provider.serving(settings, signing_in))
        serve(
            faces,
            during=open_house,
            background=serving_command.beside(settings, settings.database_url),
            when_ready=lambda: welcome(settings, signing_in),
        )


def _welcome(settings: Settings, signing_in: int) -> None:
    click.echo()
    click.echo(f"  portal  {settings.portal_url}   sign in as {OUTSIDE[0].name_en} (distributor)")
    click.echo(f"  admin   {settings.admin_url}   sign in as {STAFF[0].name_en} (account manager)")
    click.echo()
    click.echo(f"Everybody's card is on the sign-in page. Identity provider: port {signing_in}.")
    click.echo(f"Mails are shown at {settings.portal_url}/outbox. Stop with Ctrl-C.")


def _welcome_home(settings: Settings, signing_in: int) -> None:
    """Say what happens with somebody's own data, and how the first person gets in."""
    click.echo()
    click.echo("This database holds data of your own: nothing was added to it, and the people of")
    click.echo(
        "the demo are not in it, so the sign-in page has no cards. Make a way in for yourself:"
    )
    click.echo()
    click.echo(f"  WANGLAI_DATABASE_URL={settings.database_url} \\")
    click.echo(f"  WANGLAI_ADMIN_URL={settings.admin_url} \\")
    click.echo("    wanglai invite you@example.com --staff --role administrator")
    click.echo()
    click.echo(
        "Open the link that it prints and accept. Next time sign in with your e-mail address,"
    )
    click.echo("that one.")
    click.echo(f"  portal  {settings.portal_url}")
    click.echo(
        f"  admin   {settings.admin_url}   Identity provider: port {signing_in}. Stop with Ctrl-C."
    )


COMMANDS = (demo,)
