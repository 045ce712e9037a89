"""`wanglai demo`: the whole product with a world in it, on one machine, with one command."""

import asyncio
import json
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from shared import settings as setting
from shared.cli import serve as serving_command
from shared.database.connecting import connected
from shared.database.migrating import migrate
from shared.demo import provider, world
from shared.demo.cast import HOST_EN, HOST_ZH, OUTSIDE, STAFF
from shared.files.storage import open_storage
from shared.identity import arrivals
from shared.kernel import clock
from shared.settings import Problem, Settings
from shared.web.serving import Listener, listening, serve


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
    settings = _settings(place, portal_port, admin_port, signing_in)
    asyncio.run(_prepare(settings, place, provider.issuer_of(signing_in)))
    _serve(settings, signing_in, {"portal": portal_port, "admin": admin_port})


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
    if any(place.folder.iterdir()) and not place.remembered.exists():
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
        host_name_en=HOST_EN,
        host_name_zh=HOST_ZH,
    )


async def _prepare(settings: Settings, place: Place, issuer: str) -> None:
    """Migrate, make the world at first start, and let identities follow their provider."""
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
        elif place.remembered.exists():
            before = json.loads(place.remembered.read_text())["issuer"]
            if before != issuer:
                await arrivals.follow_issuer(issuer, before)
    place.remembered.write_text(json.dumps({"issuer": issuer}))


def _serve(settings: Settings, signing_in: int, ports: dict[str, int]) -> None:
    apps = {name: serving_command.load_face(name, settings) for name in ports}

    @asynccontextmanager
    async def open_house() -> AsyncIterator[None]:
        async with connected(settings.database_url):
            yield

    with ExitStack() as stack:
        stack.enter_context(provider.serving(settings, signing_in))
        serve(
            [Listener(name, apps[name], port) for name, port in ports.items()],
            during=open_house,
            background=serving_command.beside(settings),
            when_ready=lambda: _welcome(settings, signing_in),
        )


def _welcome(settings: Settings, signing_in: int) -> None:
    click.echo()
    click.echo(f"  portal  {settings.portal_url}   sign in as {OUTSIDE[0].name_en} (distributor)")
    click.echo(f"  admin   {settings.admin_url}   sign in as {STAFF[0].name_en} (account manager)")
    click.echo()
    click.echo(f"Everybody's card is on the sign-in page. Identity provider: port {signing_in}.")
    click.echo(f"Mails are shown at {settings.portal_url}/outbox. Stop with Ctrl-C.")


COMMANDS = (demo,)
