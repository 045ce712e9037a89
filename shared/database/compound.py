"""Several scoped questions in one statement: capped counts for tabs, the rows of several lists.

The parts are query sets that their domain has already scoped and filtered; only their frame is
written here. Counting stops at the cap, so a tab costs the same at the end of a year as on day one.
"""

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pypika_tortoise.terms import Parameterizer
from tortoise.expressions import Subquery
from tortoise.fields.base import Field
from tortoise.models import Model
from tortoise.queryset import QuerySet, ValuesQuery

from shared.database import speaking
from shared.database.uow import dialect

COUNT_CAP = 1001

T = TypeVar("T")
M = TypeVar("M", bound=Model)
Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True)
class Counted:
    """How many rows there are, `cap` at most: a part that is read as one row, `n`."""

    rows: QuerySet[Any]
    cap: int = COUNT_CAP


Part = ValuesQuery[Any] | Counted


@dataclass(frozen=True)
class Question(Generic[T]):
    """What a domain wants to read, still unread, and what it makes of the rows.

    `parts` are lists of rows (`.values(…)`, each with its own order and limit) or counts, `shape`
    gets the rows of each part under its name. Await it alone, or `ask` it together with others.
    """

    parts: Mapping[str, Part]
    shape: Callable[..., T]

    def __await__(self) -> Generator[Any, None, T]:
        return self._answer().__await__()

    async def _answer(self) -> T:
        return self.shape(**await rows_of(self.parts))


async def ask(**questions: Question[Any]) -> dict[str, Any]:
    """Return the answer to each question under its name; all are read in one statement."""
    asked = {
        (name, part): rows
        for name, question in questions.items()
        for part, rows in question.parts.items()
    }
    found = await rows_of(asked)
    return {
        name: question.shape(**{part: found[name, part] for part in question.parts})
        for name, question in questions.items()
    }


K = TypeVar("K")


async def rows_of(parts: Mapping[K, Part]) -> dict[K, Rows]:
    """Return the rows of each part, as awaiting it would, all in one statement.

    Rows travel as JSON arrays, one column of the answer for each part, because the parts have
    nothing in common that a UNION could line up. Counts and sums stay whole numbers.
    """
    if not parts:
        return {}
    first = next(iter(parts.values()))
    if len(parts) == 1 and not isinstance(first, Counted):
        return {name: list(await first) for name in parts}
    asked = Parameterizer()
    columns = ", ".join(
        f'{_packed(part, asked, f"part_{n}")} AS "part_{n}"'
        for n, part in enumerate(parts.values())
    )
    found = await speaking.connection().execute_query_dict(f"SELECT {columns}", asked.values)
    return {
        name: _read(part, found[0][f"part_{n}"]) for n, (name, part) in enumerate(parts.items())
    }


def records(found: QuerySet[M], *related: str) -> Question[list[M]]:
    """Ask for the rows `found` as records of their model, with every column of their table.

    `related` are foreign keys, never NULL, whose records come along.
    """
    model = found.model
    others = {name: model._meta.fields_map[name].related_model for name in related}  # type: ignore[attr-defined]
    columns = [
        *_columns(model),
        *(f"{name}__{one}" for name, of in others.items() for one in _columns(of)),
    ]

    def load(row: Row) -> M:
        one = model._init_from_db(**{name: row[name] for name in _columns(model)})
        for relation, of in others.items():
            values = {name: row[f"{relation}__{name}"] for name in _columns(of)}
            setattr(one, relation, of._init_from_db(**values))
        return one

    return Question({"rows": found.values(*columns)}, lambda rows: [load(row) for row in rows])


def _columns(model: type[Model]) -> list[str]:
    return sorted(model._meta.fields_db_projection)


def unjoined(rows: QuerySet[M]) -> QuerySet[M]:
    """Return the same rows as a query set without joins, to sum or count over all of them.

    Where a scope or filter joins another table, the ORM would group an aggregate by each row.
    """
    return rows.model.filter(id__in=Subquery(rows.values("id")))


def capped_counts(
    parts: Mapping[str, QuerySet[Any]], cap: int = COUNT_CAP
) -> Question[dict[str, int]]:
    """Ask how many rows each part has, `cap` at most."""
    return Question(
        {name: Counted(rows, cap) for name, rows in parts.items()},
        lambda **found: {name: rows[0]["n"] for name, rows in found.items()},
    )


def _packed(part: Part, asked: Parameterizer, alias: str) -> str:
    """Return the SQL of one value: a number, or all rows in their order as arrays of columns."""
    if isinstance(part, Counted):
        counted = _sql(part.rows.limit(part.cap).values("id"), asked)
        return f"(SELECT count(*) FROM ({counted}) AS {alias})"
    return _as_json(part, asked, alias)


def _as_json(rows: ValuesQuery[Any], asked: Parameterizer, alias: str) -> str:
    names = ", ".join(f'"{name}"' for name in rows._fields_for_select)
    if dialect() == "sqlite":
        packed = f"json_group_array(json_array({names}))"
    else:
        packed = f"CAST(json_agg(json_build_array({names})) AS text)"
    return f"(SELECT {packed} FROM ({_sql(rows, asked)}) AS {alias})"


def _sql(rows: ValuesQuery[Any], asked: Parameterizer) -> str:
    """Return the SQL of `rows`; its values are added to `asked`."""
    rows._choose_db_if_not_chosen()
    rows._make_query()
    sql, _ = rows.query.get_parameterized_sql(
        rows.query.QUERY_CLS.SQL_CONTEXT.copy(parameterizer=asked)
    )
    return str(sql)


def _read(rows: Part, packed: Any) -> Rows:
    """Return the rows that `_packed` packed; no rows at all are NULL on PostgreSQL."""
    if isinstance(rows, Counted):
        return [{"n": int(packed)}]
    names = list(rows._fields_for_select)
    found: Rows = [dict(zip(names, one, strict=True)) for one in json.loads(packed or "[]")]
    for name, column in rows._fields_for_select.items():
        typed = None if column in rows._annotations else _typed(rows.model, column)
        if typed is not None:
            for row in found:
                row[name] = typed(row[name])
    return found


def _typed(model: type[Model], column: str) -> Callable[[Any], Any] | None:
    """Return what makes Python's type of a JSON value, None where they are the same."""
    head, _, rest = column.partition("__")
    field = model._meta.fields_map[head]
    if rest:
        return _typed(field.related_model, rest)  # type: ignore[attr-defined]
    is_plain = type(field).to_python_value is Field.to_python_value
    return None if is_plain and field.field_type in (int, str) else field.to_python_value
