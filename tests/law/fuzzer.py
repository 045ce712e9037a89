"""Every route, everybody, every kind of name in the address: what may happen, by the published page.

    fuzzer = await Fuzzer.start()
    await fuzzer.run(share=1, turn=0)     # everything; share=10 tries each tenth request
    assert not fuzzer.wrong

Nothing here is listed by hand: routes come from the faces, people from the roles, records from the
database, and what to expect from the oracle.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2

from shared.access.actor import Actor
from shared.counterparties.models import Counterparty
from shared.web.routing import WebRoute
from tests import footprint, records
from tests.cast import FACES
from tests.forms import filled_in
from tests.law.oracle import Oracle, world
from tests.law.principals import HOMES, Principal, everybody

RIVALS = {
    "distributor": "CP-0002",
    "customer": "CP-0042",
    "supplier": "CP-0054",
    "partner": "CP-0064",
}
"""A foreign organisation of the same kind for each home."""

NAMES = ("number", "public_id", "sku", "code")
NUMBER = re.compile(r"\b(?:SO|OP|DR|SH|TK|PO|DN|RC|DC|PC)-\d{4}-\d{4,}\b")
OPEN, DENIED, FORBIDDEN, NOBODY = "open", "denied", "forbidden", "nobody"
LOOKING = "only looking"
ARCHIVED, OTHER, PARENT = "archived", "other kind", "parent"
_GONE = ("archived_at", "removed_at", "ended_at", "discarded_at", "withdrawn_at", "closed_at")
_GONE_STATES = ("cancelled", "withdrawn", "archived", "rejected", "closed", "lost")
# What a view leaves behind: that its page was looked at.
NOTED = frozenset({"journal_entry"})


@dataclass(frozen=True)
class Try:
    """One request: where, by whom, and which kind of name stands in the address."""

    route: WebRoute
    who: Principal
    path: str
    kind: str
    names: tuple[str, ...]
    tables: frozenset[str]


@dataclass
class Fuzzer:
    """`wrong` says what should not have happened; `met` counts what was expected, by kind."""

    people: list[Principal]
    oracle: Oracle
    names: dict[str, dict[str, list[tuple[str, Any]]]]
    print_: tuple[tuple[object, ...], ...] = ()
    wrong: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    opened: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    async def start(cls) -> "Fuzzer":
        """Complete the world, bring everybody in and read what there is."""
        await records.complete(*HOMES.values(), *RIVALS.values())
        people = await everybody()
        oracle = Oracle(await world())
        return cls(people, oracle, _by_name(oracle), await footprint.footprint())

    async def run(self, share: int, turn: int) -> None:
        """Send each `share`-th request of all there are, from the `turn`-th on."""
        place = turn
        for face, app in FACES.items():
            people = [one for one in self.people if one.browser.face.name == face]
            for route in records.with_parameters(app.routes):
                for n, one in enumerate(await self.tries(route, people)):
                    if (n + place) % share == 0:
                        await self.attempt(one)
                place += 1

    async def tries(self, route: WebRoute, people: list[Principal]) -> list[Try]:
        addresses = await _addresses(route) + await self._others(route)
        tables = frozenset(
            table for _, _, used in addresses for table, _ in self._named(used, route)
        )
        found = []
        for who in people:
            home = who.actor.counterparty_number if who.actor else ""
            for kind, path, used in addresses:
                found.append(Try(route, who, path, "own" if kind == home else kind, used, tables))
        return found

    async def _others(self, route: WebRoute) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return addresses with an archived record, one of another kind, and with the organisation."""
        word, number = records.words_of(route)[-1], HOMES["distributor"]
        place = await Counterparty.get(number=number)
        found = []
        try:
            usual = (await records.FOUND[word](place))[-1]
            others = {OTHER: (await records.FOUND[_another(word)](place))[-1]}
        except (AttributeError, IndexError):
            return []
        if usual != number:
            others[PARENT] = number
        if "{" not in route.path[: route.path.rindex("{")]:
            tables = sorted({table for table, _ in self._named((usual,), route)})
            gone = [one for table in tables for one in self._archived(table)]
            found = [(ARCHIVED, records.filled(route, [one]), (one,)) for one in gone[:2]]
        own = [(await records.FOUND[one](place))[-1] for one in records.words_of(route)[:-1]]
        return found + [
            (kind, records.filled(route, [*own, one]), ()) for kind, one in others.items()
        ]

    def _archived(self, table: str) -> list[str]:
        """Return what the records of a table that are no longer in use are called."""
        return [
            str(row[name]) for row in self.oracle.world.rows[table].values() if is_gone(row)
            for name in NAMES if isinstance(row.get(name), str) and row[name]
        ]  # fmt: skip

    def _named(self, names: tuple[str, ...], route: WebRoute) -> list[tuple[str, Any]]:
        return [pair for name in names for pair in self.called(name, route)]

    def called(self, name: str, route: WebRoute) -> list[tuple[str, Any]]:
        """Return (table, key) of what a name calls; of two with one name, that of the permission."""
        table = (route.access.permission or "").partition(".")[0]
        some = [held[name] for held in self.names.values() if name in held]
        return [next((one for one in pairs if one[0] == table), pairs[0]) for pairs in some]

    async def attempt(self, one: Try) -> None:
        expected = self.expected(one)
        if expected == OPEN and one.route.method == "POST":
            return  # what is hers to do is the stories' business, and would change the world
        if one.route.is_stream and expected == OPEN:
            return  # never ends
        self.met[expected] += 1
        self.met[one.kind if not one.kind.startswith("CP-") else "organisation"] += 1
        answer = await self._send(one)
        where = f"{one.who.name}: {one.route.method} {one.path} ({one.kind})"
        if (now := await footprint.footprint()) != self.print_:
            is_noted = one.who.seen_as is not None and _changed(self.print_, now) <= NOTED
            self.print_ = now
            # Who takes a paper along writes in the journal that she did.
            if not is_noted and (expected != OPEN or one.who.seen_as is not None):
                self.wrong.append(f"{where}: {answer.status_code}, and it wrote")
        self._judge(one, expected, answer, where)

    def _judge(self, one: Try, expected: str, answer: httpx2.Response, where: str) -> None:
        status = answer.status_code
        if expected == OPEN:
            if status == 401 or status >= 500:
                self.wrong.append(f"{where}: {status}, though it is hers")
            elif status < 400:
                self.opened.add((one.who.name, one.route.name))
                self._read(one, answer, where)
        elif status not in (allowed := self._allowed(one, expected)):
            self.wrong.append(f"{where}: {status}, not {sorted(allowed)}")

    def _allowed(self, one: Try, expected: str) -> set[int]:
        """Return the statuses of a refusal."""
        if expected == LOOKING:
            allowed = {403}
        elif expected == NOBODY or one.who.actor is None:
            allowed = {303 if one.route.method == "GET" else 401}
        else:
            allowed = {403} if expected == FORBIDDEN else {404}
            reads = [self.oracle.gives(one.who.actor, f"{a}.read") for a in one.tables]
            if one.who.elsewhere is not None and _sees(self, one, one.who.elsewhere):
                allowed |= {404, 409}  # hers at her other organisation: the switch is offered
            # A page of several kinds of records is shut as a whole to whoever reads not all of them,
            # which happens with custom roles alone: whether the record exists or not.
            if not all(reads) or one.who.name.startswith("custom "):
                allowed |= {403}  # whoever reads no such record at all is told so, for each
        # A name that no record can have is refused before anybody asks who she is.
        return allowed | {400, 403, 404} if one.kind == "malformed" else allowed

    def _read(self, one: Try, answer: httpx2.Response, where: str) -> None:
        """Every business number on a page that opens names a record that she may see."""
        actor = one.who.actor
        assert actor is not None
        if actor.is_staff or not answer.headers.get("content-type", "").startswith("text/html"):
            return
        for number in set(NUMBER.findall(answer.text)) - {*one.names}:
            pairs = self.names["number"].get(number, [])
            if pairs and not any(key in self.seen(actor, table) for table, key in pairs):
                self.wrong.append(f"{where}: names {number} of another organisation")

    async def _send(self, one: Try) -> httpx2.Response:
        browser, route = one.who.browser, one.route
        as_htmx = (len(one.path) + len(one.who.name)) % 3 == 0
        fields = filled_in(route) if route.method == "POST" else None
        if as_htmx:
            return await browser.htmx(route.method, one.path, "div#main", fields)
        if route.method == "GET":
            return await browser.get(one.path)
        return await browser.post(one.path, fields)

    def expected(self, one: Try) -> str:
        actor, permission = one.who.actor, one.route.access.permission
        if actor is None:
            return NOBODY
        if one.who.seen_as is not None and (one.route.method == "POST" or one.route.is_grave):
            return LOOKING
        if permission and not self.oracle.gives(actor, permission):
            return FORBIDDEN
        return OPEN if _sees(self, one, actor) else DENIED

    def seen(self, who: Actor, table: str) -> set[Any]:
        cache = self.__dict__.setdefault("_cache", {})
        asked = (who.user_id, who.counterparty_id, table)
        if asked not in cache:
            cache[asked] = self.oracle.visible(who, table)
        return cache[asked]  # type: ignore[no-any-return]


