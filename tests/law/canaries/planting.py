"""Fills the open world: each text column of each row says a word that no other one says."""

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tortoise.connection import get_connection
from tortoise.models import Model

from shared.database import fulltext
from shared.database.uow import uow
from shared.journal.models import JournalEntry, JournalHead
from tests.law.canaries import tokens
from tests.law.canaries.columns import Column, Kind, columns

CODE = re.compile(r"[a-z_]*|[A-Z]{2,3}|[\d.,:+TZ/-]*")
"""What the product reads in stored JSON: states, currencies, numbers, times. It stays."""

FORMS = {
    "email": "{}@law.example",
    "website": "https://{}.example",
}
# Triggers copy of them what a distributor of record may read: here the copies say words of their own,
# so that a page that shows more than a copy is seen.
_COPIED = ("sales_order", "sales_order_line", "counterparty")
_FILE = re.compile(r"\.\w{2,5}$")


@dataclass(frozen=True)
class Place:
    """One cell: of which column and which row."""

    column: Column
    key: Any

    @property
    def table(self) -> str:
        """The table's name."""
        return self.column.table

    def __str__(self) -> str:
        return f"{self.column} of row {self.key}"


@dataclass
class Ledger:
    """What was planted where; `files` are rows of attachments by the hash of what they hold."""

    words: list[Column]
    figures: list[Column]
    keys: dict[str, list[Any]] = field(default_factory=dict)
    born: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))

    def number_of(self, column: Column) -> int:
        """Return the number by which words or figures name a planted column."""
        return (self.figures if column.kind is Kind.FIGURE else self.words).index(column)

    def found_in(self, text: str) -> set[Place]:
        """Return every cell of which a word, figure or number stands in `text`."""
        found = {self._place(self.words, *one) for one in tokens.words_in(text)}
        found |= {self._place(self.figures, *one) for one in tokens.figures_in(text)}
        found |= {cell for one in tokens.born_in(text) for cell in self.born.get(one, ())}
        return {one for one in found if one is not None}

    def _place(self, among: list[Column], column: int, row: int) -> Place | None:
        if column >= len(among):
            return None
        keys = self.keys[among[column].table]
        return Place(among[column], keys[row]) if row < len(keys) else None


async def plant() -> Ledger:
    """Plant the whole open world and return what stands where."""
    every = columns()
    ledger = Ledger(
        [one for one in every if one.kind is Kind.WORDS],
        [one for one in every if one.kind is Kind.FIGURE],
    )
    by_model: dict[type[Model], list[Column]] = {}
    for one in every:
        by_model.setdefault(one.model, []).append(one)
    async with _open_journal():
        for model, held in by_model.items():
            await _plant(ledger, model, held)
    await _file_again()
    return ledger


async def _plant(ledger: Ledger, model: type[Model], held: list[Column]) -> None:
    meta = model._meta
    rows = await model.all().order_by(meta.pk_attr).values()
    ledger.keys[meta.db_table] = [row[meta.pk_attr] for row in rows]
    planted = [one for one in held if one.kind in (Kind.WORDS, Kind.FIGURE)]
    numbered = [(one, ledger.number_of(one)) for one in planted]
    found = [
        [_filled(one, number, n, row[one.name]) for one, number in numbered] + [row[meta.pk_attr]]
        for n, row in enumerate(rows)
    ]
    for row in rows:
        for one in held:
            if one.kind is Kind.BORN and row[one.name]:
                ledger.born[str(row[one.name])].append(Place(one, row[meta.pk_attr]))
        if "sha256" in row:
            ledger.files[row["sha256"]].add(row[meta.pk_attr])
    if planted and rows:
        await get_connection("default").execute_many(_update(model, planted), found)


async def rewrite(ledger: Ledger, hidden: Callable[[Place], bool]) -> int:
    """Say something else in every `hidden` cell and return in how many; the journal stays as it is."""
    async with _quiet(*_COPIED):
        return await _rewrite(ledger, hidden)


async def _rewrite(ledger: Ledger, hidden: Callable[[Place], bool]) -> int:
    written = 0
    for column in [*ledger.words, *ledger.figures]:
        rows = column.model.all().values_list(column.model._meta.pk_attr, column.name)
        found = [
            [column.field.to_db_value(_otherwise(was), None), key]
            for key, was in (await rows if column.table != "journal_entry" else ())
            if was is not None and hidden(Place(column, key))
        ]
        written += len(found)
        if found:
            update = _update(column.model, [column])
            await get_connection("default").execute_many(update, found)
    return written


