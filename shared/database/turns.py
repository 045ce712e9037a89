"""Taking turns at one record: several together, or one alone, until the transaction ends.

For an order between deeds that share no row: many write below a record while somebody waits until
all of them are done. SQLite runs one unit of work after the other, and nobody reads in between, so
there is nothing to hold.
"""

from zlib import crc32

from shared.database import speaking
from shared.database.uow import dialect


async def together(what: str, number: int) -> None:
    """Go on beside others who do the same to record `number` of `what`; wait for one who is alone."""
    await _hold("pg_advisory_xact_lock_shared", what, number)


async def alone(what: str, number: int) -> None:
    """Go on once nobody else holds record `number` of `what`; whoever comes later waits. Reads may."""
    await _hold("pg_advisory_xact_lock", what, number)


async def _hold(function: str, what: str, number: int) -> None:
    if dialect() == "sqlite":
        return
    # 16 bits say of what, 47 which one: both fit the 63 that PostgreSQL takes.
    key = (crc32(what.encode()) & 0x7FFF) << 48 | number
    await speaking.connection().execute_query(f"SELECT {function}($1)", [key])
