"""Fills in forms as their pages serve them to somebody, so that what one field names decides alone.

    filling = Filling(fuzzer, names)
    for tries in await filling.places(route):
        place = await filling.taking(tries, fields)     # of a record whose page shows her the form
        for typed in await filling.ways(place, fields): ...     # the likeliest first

A page is asked for once for each person. Which one serves a form is found by looking through those
whose addresses begin as that of the verb does.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import chain, islice

from shared.web.form_reading import KEY, read
from shared.web.forms import OWN as OWN_FIELDS
from shared.web.routing import WebRoute
from tests import records
from tests.cast import FACES
from tests.forms import filled_in
from tests.law import inputs
from tests.law.fuzzer import NAMES, OPEN, Fuzzer, Try, may_read
from tests.law.inputs import MOST, Input
from tests.law.names import OWN, Names, Sort, sort_of
from tests.paper_forms import PaperForm, forms_on

MOST_RECORDS = 12
"""So many records of hers are looked through for one whose page shows the form."""

MOST_SERVING = 3
"""So many of those are tried for one where the form is taken."""

MOST_PAGES, MOST_MISSED = 20, 2
"""So many pages are looked through for the one that serves a form, for so many people in vain."""

_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")

VALID = {
    "country": "CN", "email": "lin@haorui.example", "phone": "+86 574 5550 0100",
    "website": "https://haorui.example", "name": "Lin Wei", "name_zh": "林伟", "name_en": "Lin Wei",
    "title_zh": "新的", "title_en": "New", "title": "New", "reason": "As agreed", "currency": "CNY",
    "number": "6222020200112233440", "quantity": "10", "price": "12.50", "code": "102332000015",
    "needed_on": "2026-12-24",
}  # fmt: skip
"""What fields of these names take where no page shows a value of their own."""


class Filling:
    """Looks at the forms of one world and fills them in, for anybody."""

    def __init__(self, fuzzer: Fuzzer, names: Names) -> None:
        self.fuzzer, self.names = fuzzer, names
        self._forms: dict[tuple[str, str], list[PaperForm]] = {}
        self._leads: dict[object, str] = {}
        self._missed: dict[object, set[str]] = {}
        self._liked: dict[tuple[object, str], str] = {}
        self._no_pages: set[str] = set()
        self._blank: dict[object, dict[str, str]] = {}

    async def places(self, route: WebRoute) -> list[list[Try]]:
        """Return addresses for each person, of her own organisation first."""
        by_person: dict[str, list[Try]] = {}
        for one in sorted(await inputs.places(self.fuzzer, route), key=lambda one: one.kind != OWN):
            by_person.setdefault(one.who.name, []).append(one)
        return list(by_person.values())

    async def best(self, tries: list[Try]) -> Try:
        """Return the address whose page serves her the form, the first where none does."""
        async for one in self._serving(tries):
            return one
        return tries[0]

    async def taking(self, tries: list[Try], found: list[Input]) -> Try:
        """Return the address where the form is taken as it is filled in here, the best where none does."""
        some = [one async for one in self._serving(tries)][:MOST_SERVING]
        for one in some:
            for typed in (await self.ways(one, found))[:-1]:
                answer, _ = await inputs.post(one, typed)
                if answer.status_code < 400:
                    return one
        return (some or tries)[0]

    async def _serving(self, tries: list[Try]) -> AsyncIterator[Try]:
        for one in islice(chain(tries, self._in_other_states(tries)), MOST_RECORDS):
            if await self.served(one) is not None:
                yield one

    def _in_other_states(self, tries: list[Try]) -> Iterator[Try]:
        """Yield addresses of further records that she may read, one for each state."""
        one, seen = tries[0], set[Sort]()
        called = self.fuzzer.called(one.names[0], one.route) if len(one.names) == 1 else []
        for table, first in called[:1]:
            rows = self.fuzzer.oracle.world.rows[table]
            column = next(each for each in NAMES if rows[first].get(each) == one.names[0])
            for key, row in rows.items():
                other = _named(one, table, str(row[column]))
                if sort_of(row) not in seen and self._is_open(other, table, key):
                    seen.add(sort_of(row))
                    yield other

    def _is_open(self, one: Try, table: str, key: object) -> bool:
        assert one.who.actor is not None
        is_hers = may_read(self.fuzzer, one.who.actor, table, key)
        return is_hers and self.fuzzer.expected(one) == OPEN

    async def served(self, place: Try) -> PaperForm | None:
        """Return the form that goes to the address, as a page serves it to her."""
        verb = place.route.endpoint
        known = self._leads.get(verb)
        missed = self._missed.setdefault(verb, set())
        if known is None and len(missed - {place.who.name}) >= MOST_MISSED:
            return None
        for page in [known] if known else _pages(place.route):
            for form in await self._forms_at(place, page):
                if form.is_post and place.path in {form.action.partition("?")[0], *form.also}:
                    self._leads[verb] = page
                    return form
        missed.add(place.who.name)
        return None

    async def _forms_at(self, place: Try, page: str) -> list[PaperForm]:
        path = _filled_like(page, place)
        kept = (place.who.name, path)
        if kept not in self._forms and page not in self._no_pages:
            answer, _ = await inputs.ask(replace(place, path=path), {})
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            if answer.status_code < 300 and not is_page:
                self._no_pages.add(page)
            self._forms[kept] = forms_on(answer.text) if is_page else []
        return self._forms.get(kept, [])

    async def ways(self, place: Try, found: list[Input]) -> list[dict[str, str]]:
        """Return how the form may be filled in, the likeliest first.

        Everything, with what the page shows; as the page shows it, with what is missing; everything
        anew, so that something changes; without names; as if no page had shown it.
        """
        form, hers = await self.served(place), await self._hers(place, found)
        plain = self._blank_of(place.route) | hers
        if form is None:
            return [plain]
        shown = _sent(form)
        given = {name: held for name, held in shown.items() if held}
        anew = plain | _first_choices(form, plain) | hers
        whole = {name: held for name, held in anew.items() if not _is_unticked(form, name)}
        fixed = {name: held for name, held in given.items() if form.kinds.get(name) == "hidden"}
        as_shown = shown | _needed(place.route, shown, anew)
        nameless = {name: held for name, held in anew.items() if name not in hers}
        ways = [whole | given, as_shown, anew | fixed, nameless | fixed, plain]
        return [one for n, one in enumerate(ways) if one not in ways[:n]]

    def _blank_of(self, route: WebRoute) -> dict[str, str]:
        if route.endpoint not in self._blank:
            self._blank[route.endpoint] = filled_in(route, **VALID)
        return self._blank[route.endpoint]

    async def _hers(self, place: Try, found: list[Input]) -> dict[str, str]:
        """Return a name for each field that names a record; they go together where they can."""
        typed: dict[str, str] = {}
        for one in found:
            if one.is_naming and (held := await self.hers(one, place, typed)):
                liked = self._liked.get((place.route.endpoint, one.name), "")
                typed[one.name] = liked if liked in held else held[0]
        return typed

    def like(self, one: Input, name: str) -> None:
        """Note that the form was taken with this name: it is typed when another field is tried."""
        self._liked[one.route.endpoint, one.name] = name

    async def hers(self, one: Input, place: Try, typed: dict[str, str]) -> list[str]:
        """Return names that the field should take: shown in it, offered by it, then of her own records."""
        form = await self.served(place)
        shown = (
            (str(form.fields.get(one.name, "")), *form.choices.get(one.name, ())) if form else ()
        )
        tables = sorted(pair for pair in one.tables if pair[1])
        found = [name for name in shown if any(self.names.calls(*pair, name) for pair in tables)]
        others = [held for name, held in typed.items() if name != one.name]
        around = self.names.links_of(*place.names, *others)
        for table, column in tables:
            found += self.names.hers(place.who, table, column, around)
        return list(dict.fromkeys(found))

    async def fields_of(self, route: WebRoute, places: list[Try]) -> list[Input]:
        """Return the form fields of a route, with the tables that are asked for what is typed there.

        A second round types her own records into what the first one found: a form may ask for one
        record only when another is right. People share the ways of filling in.
        """
        probes = inputs.form_fields(route)
        found = [Input(route, name) for name in probes]
        some = places[:MOST]
        for _ in range(2):
            for one in found:
                for n, place in enumerate(some):
                    if not one.tables:
                        ways = (await self.ways(place, found))[n :: len(some)]
                        await _listen(one, place, ways, probes[one.name])
            if not any(one.is_naming for one in found):
                break
        return found


async def _listen(one: Input, place: Try, ways: list[dict[str, str]], probes: list[str]) -> None:
    """Note which tables are asked for what nothing is called."""
    for typed in ways:
        for probe in probes:
            _, heard = await inputs.post(place, typed | {one.name: probe})
            one.tables |= heard.lookups(probe)
        if one.tables:
            return


def _named(one: Try, table: str, name: str) -> Try:
    path = records.filled(one.route, [name])
    return replace(one, path=path, kind=OWN, names=(name,), tables=frozenset({table}))


def _pages(route: WebRoute) -> list[str]:
    """Return paths of pages that may serve the form, those that begin as its address does first."""
    face = next(app for app in FACES.values() if route in app.routes)
    known = set(_PARAMETER.findall(route.path))
    some = [
        one.path for one in face.routes
        if isinstance(one, WebRoute) and one.method == "GET" and not one.is_stream
        and one.access.public is None and set(_PARAMETER.findall(one.path)) <= known
        and _alike(one.path, route.path)
    ]  # fmt: skip
    return sorted(some, key=lambda path: _rank(path, route.path))[:MOST_PAGES]


def _rank(path: str, of: str) -> tuple[int, int, str]:
    return -_alike(path, of), path.count("/"), path


def _alike(path: str, of: str) -> int:
    """Return with how many same words two addresses begin."""
    pairs = list(zip(path.split("/")[1:], of.split("/")[1:], strict=False))
    return next((n for n, (one, other) in enumerate(pairs) if one != other), len(pairs))


def _filled_like(page: str, place: Try) -> str:
    """Return the address of a page with what stands in that of the verb."""
    shape = _PARAMETER.sub(
        lambda it: f"(?P<{it[1]}>{'.+' if it[2] else '[^/]+'})", place.route.path
    )
    found = re.fullmatch(shape, place.path)
    held = found.groupdict() if found else {}
    return _PARAMETER.sub(lambda it: held[it[1]], page)


def _sent(form: PaperForm) -> dict[str, str]:
    """Return what a browser would send, but for the key."""
    return {
        name: held for name, held in form.fields.items()
        if isinstance(held, str) and name != KEY
    }  # fmt: skip


def _first_choices(form: PaperForm, known: dict[str, str]) -> dict[str, str]:
    """Return the first of what the page offers for each field that the model has."""
    first = {name: next(filter(None, held), "") for name, held in form.choices.items()}
    return {name: held for name, held in first.items() if held and name in known}


def _is_unticked(form: PaperForm, name: str) -> bool:
    return form.kinds.get(name) == "checkbox" and name not in form.fields


def _needed(route: WebRoute, shown: dict[str, str], anew: dict[str, str]) -> dict[str, str]:
    """Return what has to be filled in yet before the form is read at all."""
    model = getattr(route.target, "form_model", None)
    own = {name: held for name, held in shown.items() if name not in OWN_FIELDS}
    refused = read(model, list(own.items())).refusals if model else {}
    return {name: anew[name] for name in refused if name in anew}
