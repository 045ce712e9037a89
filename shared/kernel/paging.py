"""Pages by keyset: a place in the order (sort value, id) instead of a page number.

A cursor is opaque text in the query string; it names a row, never an offset, so a page costs the
same at the end of a table as at its start.
"""

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
PAGE_SIZE = 50


@dataclass(frozen=True)
class PageRequest:
    """Which page a reader wants: the rows after or before a cursor, `limit` at most."""

    after: str | None = None
    before: str | None = None
    limit: int = PAGE_SIZE


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of rows; `newer` and `older` are cursors for the neighbours, None at the ends."""

    rows: list[Row] = field(default_factory=list)
    newer: str | None = None
    older: str | None = None


def encode(values: tuple[Any, ...]) -> str:
    """Return a cursor for a row's sort values (texts and whole numbers)."""
    packed = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str | None, arity: int) -> tuple[Any, ...] | None:
    """Return the sort values of a cursor, or None for one that is missing or was tampered with."""
    if not cursor or len(cursor) > 400:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != arity:
        return None
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for value in values):
        return None
    return tuple(values)