def _changed(
    was: tuple[tuple[object, ...], ...], now: tuple[tuple[object, ...], ...]
) -> set[object]:
    """Return the tables that hold something else now."""
    return {after[0] for before, after in zip(was, now, strict=True) if before != after}


def _sees(fuzzer: Fuzzer, one: Try, who: Actor) -> bool:
    """Whether she may read every record that the address names, and they go together."""
    if one.kind in ("missing", "malformed", "mixed", OTHER, PARENT):
        return False
    return all(
        may_read(fuzzer, who, table, key) for table, key in fuzzer._named(one.names, one.route)
    )


def may_read(fuzzer: Fuzzer, who: Actor, table: str, key: Any) -> bool:
    row = fuzzer.oracle.world.rows[table][key]
    if table == "attachment":  # a file goes with its record, ours about it are ours
        if row["parent_id"] is None:
            return bool(row["uploaded_by_id"] == who.user_id)
        is_ours = row["is_internal"] and not who.is_staff
        return not is_ours and may_read(fuzzer, who, row["parent_table"], row["parent_id"])
    if not fuzzer.oracle.law.verbs(table) and "counterparty_id" in row:  # an invitation
        return row["counterparty_id"] in fuzzer.seen(who, "counterparty")
    return not fuzzer.oracle.law.verbs(table) or key in fuzzer.seen(who, table)


