"""Hears what a request asks the database and what it reads of the request, and lets nothing stay.

async with rehearsed() as heard:      # units of work come to their end and are rolled back
    answer = await browser.post(...)
heard.lookups("SO-2026-0001")         # which tables were asked for this name
heard.written                         # statements that would have been committed
"""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from starlette.datastructures import Headers, QueryParams
from tortoise.transactions import in_transaction

from shared.database import uow as units
from shared.web import forms

_WRITES = ("INSERT", "UPDATE", "DELETE")
_TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')
_HOLE = re.compile(r"\?|\$\d+")
_CLOSED = re.compile(r"\([^()]*\)")
_COLUMN = re.compile(r'(?:"(\w+)"\.)?"(\w+)"\s*(?:=|IN\s*\(|=\s*ANY\s*\()[^"]*$')
# Sessions note their use, idempotency keys their answer, the journal who was refused.
JOURNAL = frozenset({"journal_entry", "journal_concern", "journal_head"})
OWN_LIFE = JOURNAL | {"session", "idempotency_key"}
NAMING = frozenset({"number", "public_id", "sku", "code", "key", "id", "shortcut", "supplier_code"})
"""Columns by which a record is called; by any other it is searched."""

Statement = tuple[str, tuple[Any, ...]]


@dataclass
class Heard:
    """Everything that was asked (`asked`) and what units of work would have kept (`written`)."""

    asked: list[Statement] = field(default_factory=list)
    written: list[Statement] = field(default_factory=list)

    def lookups(self, name: str) -> set[tuple[str, str]]:
        """Return (table, column) of every question in which `name` stands; "" where it is searched."""
        found = set()
        for sql, values in self.asked:
            if not sql.startswith("SELECT"):
                continue
            for place, value in enumerate(values):
                if name.casefold() in str(value).casefold():
                    found.add(_asked_for(sql, place))
        return found


def table_of(sql: str) -> str:
    """Return the table that a statement is about, without what it joins."""
    found = _TABLE.search(sql)
    return found[1] if found else ""


def _asked_for(sql: str, place: int) -> tuple[str, str]:
    """Return the table and column with which the value at that place is compared."""
    holes = [one.start() for one in _HOLE.finditer(sql)]
    before = _unclosed(sql[: holes[place]] if place < len(holes) else sql)
    tables, column = _TABLE.findall(before), _COLUMN.search(before)
    if column is None or column[2] not in NAMING:
        return tables[-1] if tables else "", ""
    return _table_called(column[1] or "", sql) or (tables[-1] if tables else ""), column[2]


def _table_called(alias: str, sql: str) -> str:
    """Return the table that a question has joined under another name, "" if it is none."""
    joined = re.search(rf'JOIN "(\w+)" (?:AS )?"{alias}" ON', sql)
    return joined[1] if joined else ""


def _unclosed(sql: str) -> str:
    """Return a beginning of a question without what its brackets have closed by then."""
    while (less := _CLOSED.sub("", sql)) != sql:
        sql = less
    return sql


class _Ear(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.DEBUG)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and len(record.args) == 2:
            sql, values = record.args
            if isinstance(values, (list, tuple)):
                self.heard.asked.append((str(sql), tuple(values)))


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear the statements that this process sends meanwhile."""
    logger, heard = logging.getLogger("tortoise.db_client"), Heard()
    ear, level, spreads = _Ear(heard), logger.level, logger.propagate
    logger.setLevel(logging.DEBUG)
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
        logger.setLevel(level)
        logger.propagate = spreads


@asynccontextmanager
async def rehearsed() -> AsyncIterator[Heard]:
    """Let deeds come to their end, and keep nothing of them."""
    with listening() as heard:

        @asynccontextmanager
        async def rolled_back(name: str | None = None) -> AsyncIterator[Any]:
            before = len(heard.asked)
            async with in_transaction(name) as connection:
                yield connection
                await connection.rollback()
            if steps := units._after_commit.get():
                steps.clear()  # nothing has happened of which anybody could be told
            heard.written += [
                one for one in heard.asked[before:]
                if one[0].startswith(_WRITES) and table_of(one[0]) not in OWN_LIFE
            ]  # fmt: skip

        with mock.patch.object(units, "in_transaction", rolled_back):
            yield heard


@dataclass
class Noticed:
    """What of requests was read: query models, single query parameters and headers, by name."""

    models: set[Any] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    headers: set[str] = field(default_factory=set)


@contextmanager
def noticing() -> Iterator[Noticed]:
    """Notice which query parameters and headers the code reads meanwhile."""
    seen = Noticed()
    query, get, getlist = forms.read, QueryParams.get, QueryParams.getlist
    header, item = Headers.get, Headers.__getitem__

    def reads(model: Any, items: Any) -> Any:
        seen.models.add(model)
        return query(model, items)

    def one(self: Any, name: Any, default: Any = None) -> Any:
        seen.parameters.add(str(name))
        return get(self, name, default)

    def several(self: Any, name: Any) -> Any:
        seen.parameters.add(str(name))
        return getlist(self, name)

    def of_head(self: Any, name: str, default: Any = None) -> Any:
        seen.headers.add(name.lower())
        return header(self, name, default)

    def of_index(self: Any, name: str) -> str:
        seen.headers.add(name.lower())
        return item(self, name)

    with (
        mock.patch.object(forms, "read", reads),
        mock.patch.object(QueryParams, "get", one),
        mock.patch.object(QueryParams, "getlist", several),
        mock.patch.object(Headers, "get", of_head),
        mock.patch.object(Headers, "__getitem__", of_index),
    ):
        yield seen
