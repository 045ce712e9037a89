"""Which database the tests run on, and a fresh one for each test that asks."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import backends
from tests.law.grid import by_turns
from tests.law.mutation import sampling

if TYPE_CHECKING:
    from tests.cast import Cast

SECRET_KEY = "the-secret-key-of-these-tests"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what would say the same there: it has run on SQLite.

    Of what is many times the same question, each second one is asked there, the others tomorrow.
    """
    if backends.chosen_backend() != "postgresql":
        return
    same = [one for one in items if not _minds_the_database(one)]
    same += _of_another_day(config, items)
    config.hook.pytest_deselected(items=same)
    items[:] = [one for one in items if one not in set(same)]


def _of_another_day(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """Return each second one of those that are marked; none where somebody asks for a part of the tests."""
    if [Path(one).name for one in config.args] != ["tests"]:
        return []
    turns = [one for one in items if one.get_closest_marker("by_turns") is not None]
    todays = set(by_turns(turns))
    return [one for one in turns if one not in todays]


def _minds_the_database(item: pytest.Item) -> bool:
    """Whether a test opens a database, and what it looks at may depend on which."""
    opens_one = "databases" in getattr(item, "fixturenames", ())
    return opens_one and item.get_closest_marker("one_database") is None


def pytest_collection_finish() -> None:
    """Look through memory for cycles seldom: what is loaded by now stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let `-k asvs_7_4_1` find what decides that check of the standard."""
    for mark in item.iter_markers("asvs"):
        item.extra_keyword_matches.update(f"asvs_{one.replace('.', '_')}" for one in mark.args)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many breaches of the law were tried, and each that no test noticed."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    told = [pair for one in reports for pair in getattr(one, "user_properties", ())]
    tried = sum(count for name, count in told if name == sampling.TRIED)
    if not tried:
        return
    left = sorted(name for key, name in told if key == sampling.SURVIVED)
    terminalreporter.section("breaches of the law")
    terminalreporter.line(f"{tried} tried, {len(left) or 'none'} survived")
    for name in left:
        terminalreporter.line(f"  {name}")


@pytest.fixture(scope="session")
def backend() -> str:
    """Return "sqlite" or "postgresql", chosen by WANGLAI_TEST_BACKEND."""
    return backends.chosen_backend()


@pytest.fixture(scope="session")
def databases(backend: str) -> Iterator[backends.Databases]:
    """Make and drop databases of the chosen backend; nothing is left after the run."""
    with backends.databases(backend) as made:
        yield made


@pytest.fixture(scope="session")
def migrated_url(databases: backends.Databases) -> str:
    """Return the address of a migrated, empty database to copy from; never connect to it."""
    from shared.database.migrating import migrate

    url = databases.create()
    asyncio.run(migrate(url))
    return url


@pytest.fixture
def database_url(databases: backends.Databases, migrated_url: str) -> Iterator[str]:
    """Return the address of a migrated, empty database of this test's own."""
    url = databases.create(migrated_url)
    yield url
    databases.drop(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """Connect this process to a migrated, empty database for one test."""
    from shared.database.connecting import connected

    async with connected(database_url):
        yield database_url


@pytest.fixture(scope="session")
def files_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which this run keeps attached files."""
    folder: Path = tmp_path_factory.mktemp("files")
    open_stores(folder)
    return folder


@pytest.fixture(autouse=True)
def _storage(files_folder: Path) -> None:
    """Keep files in that folder, whatever the test before has opened."""
    open_stores(files_folder)


def open_stores(folder: Path) -> None:
    from shared.database.sealed import open_seals
    from shared.files.storage import open_storage
    from shared.settings import Settings

    open_storage(Settings(files_url=str(folder)))
    open_seals(Settings(secret_key=SECRET_KEY))


@pytest.fixture(scope="session")
def demo_template(databases: backends.Databases, migrated_url: str, files_folder: Path) -> str:
    """Return the address of a database with the demo world to copy from; never connect to it."""
    from shared.database.connecting import connected
    from shared.demo.world import make
    from tests.cast import ANCHOR

    # The test before may have opened another store.
    open_stores(files_folder)

    async def seed(url: str) -> None:
        async with connected(url):
            await make(ANCHOR)

    url = databases.create(migrated_url)
    asyncio.run(seed(url))
    return url


@pytest.fixture(scope="session")
def walled_template(databases: backends.Databases, demo_template: str) -> str:
    """Return the address of a demo world behind the second wall to copy from."""
    from shared.access.wall.statements import wall
    from shared.database.walling import raise_wall

    url = databases.create(demo_template)
    asyncio.run(raise_wall(url, databases.logins(url), SECRET_KEY, wall))
    return url


@pytest.fixture
def walled_url(databases: backends.Databases, walled_template: str) -> Iterator[str]:
    """Return the address of a copy of that world of this test's own."""
    url = databases.create(walled_template)
    yield url
    databases.drop(url)


@pytest.fixture
async def walled(databases: backends.Databases, walled_url: str) -> AsyncIterator[str]:
    """Connect to a demo world behind the wall: faces by their logins, the test as the owner."""
    from shared.database.connecting import connected
    from shared.kernel import clock
    from tests.cast import ANCHOR

    clock.hold(ANCHOR)
    logins = databases.logins(walled_url)
    try:
        async with connected(walled_url, logins=logins, secret_key=SECRET_KEY):
            yield walled_url
    finally:
        clock.hold(None)


@pytest.fixture
def demo_url(databases: backends.Databases, demo_template: str) -> Iterator[str]:
    """Return the address of a copy of the demo world of this test's own."""
    url = databases.create(demo_template)
    yield url
    databases.drop(url)


@pytest.fixture
async def unwalled(demo_url: str) -> AsyncIterator[str]:
    """Connect to a copy of the demo world, on its anchor day."""
    from shared.database.connecting import connected
    from shared.kernel import clock
    from tests.cast import ANCHOR

    clock.hold(ANCHOR)
    try:
        async with connected(demo_url):
            yield demo_url
    finally:
        clock.hold(None)


if backends.is_walled():

    @pytest.fixture
    async def demo(walled: str) -> str:
        """Connect to a copy of the demo world behind the second wall."""
        return walled

else:

    @pytest.fixture
    async def demo(unwalled: str) -> str:
        """Connect to a copy of the demo world."""
        return unwalled


@pytest.fixture
async def cast(demo: str) -> "Cast":
    """Return who and what a copy of the demo world holds; making it anew takes a second each."""
    from tests.cast import the_cast

    return await the_cast()
