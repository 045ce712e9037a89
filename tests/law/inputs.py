"""What each route takes besides its path: the fields of its form, its parameters, the headers it reads.

Found in the form models and by listening to the route itself, never listed.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2
from pydantic import BaseModel

from shared.web.form_reading import first_rows, read, row_fields
from shared.web.routing import WebRoute
from tests.cast import FACES
from tests.law.fuzzer import OPEN, Fuzzer, Try
from tests.law.listening import Heard, noticing, rehearsed
from tests.law.names import OWN

PROBES = ("f" * 20 + "eeee", "ZZ-9999-9998", "99999997")
"""Names that nothing has, in the shapes there are: a field is tried with those that it takes."""

MOST = 3
"""So many people show us what a route asks the database for."""


@dataclass
class Input:
    """One field or parameter: `tables` are asked for what stands in it, by (table, column)."""

    route: WebRoute
    name: str
    tables: set[tuple[str, str]] = field(default_factory=set)

    @property
    def is_naming(self) -> bool:
        """Whether a record is found by it: what is compared with no name is searched."""
        return any(column for _, column in self.tables)

    def __str__(self) -> str:
        face = self.route.target.__module__.partition(".")[0]
        return f"{face}: {self.route.method} {self.route.path} {self.name}"


async def places(fuzzer: Fuzzer, route: WebRoute) -> list[Try]:
    """Return an address of the route for each person and own record to whom the page opens it."""
    face = next(name for name, app in FACES.items() if route in app.routes)
    people = [
        one for one in fuzzer.people
        if one.browser.face.name == face and one.actor is not None and one.seen_as is None
    ]  # fmt: skip
    if "{" not in route.path:
        found = [Try(route, one, route.path, OWN, (), frozenset()) for one in people]
    else:
        found = [one for one in await fuzzer.tries(route, people) if one.kind != "malformed"]
    return [one for one in found if fuzzer.expected(one) == OPEN]


def by_person(tries: list[Try]) -> list[Try]:
    """Return one address for each person: of her own organisation where there is one."""
    found: dict[str, Try] = {}
    for one in sorted(tries, key=lambda one: one.kind != OWN):
        found.setdefault(one.who.name, one)
    return list(found.values())


def form_fields(route: WebRoute) -> dict[str, list[str]]:
    """Return the fields of the route's form in which a name may be typed, with the probes they take."""
    model = getattr(route.target, "form_model", None)
    found = ((name, _takes(held, own)) for name, held, own in _fields(model)) if model else ()
    return {name: taken for name, taken in found if taken}


def _takes(model: type[BaseModel], name: str) -> list[str]:
    return [one for one in PROBES if name not in read(model, [(name, one)]).refusals]


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel], str]]:
    tables, firsts = row_fields(model), first_rows(model)
    in_rows = {name for name, _ in tables.values()}
    yield from ((name, model, name) for name in model.model_fields if name not in in_rows)
    for prefix, (_, row) in tables.items():
        first = f"{prefix}-{firsts[prefix]}-"
        yield from ((first + name, row, name) for name in row.model_fields)


async def parameters_of(fuzzer: Fuzzer, route: WebRoute) -> tuple[list[Input], set[str]]:
    """Return the query parameters and the headers that a page reads."""
    some = by_person(await places(fuzzer, route))[: MOST - 1]
    with noticing() as seen:
        for place in some:
            await place.who.browser.htmx("GET", place.path, "div#main")
            await place.who.browser.get(place.path)
    named = seen.parameters | {name for one in seen.models for name in one.model_fields}
    found = [Input(route, name) for name in sorted(named)]
    for one in found:
        for probe in PROBES:
            for place in some:
                _, heard = await ask(place, {one.name: probe})
                one.tables |= heard.lookups(probe)
    return found, seen.headers


async def post(place: Try, fields: dict[str, str]) -> tuple[httpx2.Response, Heard]:
    """Send a form of which nothing is kept, under a key of its own."""
    async with rehearsed() as heard, as_before(place):
        return await place.who.browser.post(place.path, fields | {"key": uuid4().hex}), heard


async def ask(
    place: Try, query: dict[str, str], headers: dict[str, str] | None = None
) -> tuple[httpx2.Response, Heard]:
    """Ask for a page with these parameters and headers."""
    path = place.path + "?" + str(httpx2.QueryParams(query)) if query else place.path
    own: dict[str, Any] = {"sec-fetch-site": "same-origin", **(headers or {})}
    async with rehearsed() as heard, as_before(place):
        return await place.who.browser.send("GET", path, headers=own), heard


@asynccontextmanager
async def as_before(place: Try) -> AsyncIterator[None]:
    """Forget the cookies that an answer sets: what it says once must not stand in the next."""
    kept = dict(place.who.browser.cookies)
    try:
        yield
    finally:
        place.who.browser.cookies = kept
