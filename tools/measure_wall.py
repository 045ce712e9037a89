"""Measures what the second wall costs: the portal's order list with and without it, in pairs.

    python tools/measure_wall.py [PAIRS]

It brings a PostgreSQL server and the demo world along. Each pair opens the list once through the
owner's login and once through the portal's, in changing order; told are the medians and their ratio.
"""

import asyncio
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shared.access.wall.statements import wall
from shared.database import speaking, walling
from shared.database.connecting import connected
from shared.database.migrating import migrate
from shared.database.sealed import open_seals
from shared.demo.world import make
from shared.files.storage import open_storage
from shared.kernel import clock
from shared.settings import Settings
from tests import backends
from tests.cast import ANCHOR, browser_of

KEY = "only for this measurement"


def main() -> None:
    """Print the two medians and their ratio for the list and for one order."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    open_seals(Settings(secret_key=KEY))
    with TemporaryDirectory() as folder, backends.databases(backends.POSTGRESQL) as made:
        open_storage(Settings(files_url=folder))
        url = made.create()
        asyncio.run(migrate(url))
        asyncio.run(_seed(url))
        asyncio.run(walling.raise_wall(url, made.logins(url), KEY, wall))
        asyncio.run(_measure(url, made.logins(url), pairs))


async def _seed(url: str) -> None:
    async with connected(url):
        await make(ANCHOR)


async def _measure(url: str, logins: dict[str, str], pairs: int) -> None:
    clock.hold(ANCHOR)
    async with connected(url, logins=logins, secret_key=KEY):
        await speaking.connection().execute_script("ANALYZE")
        browser = await browser_of("zhou.min")
        listed = await browser.get("/orders")
        number = listed.text.partition('href="/orders/SO-')[2].partition('"')[0]
        for path in ("/orders", f"/orders/SO-{number}"):
            took: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(pairs + 10):
                for walled in (True, False) if turn % 2 else (False, True):
                    speaking.open_pools(set(logins) if walled else set(), KEY)
                    began = time.perf_counter()
                    answer = await browser.get(path)
                    if turn >= 10:
                        took[walled].append((time.perf_counter() - began) * 1000)
                    if answer.status_code != 200:
                        raise SystemExit(f"{path} answered {answer.status_code}")
            on, off = median(took[True]), median(took[False])
            print(f"{path}: {off:.1f} ms without, {on:.1f} ms with the wall, ratio {on / off:.2f}")


if __name__ == "__main__":
    main()
