"""Who sees which row, worked out in plain Python from the published page: no query, no scope.

The rows of every table are read once into memory; the words of the page are followed along the
foreign keys of the models. Slow and simple, so that it can be trusted to judge the fast one.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise import Tortoise

from shared.access.actor import Actor
from shared.kernel import clock
from tests.law.page import Page, published

Row = dict[str, Any]
STAFF = 7
# What lies within the rows of a built-in role, as the manual tells administrators.
_INSIDE = {
    "all": {"all", "suppliers", "team", "own accounts"}, "team": {"team", "own accounts"},
    "suppliers": {"suppliers"}, "own accounts": {"own accounts"}, "mine": {"mine"}, "unsealed": {"unsealed"},
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Every row of every table by its key, and where each foreign key leads."""

    rows: dict[str, dict[Any, Row]]
    leads: dict[str, dict[str, tuple[str, str]]]

    def along(self, table: str, row: Row | None, way: str) -> Row | None:
        """Follow relations (`line__order`) from `row`; None where one of them is empty."""
        for relation in filter(None, way.split("__")):
            if row is None:
                return None
            column, table = self.leads[table][relation]
            row = self.rows[table].get(row[column])
        return row


async def world() -> World:
    """Read the database as it is now."""
    rows: dict[str, dict[Any, Row]] = {}
    leads: dict[str, dict[str, tuple[str, str]]] = {}
    for model in Tortoise.apps.get_models_iterable():
        meta = model._meta
        found = await model.all().values()
        rows[meta.db_table] = {row[meta.pk_attr]: row for row in found}
        leads[meta.db_table] = {
            name: (meta.fields_map[name].source_field or f"{name}_id",  # type: ignore[dict-item]
                   meta.fields_map[name].related_model._meta.db_table)  # type: ignore[attr-defined]
            for name in (*meta.fk_fields, *meta.o2o_fields)
        }  # fmt: skip
    return World(rows, leads)


