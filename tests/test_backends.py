"""The databases of the tests themselves."""

import asyncio
from pathlib import Path

import aiosqlite
import asyncpg
import pytest

from tests import backends


async def _say(url: str, *statements: str) -> list[tuple[object, ...]]:
    if url.startswith("sqlite"):
        async with aiosqlite.connect(url.removeprefix("sqlite://")) as connection:
            for statement in statements[:-1]:
                await connection.execute(statement)
            rows = await connection.execute_fetchall(statements[-1])
            await connection.commit()
            return [tuple(row) for row in rows]
    connection = await asyncpg.connect(url)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return [tuple(row) for row in await connection.fetch(statements[-1])]
    finally:
        await connection.close()


def test_a_copied_database_holds_what_the_first_one_held(databases: backends.Databases) -> None:
    first = databases.create()
    asyncio.run(_say(first, "CREATE TABLE word (text TEXT)", "INSERT INTO word VALUES ('往来')"))
    second = databases.create(first)
    asyncio.run(_say(second, "INSERT INTO word VALUES ('again')", "SELECT text FROM word"))
    assert asyncio.run(_say(first, "SELECT text FROM word")) == [("往来",)]
    assert asyncio.run(_say(second, "SELECT count(*) FROM word")) == [(2,)]
    databases.drop(second)
    databases.drop(first)


def test_the_tests_are_no_superuser(databases: backends.Databases, backend: str) -> None:
    url = databases.create()
    question = {
        backends.SQLITE: "SELECT 0",  # no users there
        backends.POSTGRESQL: "SELECT rolsuper::int FROM pg_roles WHERE rolname = current_user",
    }
    assert asyncio.run(_say(url, question[backend])) == [(0,)]
    databases.drop(url)


def test_memory_is_used_only_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backends.roomy_memory(tmp_path / "missing") is None
    monkeypatch.setattr(backends, "ROOM", 1)
    assert backends.roomy_memory(tmp_path) == tmp_path
    monkeypatch.setattr(backends, "ROOM", 1 << 60)
    assert backends.roomy_memory(tmp_path) is None
