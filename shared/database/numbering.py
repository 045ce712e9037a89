"""Business numbers (`SO-2026-0001`): given once at creation, global, gaps allowed."""

from shared.database import speaking
from shared.database.uow import is_open


async def next_number(prefix: str, year: int | None = None, *, width: int = 4) -> str:
    """Return the next number under `prefix`; needs an open unit of work.

    One upsert locks the sequence row, so two transactions never get the same number.
    """
    (number,) = await next_numbers(prefix, 1, year, width=width)
    return number


async def next_numbers(
    prefix: str, how_many: int, year: int | None = None, *, width: int = 4
) -> list[str]:
    """Return `how_many` consecutive numbers under `prefix` (imports take a block at once)."""
    if not is_open():
        raise RuntimeError("numbers are given inside a unit of work")
    stem = prefix if year is None else f"{prefix}-{year}"
    connection = speaking.connection()
    mark = "?" if connection.capabilities.dialect == "sqlite" else "$"
    first, second = (mark, mark) if mark == "?" else ("$1", "$2")
    rows = await connection.execute_query_dict(
        f"INSERT INTO number_sequence (prefix, last_given) VALUES ({first}, {second}) "
        "ON CONFLICT (prefix) DO UPDATE SET last_given = number_sequence.last_given + excluded.last_given "
        "RETURNING last_given",
        [stem, how_many],
    )
    last = int(rows[0]["last_given"])
    return [f"{stem}-{n:0{width}d}" for n in range(last - how_many + 1, last + 1)]
