"""One page of a query set by keyset: order by (sort column, id), ask for one row more."""

from datetime import date, datetime
from typing import Any, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.kernel.paging import PageRequest, Slice, decode, encode

M = TypeVar("M", bound=Model)


async def page_of(
    rows: QuerySet[M], request: PageRequest, columns: tuple[str, ...], *, sort: str
) -> Slice[dict[str, Any]]:
    """Return one page of `rows` as dicts of `columns`, sorted by `sort` (`-placed_at`, `name`).

    `columns` may reach over relations (`buyer__name_en`); `id` is always among the keys. The sort
    column must be NOT NULL and indexed together with `id`.
    """
    descending = sort.startswith("-")
    column = sort.lstrip("-")
    backwards = request.before is not None
    cursor = _place(rows.model, column, request)
    larger = descending if backwards else not descending
    if cursor:
        rows = rows.filter(_beyond(column, cursor, larger=larger))
    direction = "" if larger else "-"
    wanted = dict.fromkeys((*columns, column, "id"))
    found = await (
        rows.order_by(f"{direction}{column}", f"{direction}id")
        .limit(request.limit + 1)
        .values(*wanted)
    )
    return _slice(list(found), column, request, has_cursor=cursor is not None)


def _place(model: type[Model], column: str, request: PageRequest) -> tuple[Any, Any] | None:
    """Return the sort value and id that the cursor names, None for one that somebody made up."""
    cursor = decode(request.before or request.after, 2)
    if cursor is None:
        return None
    wanted = model._meta.fields_map[column]
    try:
        value = wanted.to_python_value(cursor[0])
    except (ValueError, OverflowError, TypeError):
        return None
    fits = isinstance(value, wanted.field_type) and isinstance(cursor[1], int)
    return (value, cursor[1]) if fits and all(map(_is_storable, (value, cursor[1]))) else None


def _is_storable(value: Any) -> bool:
    """Whether the database can compare with it at all: 64 bits, no NUL, no half characters."""
    if isinstance(value, int):
        return abs(value) < 2**63
    if isinstance(value, str):
        return "\0" not in value and value == value.encode("utf-8", "ignore").decode()
    return True


def _beyond(column: str, cursor: tuple[Any, Any], *, larger: bool) -> Q:
    """Rows strictly beyond the cursor, in a form that both planners answer from the index."""
    value = cursor[0]
    way, strict = ("gte", "gt") if larger else ("lte", "lt")
    tie = Q(**{f"{column}__{strict}": value}) | Q(**{f"id__{strict}": cursor[1]})
    return Q(**{f"{column}__{way}": value}) & tie


def _slice(
    found: list[dict[str, Any]], column: str, request: PageRequest, *, has_cursor: bool
) -> Slice[dict[str, Any]]:
    more = len(found) > request.limit
    rows = found[: request.limit]
    backwards = request.before is not None
    if backwards:
        rows.reverse()
    if not rows:
        return Slice()
    has_newer = more if backwards else has_cursor
    has_older = True if backwards and has_cursor else more
    return Slice(
        rows,
        newer=_cursor(rows[0], column) if has_newer else None,
        older=_cursor(rows[-1], column) if has_older else None,
    )


def _cursor(row: dict[str, Any], column: str) -> str:
    value = row[column]
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return encode((value, row["id"]))
