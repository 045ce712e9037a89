"""Opens and closes the database of a process: `sqlite:///absolute/path.db` or `postgresql://…`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tortoise import Tortoise

from shared.database import speaking
from shared.database.registry import APP, MODEL_MODULES

SQLITE, POSTGRESQL = "sqlite", "postgresql"
MIGRATIONS = "shared.database.migrations"


def backend(url: str) -> str:
    """Return which database `url` names: "sqlite" or "postgresql"."""
    return SQLITE if url.startswith("sqlite:") else POSTGRESQL


def tortoise_config(
    url: str, *, pool: int = 8, logins: Mapping[str, str] | None = None, **pragmas: Any
) -> dict[str, Any]:
    """Return Tortoise's configuration for `url`, with a pool for each of `logins` (name → url)."""
    connection = _sqlite(url, pragmas) if backend(url) == SQLITE else _postgresql(url, pool)
    app = {
        "models": MODEL_MODULES,
        "default_connection": "default",
        "migrations": MIGRATIONS,
    }
    walled = {
        name: _postgresql(one, pool) | {"engine": "shared.database.walled_engine"}
        for name, one in (logins or {}).items()
    }
    return {
        "connections": {"default": connection, **walled},
        "apps": {APP: app},
        "routers": [speaking.ROUTER] if walled else [],
        "use_tz": True,
        "timezone": "UTC",
    }


def _sqlite(url: str, pragmas: dict[str, Any]) -> dict[str, Any]:
    path = url.removeprefix("sqlite://")
    # SQLite would fail too, but in a thread that keeps the process from ever ending.
    if not Path(path).parent.is_dir():
        raise ConnectionError(f"there is no folder {Path(path).parent}")
    # FULL: an acknowledged order survives a power cut; the wait lets a command write beside a server.
    credentials = {"file_path": path, "synchronous": "FULL", "busy_timeout": 5000} | pragmas
    return {"engine": "shared.database.sqlite_engine", "credentials": credentials}


def _postgresql(url: str, pool: int) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    credentials: dict[str, Any] = {
        "host": options.pop("host", None) or parts.hostname,
        "port": parts.port or int(options.pop("port", 5432)),
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": pool,
        # Time limits live in the database: cancelling a task inside a transaction leaks it.
        "server_settings": {
            "jit": "off",
            "statement_timeout": "15s",
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "60s",
            "application_name": "wanglai",
        },
    }
    return {"engine": "tortoise.backends.asyncpg", "credentials": credentials}


async def connect(
    url: str,
    *,
    pool: int = 8,
    logins: Mapping[str, str] | None = None,
    secret_key: str = "",
    **pragmas: Any,
) -> None:
    """Open the database for this process; every task sees it.

    `logins` (pool → url) puts the second wall up: each pool logs in as a role of its own, and who
    speaks is signed with a key from `secret_key`.
    """
    # Requests run in other tasks than the lifespan that opens the database.
    config = tortoise_config(url, pool=pool, logins=logins, **pragmas)
    speaking.open_pools(set(logins or ()), secret_key)
    await Tortoise.init(config=config, _enable_global_fallback=True)


async def disconnect() -> None:
    """Close the database of this process."""
    await Tortoise.close_connections()


@asynccontextmanager
async def connected(
    url: str, *, pool: int = 8, logins: Mapping[str, str] | None = None, secret_key: str = ""
) -> AsyncIterator[None]:
    """Hold the database open for the body (commands and lifespans)."""
    await connect(url, pool=pool, logins=logins, secret_key=secret_key)
    try:
        yield
    finally:
        await disconnect()
