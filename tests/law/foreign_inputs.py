"""Names of others in forms, parameters and headers: everything must be as if they named nothing.

    trials = await Trials.start(fuzzer)
    await trials.forms(share=1, turn=0)
    assert not trials.wrong

What stands in the answer, what would be written and how many questions are asked must be the same
for a record of others, an archived one, one of another kind and a parent as for a name that nothing
has; and where a field names a record at all, a name of nothing is refused and writes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import httpx2

from shared.web.routing import WebRoute
from tests import footprint
from tests.cast import FACES
from tests.law import inputs
from tests.law.answers import difference, plain, unlike, written
from tests.law.filling import Filling
from tests.law.fuzzer import Fuzzer, Try
from tests.law.inputs import Input
from tests.law.listening import Heard
from tests.law.names import FOREIGN, KINDS, MALFORMED, ODD, OWN, RANDOM, Names, words_of

TAKES, APART = "takes her own", "tells her own from nothing"
"""Told of a field: a name of hers is taken and one of nothing refused, or else something differs."""

Told = tuple[str, httpx2.Response, Heard]
"""What was typed, what was answered, and what was asked and written for it."""

HEADERS_FOR = 3
"""Headers are sent by each third of those to whom a page opens, on every page by others."""

MOST_OWN, MOST_IN_VAIN = 6, 4
"""So many names of hers are tried in each way of filling in, by so many people in vain."""

MOST_DOUBTS = 4
"""So often a refusal after a first step is done for good, for each field."""

DRAFTS = {
    "purchase_orders_submit": {"purchase_draft"},
    "orders_submission": {"sales_order", "search_entry"},
}
"""Verbs that save and then send: what may not be sent stays, as typed, in the draft alone."""


@dataclass
class Trials:
    """`wrong` says what differed; `met` counts tries by kind, `naming` by what they told of a field."""

    fuzzer: Fuzzer
    names: Names
    filling: Filling
    wrong: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    naming: dict[str, set[str]] = field(default_factory=dict)
    doubts: list[tuple[Input, Try, dict[str, str]]] = field(default_factory=list)
    """A rehearsed deed in several steps misses what its first step made: these are done at the end."""

    people: set[str] = field(default_factory=set)
    tried: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """How often which way of filling in decided, by field; -1 counts people for whom none did."""

    @classmethod
    async def start(cls, fuzzer: Fuzzer) -> "Trials":
        """Let everybody have a file at hand."""
        names = Names(fuzzer)
        await names.stage(fuzzer.people)
        return cls(fuzzer, names, Filling(fuzzer, names))

    async def forms(self, share: int, turn: int) -> None:
        """Try the fields of each `share`-th form."""
        for route in _some(
            [one for one in _routes("POST") if inputs.form_fields(one)], share, turn
        ):
            tries = await self.filling.places(route)
            some = [await self.filling.best(one) for one in tries[: inputs.MOST]]
            found = await self.filling.fields_of(route, some)
            if any(one.is_naming for one in found):
                some = [await self.filling.taking(one, found) for one in tries]
            else:
                some += [one[0] for one in tries[inputs.MOST :]]
            for n, one in reversed(list(enumerate(found))):
                for place in some:
                    await self._field(one, place, self._pairs(one, place, n), found)
        await self._settle_doubts()

    async def _settle_doubts(self) -> None:
        """Do for good what was refused after a step of it was done: then nothing may stay."""
        before = await footprint.contents() if self.doubts else {}
        for one, place, typed in self.doubts:
            answer = await place.who.browser.post(place.path, typed | {"key": uuid4().hex})
            after = await footprint.contents()
            changed = {table for table in before if before[table] != after[table]}
            before = after
            if answer.status_code >= 400 and changed - DRAFTS.get(one.route.name, set()):
                where = f"{place.who.name}: {one}={typed[one.name][:40]!r}"
                self.wrong.append(f"{where}: refused, and it wrote {sorted(changed)}")

    async def parameters(self, share: int, turn: int, least: int = 0) -> None:
        """Try the parameters of each `share`-th page, and the headers that it reads.

        Most pages of one record read no name: while a day's share met fewer than `least` foreign
        names, those of the days after it are tried as well.
        """
        for day in range(share):
            for n, route in enumerate(_some(_routes("GET"), share, turn + day)):
                await self._page(route, n)
            if self.met[FOREIGN] >= least:
                return

    async def _page(self, route: WebRoute, n: int) -> None:
        found, headers = await inputs.parameters_of(self.fuzzer, route)
        for m, place in enumerate(inputs.by_person(await inputs.places(self.fuzzer, route))):
            for one in found:
                await self._parameter(one, place, self._pairs(one, place, m))
            if (n + m) % HEADERS_FOR == 0:
                await self._headers(place, headers)

    async def _parameter(
        self, one: Input, place: Try, pairs: Iterator[tuple[str, str, str]]
    ) -> None:
        cache = dict[str, tuple[httpx2.Response, Heard]]()
        for kind, foreign, nothing in pairs:
            if nothing not in cache:
                cache[nothing] = await inputs.ask(place, {one.name: nothing})
                self._refused(one, place, {one.name: nothing}, *cache[nothing])
            there = await inputs.ask(place, {one.name: foreign})
            self._compare(one, place, kind, (foreign, *there), (nothing, *cache[nothing]))

    def _pairs(self, one: Input, place: Try, n: int) -> Iterator[tuple[str, str, str]]:
        """Yield (kind, a name, one like it that nothing has).

        Where nothing is asked for the field, people take turns with the tables: what code compares
        by itself is met as well.
        """
        who = place.who
        for table, column in sorted(one.tables):
            for kind in KINDS:
                for name in self.names.of(who, table, column, kind):
                    yield kind, name, self.names.missing(name)
        some = list(self.names.foreign_of_any(who)) if not one.tables else []
        if some := [
            pair for pair in some if not self.names.finds_hers(who, *words_of(pair[1])[-1:])
        ]:
            _, name = some[(n * 7 + self.fuzzer.people.index(who) * 3) % len(some)]
            yield FOREIGN, name, self.names.missing(name)

    async def _field(
        self, one: Input, place: Try, pairs: Iterator[tuple[str, str, str]], found: list[Input]
    ) -> None:
        ways = await self.filling.ways(place, found)
        typed = await self._deciding(one, place, ways) if one.is_naming else ways[0]
        cache = dict[str, tuple[httpx2.Response, Heard]]()
        for kind, foreign, nothing in pairs:
            if nothing not in cache:
                cache[nothing] = await inputs.post(place, typed | {one.name: nothing})
                self._refused(one, place, typed | {one.name: nothing}, *cache[nothing])
            there = await inputs.post(place, typed | {one.name: foreign})
            self._compare(one, place, kind, (foreign, *there), (nothing, *cache[nothing]))
        for odd in ODD if one.is_naming and cache else ():
            sent = typed | {one.name: odd}
            self._refused(one, place, sent, *await inputs.post(place, sent))
            self.met[MALFORMED] += 1

    async def _deciding(self, one: Input, place: Try, ways: list[dict[str, str]]) -> dict[str, str]:
        """Return the way of filling in the form in which a name of hers is taken, and nothing refused.

        Where there is none, one in which the two are told apart at all. When others have shown one,
        or several in vain, only what is likeliest is tried.
        """
        tried, name = self.tried[str(one)], str(one)
        is_known = TAKES in self.naming.get(name, ()) or tried.total() >= MOST_IN_VAIN
        ways_most, names_most = (2, 2) if is_known else (None, MOST_OWN)
        apart = []
        for n in sorted(range(len(ways)), key=lambda n: -tried[n])[:ways_most]:
            for hers in (await self.filling.hers(one, place, ways[n]))[:names_most]:
                told = await self._told(one, place, ways[n], hers)
                if told == TAKES:
                    tried[n] += 1
                    self.filling.like(one, hers)
                    self._tell(one, TAKES)
                    return ways[n]
                apart += [n] if told else []
        tried[-1] += 1
        self._tell(one, APART if apart else "takes nothing here")
        return ways[apart[0] if apart else 0]

    async def _told(self, one: Input, place: Try, typed: dict[str, str], hers: str) -> str:
        """Return how a name of hers is told from one like it that nothing has, "" when it is not."""
        self.met[OWN] += 1
        own, gone = [
            (name, *await inputs.post(place, typed | {one.name: name}))
            for name in (hers, self.names.missing(hers))
        ]
        if own[1].status_code < 400 <= gone[1].status_code:
            return TAKES
        return APART if self._difference(own, gone) else ""

    def _refused(
        self, one: Input, place: Try, typed: dict[str, str], answer: httpx2.Response, heard: Heard
    ) -> None:
        """A refusal writes nothing; whether the field refuses names of nothing at all is noted."""
        is_refused = answer.status_code >= 400
        self.met[RANDOM] += 1
        self._tell(one, "refuses" if is_refused else "accepts")
        if answer.status_code >= 500:
            self.wrong.append(
                f"{place.who.name}: {one}={typed[one.name][:40]!r}: {answer.status_code}"
            )
        doubted = sum(str(one) == str(other) for other, *_ in self.doubts)
        if is_refused and heard.written and one.is_naming and doubted < MOST_DOUBTS:
            self.doubts.append((one, place, typed))

    def _compare(self, one: Input, place: Try, kind: str, there: Told, gone: Told) -> None:
        self.met[kind] += 1
        self.people.add(place.who.name)
        if found := self._difference(there, gone):
            where = f"{place.who.name}: {one}={there[0]} ({kind}), not as {gone[0]}"
            self.wrong.append(f"{where}: {found}")

    def _difference(self, there: Told, gone: Told) -> str:
        """Return in what it differs that one or the other name was typed, "" when in nothing."""
        typed = (there[0], gone[0])
        found, nothing = [plain(typed, one[1], self.names.is_new) for one in (there, gone)]
        if found != nothing:
            return difference(found, nothing)
        kept, otherwise = [written(typed, one[2], self.names.is_new) for one in (there, gone)]
        if kept != otherwise:
            return f"writes something else: {unlike(kept, otherwise)}"
        is_same = len(there[2].asked) == len(gone[2].asked)
        return "" if is_same else "asks the database something else"

    async def _headers(self, place: Try, headers: set[str]) -> None:
        """Send foreign names in every header that the page reads, alone and as an address."""
        for table, name in list(self.names.foreign_of_any(place.who))[:2]:
            nothing = self.names.missing(name)
            answers = []
            for one in (name, nothing):
                sent = {head: _dressed(place, head, one) for head in headers}
                answers.append((one, *await inputs.ask(place, {}, sent)))
            self._compare(Input(place.route, f"headers ({table})"), place, "headers", *answers)

    def _tell(self, one: Input, what: str) -> None:
        if one.is_naming:
            self.naming.setdefault(str(one), set()).add(what)


def _routes(method: str) -> list[WebRoute]:
    return [
        one for app in FACES.values() for one in app.routes
        if isinstance(one, WebRoute) and one.method == method
        and one.access.public is None and not one.is_stream
    ]  # fmt: skip


def _some(routes: list[WebRoute], share: int, turn: int) -> list[WebRoute]:
    return routes[turn % share :: share]


def _dressed(place: Try, header: str, name: str) -> str:
    """Return the name as it would stand in such a header."""
    if header in ("hx-current-url", "referer"):
        return f"{place.who.browser.face.public_url}/orders/{name}"
    if header in ("hx-request", "hx-request-type"):
        return {"hx-request": "true"}.get(header, "partial")
    return {"hx-target": f"div#{name}", "if-none-match": f'W/"{name}"'}.get(header, name)