def is_gone(row: dict[str, Any]) -> bool:
    """Whether a record is no longer in use: archived, ended, withdrawn."""
    gone = any(row.get(one) for one in _GONE) or row.get("is_active") is False
    return gone or str(row.get("state", "")) in _GONE_STATES


def _another(word: str) -> str:
    """Return a kind of record whose names are of the same shape as those of `word` or nearly so."""
    first, second = ("contacts", "addresses") if _is_secret(word) else ("tickets", "opportunities")
    return second if word == first else first


def _is_secret(word: str) -> bool:
    return records.missing(word) == "f" * 24


async def _addresses(route: WebRoute) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (kind, path, names in it): of each organisation, missing, malformed and mixed up."""
    words, found, first = records.words_of(route), [], []
    for number in (*HOMES.values(), *RIVALS.values()):
        place = await Counterparty.get(number=number)
        try:
            values = [(await records.FOUND[word](place))[-1] for word in words]
        except (AttributeError, IndexError):
            continue  # this organisation has no such record: a supplier orders nothing from us
        first.append(values)
        found.append((number, records.filled(route, values), tuple(values)))
    nothing = [records.missing(word) for word in words]
    found.append(("missing", records.filled(route, nothing), ()))
    found += [("malformed", path, ()) for path in records.odd_paths(route)[:3]]
    if len(words) > 1 and len(first) > 1:
        mixed = [*first[0][:-1], first[-1][-1]]
        if first[0][-1] != first[-1][-1]:
            found.append(("mixed", records.filled(route, mixed), ()))
    return found


def _by_name(oracle: Oracle) -> dict[str, dict[str, list[tuple[str, Any]]]]:
    """Return column → name → each (table, key), for everything that an address can name."""
    found: dict[str, dict[str, list[tuple[str, Any]]]] = {name: {} for name in NAMES}
    for table, rows in oracle.world.rows.items():
        for key, row in rows.items():
            for column in NAMES:
                if isinstance(row.get(column), str) and row[column]:
                    found[column].setdefault(row[column], []).append((table, key))
    return found