class Oracle:
    """Answers for one state of the database; `law` is the page it goes by."""

    def __init__(self, known: World, law: Page | None = None) -> None:
        self.world, self.law = known, law or published()
        self._cared: dict[tuple[int, bool], frozenset[int]] = {}
        kept = known.rows["custom_role"].values()
        self._custom = {one["key"]: json.loads(one["law"]) for one in kept if one["is_active"]}

    def visible(self, who: Actor, table: str, verb: str = "read") -> set[Any]:
        """Return the keys of the rows of `table` on which `who` may do `verb`."""
        words = self.words(who, table, verb)
        found = self.world.rows[table].items()
        return {
            key for key, row in found
            if any(self._within(who, table, row, one, verb) for one in words)
            and not self._decides_for_herself(who, table, row, verb)
            and not self._is_hidden(who, table, row)
        }  # fmt: skip

    def places(self, who: Actor, words: set[str]) -> frozenset[Any]:
        """Return the organisations that `words` reach: where a new row may be made."""
        found = self.world.rows["counterparty"].items()
        return frozenset(
            key for key, row in found
            if any(one == "all" or self._reaches(who, row, one) for one in words)
        )  # fmt: skip

    def _reaches(self, who: Actor, place: Row, words: str) -> bool:
        if words == "organisation":
            return bool(place["id"] == who.counterparty_id)
        if words == "suppliers":
            return bool(place["is_supplier"])
        return place["id"] in self._care(who, words == "team")

    def words(self, who: Actor, table: str, verb: str) -> set[str]:
        """Return the words for the rows on which `who` may do `verb`, by page and by custom roles."""
        words = self.law.grants(who.roles, table, verb)
        parent, _ = self.law.follows.get(table, (table, ""))
        for role in who.roles:
            kind, _, name = role.rpartition(".")
            if name in self._custom and (rows := self._own_word(name, kind, parent, verb)):
                words = words | {rows}
        return words

    def gives(self, who: Actor, permission: str) -> bool:
        """Return whether `who` has `permission` (`table.verb`) on any row."""
        table, _, verb = permission.partition(".")
        return bool(self.words(who, table, verb))

    def _own_word(self, name: str, kind: str, table: str, verb: str) -> str:
        """Return the rows of a custom role: as somebody chose, never more than the page has room for.

        What every colleague has on the same rows, and what was written to oneself, is in each.
        """
        chosen = self._custom[name].get(f"{table}.{verb}", "")
        by_role = self.law.matrix.get(table, {})
        if kind:
            rows, verbs = by_role.get(f"{kind}.organisation_admin", ("", frozenset()))
            return rows if verb in verbs and (chosen or rows == "mine") else ""
        ours = {role: held for role, held in by_role.items() if "." not in role}
        held = {rows for rows, verbs in ours.values() if verb in verbs}
        everybody = sum(verb in verbs for _, verbs in ours.values()) == STAFF and len(held) == 1
        if everybody:
            return next(iter(held))
        wide = {one for rows in held for one in _INSIDE[rows]}
        return chosen if chosen in wide else ""

    def _within(self, who: Actor, table: str, row: Row, words: str, verb: str = "read") -> bool:
        if words == "all":
            return True
        parent, way = self.law.follows.get(table, (table, ""))
        if way:
            above = self.world.along(table, row, way)
            return above is not None and self._within(who, parent, above, words, verb)
        judge = {
            "mine": lambda: self._is_mine(who, table, row),
            "offered": lambda: row["is_active"] and row["is_sold"],
            "published": lambda: row["is_published"],
            "shared": lambda: self._is_shared(who, table, row),
            "channel": lambda: self._names_her(who, table, row),
            "either side": lambda: self._is_a_side(who, table, row, verb),
            "meant for us": lambda: self._is_meant(who, table, row),
            "addressed to organisation": lambda: self._is_addressed(who, table, row),
            "invited": lambda: (
                row[self.law.issues[table]] is not None and self._is_shared(who, table, row)
            ),
            "unsealed": lambda: self._is_unsealed(table, row),
            "issued to organisation": lambda: (
                row[self.law.issues[table]] is not None and self._is_hers(who, table, row)
            ),
        }.get(words)
        return bool(judge()) if judge else self._by_organisation(who, table, row, words)

    def _by_organisation(self, who: Actor, table: str, row: Row, words: str) -> bool:
        if words == "organisation":
            is_shared = table in self.law.shares
            return self._is_shared(who, table, row) if is_shared else self._is_hers(who, table, row)
        place = self._place(table, row)
        if words == "suppliers":
            return place is not None and bool(place["is_supplier"])
        if words in ("own accounts", "team"):
            return place is not None and place["id"] in self._care(who, words == "team")
        raise LookupError(f"The page says {words!r}, which nobody has taught the oracle.")

    def _place(self, table: str, row: Row) -> Row | None:
        return self.world.along(table, row, self.law.paths[table])

    def _is_hers(self, who: Actor, table: str, row: Row) -> bool:
        place = self._place(table, row)
        return place is not None and place["id"] == who.counterparty_id

    def _names_her(self, who: Actor, table: str, row: Row) -> bool:
        named = self.world.along(table, row, self.law.channels[table])
        return named is not None and named["id"] == who.counterparty_id

    def _is_a_side(self, who: Actor, table: str, row: Row, verb: str) -> bool:
        sellers, buyers = self.law.between.get(table, (frozenset(), frozenset()))
        if verb not in buyers and self._names_her(who, table, row):
            return True
        is_sent = table not in self.law.issues or row[self.law.issues[table]] is not None
        return verb not in sellers and is_sent and self._is_hers(who, table, row)

    def _is_mine(self, who: Actor, table: str, row: Row) -> bool:
        place = row[self.law.told_for[table]] if table in self.law.told_for else None
        is_there = place is None or any(
            held["user_id"] == who.user_id
            and held["counterparty_id"] == place
            and held["is_active"]
            for held in self.world.rows["membership"].values()
        )
        if who.is_looked_through:
            is_there = place in (None, who.counterparty_id)
        return row["user_id"] == who.user_id and row["face"] == who.face and is_there

    def _is_shared(self, who: Actor, table: str, row: Row) -> bool:
        shares, mine, theirs = self.law.shares[table]
        return any(
            share[mine] == row["id"] and share[theirs] == who.counterparty_id
            for share in self.world.rows[shares].values()
        )

    def _is_unsealed(self, table: str, row: Row) -> bool:
        relation, deadline, submitted = self.law.seals[table]
        above = self.world.along(table, row, relation)
        ends = above[deadline] if above else None
        return ends is not None and ends <= clock.now() and row[submitted] is not None

    def _is_meant(self, who: Actor, table: str, row: Row) -> bool:
        named = table in self.law.shares and self._is_shared(who, table, row)
        by_kind = any(row[f"for_{kind}"] for kind in who.kinds if f"for_{kind}" in row)
        return bool(row[self.law.audiences[table]]) and (named or by_kind)

    def _is_addressed(self, who: Actor, table: str, row: Row) -> bool:
        today, kinds = clock.today(), {role.partition(".")[0] for role in who.roles}
        is_admin = any(role.endswith(".organisation_admin") for role in who.roles)
        return (
            row["state"] == "published" and row["visible_from"] <= today
            and (row["visible_until"] is None or row["visible_until"] >= today)
            and (is_admin or not row["for_administrators"])
            and (any(row[f"to_{kind}"] for kind in kinds) or self._is_shared(who, table, row))
        )  # fmt: skip

    def _is_hidden(self, who: Actor, table: str, row: Row) -> bool:
        """Whether it is another side's draft, one thrown away, or names another organisation."""
        named = row[self.law.apart[table]] if table in self.law.apart else None
        readers = (who.counterparty_id,) if table in self.law.ours else (None, who.counterparty_id)
        if not who.is_staff and table in self.law.apart and named not in readers:
            return True
        parent, way = self.law.follows.get(table, (table, ""))
        if who.is_looked_through and parent in self.law.seals:
            bid = self.world.along(table, row, way)
            if bid is None or not self._is_unsealed(parent, bid):
                return True
        if parent not in self.law.unsent:
            return False
        draft, ours, discarded = self.law.unsent[parent]
        above = self.world.along(table, row, way)
        if above is None:
            return False
        is_gone = bool(discarded) and above["state"] == discarded and not above["submitted_at"]
        is_theirs = above["state"] == draft and not (ours and above[ours])
        return is_gone or (who.is_staff and is_theirs)

    def _decides_for_herself(self, who: Actor, table: str, row: Row, verb: str) -> bool:
        parent, way = self.law.follows.get(table, (table, ""))
        if not who.is_staff or verb not in self.law.impartial.get(parent, ()):
            return False
        place = self._place(parent, self.world.along(table, row, way) or {})
        return place is not None and any(
            held["user_id"] == who.user_id and held["counterparty_id"] == place["id"]
            for held in self.world.rows["membership"].values()
        )

    def _care(self, who: Actor, team: bool) -> frozenset[int]:
        """Return the organisations in her care, by deputy and, for a manager, by her team."""
        if (who.user_id, team) not in self._cared:
            now: datetime = clock.now()
            people = {who.user_id} | {
                one["owner_id"] for one in self.world.rows["deputy"].values()
                if one["deputy_id"] == who.user_id and one["starts_at"] <= now < one["ends_at"]
            }  # fmt: skip
            if team:
                users = self.world.rows["user"].values()
                people |= {one["id"] for one in users if one["leader_id"] == who.user_id}
            self._cared[who.user_id, team] = frozenset(
                one["counterparty_id"] for one in self.world.rows["care"].values()
                if one["user_id"] in people
            )  # fmt: skip
        return self._cared[who.user_id, team]
