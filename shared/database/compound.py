"""Several scoped questions in one statement: capped counts for tabs, the first rows of groups.

The parts are query sets that their domain has already scoped and filtered; only their frame is
written here. Counting stops at the cap, so a tab costs the same at the end of a year as on day one.
"""

from collections.abc import Mapping
from typing import Any

from pypika_tortoise.terms import Parameterizer
from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

COUNT_CAP = 1001


async def capped_counts(parts: Mapping[str, QuerySet[Any]], cap: int = COUNT_CAP) -> dict[str, int]:
    """Return how many rows each part has, `cap` at most, in one statement."""
    if not parts:
        return {}
    asked = Parameterizer()
    columns = ", ".join(
        f'(SELECT count(*) FROM ({_ids(rows.limit(cap), asked)}) AS part_{n}) AS "count_{n}"'
        for n, rows in enumerate(parts.values())
    )
    rows = await get_connection("default").execute_query_dict(f"SELECT {columns}", asked.values)
    return {name: int(rows[0][f"count_{n}"]) for n, name in enumerate(parts)}


async def first_ids(parts: Mapping[str, QuerySet[Any]], each: int) -> dict[str, list[int]]:
    """Return the ids of the first `each` rows of every (ordered) part, in one statement."""
    if not parts:
        return {}
    asked = Parameterizer()
    selects = [
        f'SELECT {n} AS "part", "id" FROM ({_ids(rows.limit(each), asked)}) AS part_{n}'
        for n, rows in enumerate(parts.values())
    ]
    connection = get_connection("default")
    rows = await connection.execute_query_dict(" UNION ALL ".join(selects), asked.values)
    names = list(parts)
    found: dict[str, list[int]] = {name: [] for name in names}
    for row in rows:
        found[names[row["part"]]].append(int(row["id"]))
    return found


def _ids(rows: QuerySet[Any], asked: Parameterizer) -> str:
    """Return the SQL of `rows` reduced to ids; its values are added to `asked`."""
    query = rows.values("id")
    query._choose_db_if_not_chosen()
    query._make_query()
    sql, _ = query.query.get_parameterized_sql(
        query.query.QUERY_CLS.SQL_CONTEXT.copy(parameterizer=asked)
    )
    return str(sql)
