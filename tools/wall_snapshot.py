"""Writes shared/access/wall/snapshot.txt: the grants and policies of a database raised from the law.

    python tools/wall_snapshot.py

It brings a PostgreSQL server of its own along and throws it away.
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shared.access.wall.statements import wall
from shared.cli.doctor import SNAPSHOT
from shared.database import walling
from shared.database.connecting import connected
from shared.database.migrating import migrate
from tests import backends


def main() -> None:
    """Raise a wall on an empty database and write down what it is."""
    with backends.databases(backends.POSTGRESQL) as made:
        url = made.create()
        asyncio.run(migrate(url))
        built = asyncio.run(walling.raise_wall(url, made.logins(url), "any key will do", wall))
        lines = asyncio.run(_lines(url, dict(built.roles)))
    SNAPSHOT.write_text("\n".join([*lines, ""]), encoding="utf-8")


async def _lines(url: str, roles: dict[str, str]) -> list[str]:
    async with connected(url):
        return await walling.snapshot(roles)


if __name__ == "__main__":
    main()
