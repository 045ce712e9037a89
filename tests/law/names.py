"""Names of records by what they are to somebody: her own, foreign, archived, of another kind, of nothing.

Whose a record is says the oracle; which column names it says the question that was asked for it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from shared.access.models import User
from shared.files.models import Attachment
from shared.files.storage import storage
from tests.cast import ANCHOR
from tests.law.fuzzer import ARCHIVED, NAMES, PARENT, Fuzzer, is_gone, may_read
from tests.law.fuzzer import OTHER as OTHER_KIND
from tests.law.principals import Principal

OWN, FOREIGN = "own", "foreign"
RANDOM, MALFORMED = "random", "malformed"
KINDS = (FOREIGN, ARCHIVED, OTHER_KIND, PARENT)
"""What must be as if it were not there."""

SEARCHED, NAMED = "", "any"
"""Instead of a column: its value is looked for everywhere, and whatever names such a record."""

MOST = 2
"""So many names of a kind are typed, besides files that wait for their form."""

NO_NUMBER = "99999996"
"""A number that is short enough for any field and names nothing."""

_SORTS = frozenset(
    {"state", "stage", "status", "kind", "currency", "role", "category", "about", "verb"}
)
"""Columns, besides those that say what something is, by which a form takes one record or another."""

_WORD = re.compile(r"[0-9a-z]+")
ODD = ("9" * 300, "' OR 1=1 --", "\N{GRINNING FACE}", "%00", "../" * 9)

Link = tuple[str, Any]
"""A record, by table and key."""

Sort = tuple[str, ...]
"""What distinguishes records to a form."""


class Names:
    """Finds names in the world of one fuzzer, for anybody."""

    def __init__(self, fuzzer: Fuzzer) -> None:
        self.fuzzer, self.world = fuzzer, fuzzer.oracle.world
        self._found: dict[tuple[str, str, str, str], list[str]] = {}
        self.taken = {name for held in fuzzer.names.values() for name in held}
        self._tails = Counter(_tail(name) for name in self.taken)
        self._words: dict[str, set[str]] = {}
        self._texts: dict[str, str] = {}
        self._named: dict[tuple[str, str], set[Any]] = {}
        self._own: dict[tuple[str, str, str], list[tuple[str, Sort, set[Link]]]] = {}
        self._called: dict[tuple[str, str], set[str]] = {}
        self.staged: dict[int, str] = {}

    async def stage(self, people: list[Principal]) -> None:
        """Let everybody have a picture that waits for its form; they come after all other files."""
        for who in people:
            if who.actor is None or who.actor.user_id in self.staged:
                continue
            name = f"e{who.actor.user_id:023x}"
            await storage().put(f"staged/{name}", b"Nothing to see")
            await Attachment.create(
                public_id=name, name="staged.png", media_type="image/png", size=14,
                sha256="0" * 64, storage_key=f"staged/{name}", thumbnail_key=f"staged/{name}",
                is_stored=True, created_at=ANCHOR,
                uploaded_by=await User.get(id=who.actor.user_id), owner_id=who.actor.counterparty_id,
            )  # fmt: skip
            self.staged[who.actor.user_id] = name

    def of(self, who: Principal, table: str, column: str, kind: str) -> list[str]:
        """Return a few names of that kind, by `column` or by what the table has instead.

        Where nothing names a record (SEARCHED) the names are such as no other shares a word with:
        a search for SO-2026-0001 rightly finds what says 2026 and 0001.
        """
        asked = (who.name, table, column, kind)
        if asked not in self._found:
            self._found[asked] = self._choose(who, table, column, kind)
        return self._found[asked]

    def hers(self, who: Principal, table: str, column: str, around: set[Link]) -> list[str]:
        """Return names of her own records, one of each sort; what goes with `around` comes first."""
        asked = (who.name, table, column)
        if asked not in self._own:
            rows = self.world.rows.get(table, {}).items()
            self._own[asked] = [
                (self._name(row, column), sort_of(row), self.links(table, key))
                for key, row in rows if self._name(row, column) and self._is(who, table, key, row, OWN)
            ]  # fmt: skip
        found: dict[Any, str] = {}
        for name, sort, links in sorted(self._own[asked], key=lambda one: -len(around & one[2])):
            found.setdefault((sort, bool(around & links)), name)
        return [
            *(self.of(who, table, column, OWN) if table == "attachment" else ()),
            *found.values(),
        ]

    def links(self, table: str, key: Any) -> set[Link]:
        """Return a record and what it hangs on: its organisation, order, product, document."""
        row = self.world.rows[table][key]
        ways = [(row[column], leads) for column, leads in self.world.leads[table].values()]
        if table == "attachment" and row["parent_id"] is not None:
            return {(table, key)} | self.links(row["parent_table"], row["parent_id"])
        return {(table, key)} | {(leads, it) for it, leads in ways if it and leads != "user"}

    def links_of(self, *names: str) -> set[Link]:
        """Return what the records of these names are and hang on."""
        pairs = (
            pair
            for held in self.fuzzer.names.values()
            for one in names
            for pair in held.get(one, ())
        )
        return {link for pair in pairs for link in self.links(*pair)}

    def calls(self, table: str, column: str, name: str) -> bool:
        """Whether a record of the table is called so."""
        if (table, column) not in self._called:
            rows = self.world.rows.get(table, {}).values()
            self._called[table, column] = {self._name(row, column) for row in rows}
        return name in self._called[table, column]

    def is_new(self, name: str) -> bool:
        """Whether nothing was called so before."""
        return name not in self.taken and not self.calls("custom_role", "key", name)

    def foreign_of_any(self, who: Principal) -> Iterator[tuple[str, str]]:
        """Yield (table, name) of something foreign in each table that can be named."""
        for table in sorted(self.world.rows):
            for name in self.of(who, table, NAMED, FOREIGN)[:1]:
                yield table, name

    def missing(self, name: str) -> str:
        """Return a name like this one that nothing has."""
        if name.isdecimal() and len(name) < len(NO_NUMBER):
            return NO_NUMBER
        taken = self.taken
        tail = re.search(r"[0-9a-z]{2,4}$", name, re.IGNORECASE)
        if tail is None:
            return f"{name}-9"
        for n in range(9999, 0, -1):
            other = name[: tail.start()] + f"{n:04d}"[-len(tail[0]) :]
            if other not in taken and other != name:
                return other
        raise LookupError(f"Every name like {name} is taken.")

    def _choose(self, who: Principal, table: str, column: str, kind: str) -> list[str]:
        if kind == OTHER_KIND:
            others = ("sales_order", "counterparty", "ticket", "contact", "purchase_order")
            found = [self.of(who, one, column and NAMED, FOREIGN) for one in others if one != table]
            return [some[0] for some in found if some][:MOST]
        if kind == PARENT:
            return (
                self.of(who, "counterparty", column and NAMED, FOREIGN)
                if table != "counterparty"
                else []
            )
        if kind == OWN and table == "attachment" and who.actor:
            return [one for one in [self.staged.get(who.actor.user_id)] if one]
        rows = self.world.rows.get(table, {})
        named = [(key, row, self._name(row, column)) for key, row in rows.items()]
        found = [
            name for key, row, name in named
            if name and self._is(who, table, key, row, kind) and not self._is_shared(column, name)
            and not (kind != OWN and self._is_told(who, table, row, name))
            and (column != SEARCHED or self._tails[_tail(name)] == 1)
            and not (column == SEARCHED and kind != OWN and self.finds_hers(who, *words_of(name)))
        ]  # fmt: skip
        is_file = kind == FOREIGN and table == "attachment"
        return found[:MOST] + (self._waiting(who) if is_file else [])

    def _waiting(self, who: Principal) -> list[str]:
        """Return files that a colleague and a stranger have sent and put into no form yet."""
        assert who.actor is not None
        found: dict[bool, str] = {}
        for one in self.fuzzer.people:
            if one.actor and one.actor.user_id != who.actor.user_id:
                is_colleague = one.actor.counterparty_id == who.actor.counterparty_id
                if one.actor.user_id in self.staged:
                    found.setdefault(is_colleague, self.staged[one.actor.user_id])
        return list(found.values())

    def _is_told(self, who: Principal, table: str, row: dict[str, Any], name: str) -> bool:
        """Whether the name stands in what she reads, or may be searched by: with its parent or as text."""
        above = (
            (parent, row[column]) for column, parent in self.world.leads[table].values()
            if parent not in ("counterparty", "user") and row[column] is not None
        )  # fmt: skip
        assert who.actor is not None
        under_hers = any(may_read(self.fuzzer, who.actor, *one) for one in above)
        return under_hers or name in self._read_by(who)

    def finds_hers(self, who: Principal, *words: str) -> bool:
        """Whether each of these begins a word of what she reads: a search for them may find that."""
        if who.name not in self._texts:
            found = (words_of(text) for text in self._read_by(who))
            self._texts[who.name] = "\n" + "\n".join({word for some in found for word in some})
        return all(f"\n{word}" in self._texts[who.name] for word in words)

    def _read_by(self, who: Principal) -> set[str]:
        """Return every text in the rows that she reads."""
        if who.name not in self._words:
            self._words[who.name] = {
                value
                for other, rows in self.world.rows.items() if self.fuzzer.oracle.law.verbs(other)
                for one in (who.actor, who.elsewhere) if one is not None
                for key in self.fuzzer.seen(one, other)
                for value in rows[key].values() if isinstance(value, str)
            }  # fmt: skip
        return self._words[who.name]

    def _is(self, who: Principal, table: str, key: Any, row: dict[str, Any], kind: str) -> bool:
        assert who.actor is not None
        can = may_read(self.fuzzer, who.actor, table, key)
        if kind == OWN:
            return can and not is_gone(row)
        elsewhere = who.elsewhere
        if can or (elsewhere is not None and may_read(self.fuzzer, elsewhere, table, key)):
            return False
        if key in self._named_on(who, table):
            return False
        return kind == FOREIGN or is_gone(row)

    def _named_on(self, who: Principal, table: str) -> set[Any]:
        """Return which records of a table stand on others that she reads: orders name their goods."""
        if (who.name, table) not in self._named:
            self._named[who.name, table] = {
                self.world.rows[other][key][column]
                for other, ways in self.world.leads.items()
                if self.fuzzer.oracle.law.verbs(other)
                for column, leads in ways.values() if leads == table
                for one in (who.actor, who.elsewhere) if one is not None
                for key in self.fuzzer.seen(one, other)
            }  # fmt: skip
        return self._named[who.name, table]

    def _is_shared(self, column: str, name: str) -> bool:
        """Positions and the like: two records of different tables may be called the same."""
        return column in (SEARCHED, NAMED, "key") and name.isdigit()

    def _name(self, row: dict[str, Any], column: str) -> str:
        columns = [column] if column in row else [one for one in NAMES if one in row]
        return str(row[columns[0]] or "") if columns else ""


def words_of(text: str) -> list[str]:
    """Return the words of a text as a search compares them."""
    return _WORD.findall(text.casefold())


def sort_of(row: dict[str, Any]) -> Sort:
    """Return what a form may ask of a record: its state, and what it is."""
    return tuple(
        str(held) for column, held in sorted(row.items())
        if column in _SORTS or column.startswith("is_")
    )  # fmt: skip


def _tail(name: str) -> str:
    """Return the last word of a name, without which no search finds it."""
    return re.split(r"[^0-9A-Za-z]+", name)[-1]
