"""Which database the tests run on, and a fresh one for each test that asks."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests import backends


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