def _otherwise(was: Any) -> Any:
    """Return another word or figure of the same length."""
    return was + 1_00 if isinstance(was, int) else str(was).replace("qz7", "qz8")


def _update(model: type[Model], planted: list[Column]) -> str:
    meta, marks = model._meta, _marks(len(planted) + 1)
    names = [meta.fields_db_projection[one.name] for one in planted]
    changes = ", ".join(f'"{name}" = {mark}' for name, mark in zip(names, marks, strict=False))
    return f'UPDATE "{meta.db_table}" SET {changes} WHERE "{meta.db_pk_column}" = {marks[-1]}'


def _marks(many: int) -> list[str]:
    """Return the marks for parameters in a statement of the open database."""
    is_lite = get_connection("default").capabilities.dialect == "sqlite"
    return ["?" if is_lite else f"${n}" for n in range(1, many + 1)]


def _filled(column: Column, number: int, n: int, was: Any) -> Any:
    """Return what the database keeps from now on in the `n`-th row of the `number`-th column."""
    if column.kind is Kind.FIGURE:
        return None if was is None else tokens.figure(number, n)
    return column.field.to_db_value(_words(tokens.word(number, n), column, was), None)


def _words(word: str, column: Column, was: Any) -> str | None:
    if was is None:
        return None
    with contextlib.suppress(ValueError):
        if was[:1] in ("{", "["):
            return json.dumps(leaves(json.loads(was), word), ensure_ascii=False)
    if was and CODE.fullmatch(was) and column.name in ("old", "new"):
        return str(was)
    if column.name == "sku":
        return word.upper()
    if column.table == "attachment":
        ending = _FILE.search(was)
        return word + (ending[0] if ending else "")
    return FORMS.get(column.name, "{}").format(word)


def leaves(value: Any, word: str) -> Any:
    """Return stored JSON with the word for each text that a person wrote."""
    if isinstance(value, dict):
        return {key: leaves(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [leaves(one, word) for one in value]
    is_text = isinstance(value, str) and not CODE.fullmatch(value)
    return word if is_text else value


@asynccontextmanager
async def _open_journal() -> AsyncIterator[None]:
    """Let the journal be written over for the body: its triggers refuse that to everybody."""
    async with _quiet("journal_entry", *_COPIED):
        yield
        await _chain_again()


@asynccontextmanager
async def _quiet(*tables: str) -> AsyncIterator[None]:
    """Switch the triggers of tables off for the body."""
    connection = get_connection("default")
    if connection.capabilities.dialect != "sqlite":
        for table in tables:
            await connection.execute_script(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            await connection.execute_script(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    names = ", ".join(f"'{one}'" for one in tables)
    kept = await connection.execute_query_dict(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({names})"
    )
    for one in kept:
        await connection.execute_script(f'DROP TRIGGER "{one["name"]}"')
    yield
    for one in kept:
        await connection.execute_script(one["sql"])


async def _chain_again() -> None:
    """Hash the entries anew, each with its predecessor, so that the chain holds as it did."""
    last, found = "", []
    for entry in await JournalEntry.all().order_by("id"):
        entry.previous_hash = last
        entry.hash = last = entry.fingerprint()
        found.append([entry.previous_hash, entry.hash, entry.id])
    connection = get_connection("default")
    one, two, three = _marks(3)
    await connection.execute_many(
        f"UPDATE journal_entry SET previous_hash = {one}, hash = {two} WHERE id = {three}", found
    )
    await JournalHead.filter(id=1).update(hash=last)


async def _file_again() -> None:
    """File each record under the beginning of every word: whoever searches for it finds all she may."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT kind, ref_id, words FROM search_entry"
    )
    by_kind: dict[str, list[tuple[int, tuple[str | None, ...]]]] = defaultdict(list)
    for one in rows:
        by_kind[one["kind"]].append((one["ref_id"], (one["words"], tokens.CALL)))
    for kind, records in by_kind.items():
        await uow(lambda kind=kind, records=records: fulltext.index_many(kind, records))
