"""Names of others in forms, parameters and headers: everything must be as if they named nothing.

    trials = await Trials.start(fuzzer)
    await trials.forms(share=1, turn=0)
    assert not trials.wrong

What stands in the answer, what would be written and how many questions are asked must be the same
for a record of others, an archived one, one of another kind and a parent as for a name that nothing
has; and where a field names a record at all, a name of nothing is refused and writes nothing.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

import httpx2

from shared.web.routing import WebRoute
from tests import footprint
from tests.cast import FACES
from tests.law import inputs
from tests.law.canaries.crawling import inside
from tests.law.fuzzer import Fuzzer, Try
from tests.law.inputs import Input
from tests.law.listening import Heard
from tests.law.names import FOREIGN, KINDS, MALFORMED, ODD, OWN, RANDOM, Names, words_of

_READ = ("text/", "application/json", "application/vnd.openxml")
_OWN_TO_EACH = ("x-request-id", "date", "content-length", "etag", "server-timing")
_KEY = re.compile(r"[0-9a-f]{32}|(?<=/)[\w-]{43}(?![\w-])")
_MADE_AT = re.compile(r"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=</dcterms)")
_SIGNED = re.compile(r"(=\.?[\w-]+)\.[\w-]+\.[\w-]+(?=;)")
HEADERS_FOR = 3
"""Headers are sent by each third of those to whom a page opens, on every page by others."""

DRAFTS = {"purchase_orders_submit": {"purchase_draft"}}
"""Verbs that save and then send: what may not be sent stays, as typed, in the draft alone."""

Answer = tuple[int, tuple[tuple[str, str], ...], str]


@dataclass
class Trials:
    """`wrong` says what differed; `met` counts tries by kind, `naming` by what they told of a field."""

    fuzzer: Fuzzer
    names: Names
    wrong: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    naming: dict[str, set[str]] = field(default_factory=dict)
    doubts: list[tuple[Input, Try, str]] = field(default_factory=list)
    """A rehearsed deed in several steps misses what its first step made: these are done at the end."""

    people: set[str] = field(default_factory=set)

    @classmethod
    async def start(cls, fuzzer: Fuzzer) -> "Trials":
        """Let everybody have a file at hand."""
        names = Names(fuzzer)
        await names.stage(fuzzer.people)
        return cls(fuzzer, names)

    async def forms(self, share: int, turn: int) -> None:
        """Try the fields of each `share`-th form."""
        for route in _some(
            [one for one in _routes("POST") if inputs.form_fields(one)], share, turn
        ):
            found = await inputs.fields_of(self.fuzzer, self.names, route)
            tries = inputs.by_person(await inputs.places(self.fuzzer, route))
            for n, one in enumerate(found):
                for place in tries:
                    await self._field(one, place, self._pairs(one, place, n), found)

        await self._settle_doubts()

    async def _settle_doubts(self) -> None:
        """Do for good what was refused after a step of it was done: then nothing may stay."""
        for one, place, typed in self.doubts:
            before = await footprint.contents()
            good = inputs.good(self.names, place, [one])
            answer = await place.who.browser.post(place.path, good | {one.name: typed})
            after = await footprint.contents()
            changed = {table for table in before if before[table] != after[table]}
            if answer.status_code >= 400 and changed - DRAFTS.get(one.route.name, set()):
                self.wrong.append(f"{place.who.name}: {one}={typed[:40]!r}: refused, and it wrote")

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
                self._refused(one, place, nothing, *cache[nothing])
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
        typed, cache = (
            inputs.good(self.names, place, found),
            dict[str, tuple[httpx2.Response, Heard]](),
        )
        for kind, foreign, nothing in pairs:
            if nothing not in cache:
                cache[nothing] = await inputs.post(place, typed | {one.name: nothing})
                self._refused(one, place, nothing, *cache[nothing])
            there = await inputs.post(place, typed | {one.name: foreign})
            self._compare(one, place, kind, (foreign, *there), (nothing, *cache[nothing]))
        if not one.is_naming or not cache:
            return
        nothing, missing = next(iter(cache.items()))
        for odd in ODD:
            self._refused(one, place, odd, *await inputs.post(place, typed | {one.name: odd}))
            self.met[MALFORMED] += 1
        for table, column in sorted(one.tables):
            for name in self.names.of(place.who, table, column, OWN):
                own = await inputs.post(place, typed | {one.name: name})
                both = (name, nothing)
                differs = _plain(both, own[0]) != _plain(both, missing[0])
                self.met[OWN] += 1
                self._tell(one, "takes her own" if differs else "takes nothing here")

    def _refused(
        self, one: Input, place: Try, typed: str, answer: httpx2.Response, heard: Heard
    ) -> None:
        """A refusal writes nothing; whether the field refuses names of nothing at all is noted."""
        is_refused = answer.status_code >= 400
        self.met[RANDOM] += 1
        self._tell(one, "refuses" if is_refused else "accepts")
        if answer.status_code >= 500:
            self.wrong.append(f"{place.who.name}: {one}={typed[:40]!r}: {answer.status_code}")
        if is_refused and heard.written and one.is_naming:
            self.doubts.append((one, place, typed))

    def _compare(
        self, one: Input, place: Try, kind: str,
        there: tuple[str, httpx2.Response, Heard], gone: tuple[str, httpx2.Response, Heard],
    ) -> None:  # fmt: skip
        self.met[kind] += 1
        self.people.add(place.who.name)
        where = f"{place.who.name}: {one}={there[0]} ({kind}), not as {gone[0]}: "
        typed = (there[0], gone[0])
        found, nothing = _plain(typed, there[1]), _plain(typed, gone[1])
        if found != nothing:
            self.wrong.append(where + _difference(found, nothing))
        elif _shapes(there[2]) != _shapes(gone[2]):
            self.wrong.append(where + "writes something else")
        elif len(there[2].asked) != len(gone[2].asked):
            self.wrong.append(where + "asks the database something else")

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


def _plain(typed: tuple[str, str], answer: httpx2.Response) -> Answer:
    """Return an answer without what differs anyway, and without either name that was typed."""
    spellings = {
        spelled for one in typed
        for spelled in (one, html.escape(one), quote(one), quote_plus(one), one.lower())
    }  # fmt: skip
    spelled = re.compile("|".join(re.escape(one) for one in sorted(spellings, key=len)[::-1]))

    def plain(text: str) -> str:
        # Keys first: a name of one digit stands in most of them.
        return spelled.sub("TYPED", _KEY.sub("KEY", _SIGNED.sub(r"\1", _MADE_AT.sub("NOW", text))))

    request_id = answer.headers.get("x-request-id", "-")
    headers = tuple(
        (name, plain(value)) for name, value in sorted(answer.headers.items())
        if name not in _OWN_TO_EACH
    )  # fmt: skip
    is_text = answer.headers.get("content-type", "").startswith(_READ)
    body = plain(inside(answer).replace(request_id, "ID")) if is_text else ""
    return answer.status_code, headers, body


def _shapes(heard: Heard) -> list[str]:
    return [sql for sql, _ in heard.written]


def _difference(found: Answer, nothing: Answer) -> str:
    if found[0] != nothing[0]:
        return f"{found[0]} and {nothing[0]}"
    for one, other in zip(found[2].splitlines(), nothing[2].splitlines(), strict=False):
        if one != other:
            return f"{found[0]}: {one.strip()[:120]!r} and {other.strip()[:120]!r}"
    return f"{found[0]}: {set(found[1]) ^ set(nothing[1])}, {len(found[2])} and {len(nothing[2])}"
