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

from shared.web.form_reading import read, row_fields
from shared.web.routing import WebRoute
from tests.cast import FACES
from tests.forms import filled_in
from tests.law.fuzzer import OPEN, Fuzzer, Try
from tests.law.listening import Heard, noticing, rehearsed
from tests.law.names import OWN, Names

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
        return f"{self.route.method} {self.route.path} {self.name}"


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


def form_fields(route: WebRoute) -> list[str]:
    """Return the fields of the route's form in which something like a name may be typed."""
    model = getattr(route.target, "form_model", None)
    if model is None:
        return []
    return [name for name, held, own in _fields(model) if _takes(held, own)]


def _takes(model: type[BaseModel], name: str) -> list[str]:
    return [one for one in PROBES if name not in read(model, [(name, one)]).refusals]


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel], str]]:
    tables = row_fields(model)
    in_rows = {name for name, _ in tables.values()}
    yield from ((name, model, name) for name in model.model_fields if name not in in_rows)
    for prefix, (_, row) in tables.items():
        yield from ((f"{prefix}-0-{name}", row, name) for name in row.model_fields)


async def fields_of(fuzzer: Fuzzer, names: Names, route: WebRoute) -> list[Input]:
    """Return the form fields of a route, with the tables that are asked for what is typed there.

    A second round types her own records into what the first one found: a form may ask for one
    record only when another is right.
    """
    found = [Input(route, name) for name in form_fields(route)]
    some = by_person(await places(fuzzer, route))[:MOST] if found else []
    for _ in range(2):
        for one in found:
            for probe in PROBES:
                for place in [] if one.tables else some:
                    _, heard = await post(place, good(names, place, found) | {one.name: probe})
                    one.tables |= heard.lookups(probe)
    return found


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


def good(names: Names, place: Try, found: list[Input]) -> dict[str, str]:
    """Return what the form takes, with her own records where we know that it names some."""
    typed = filled_in(place.route)
    for one in found:
        for table, column in sorted(one.tables):
            if own := names.of(place.who, table, column, OWN):
                typed[one.name] = own[0]
    return typed | {"key": uuid4().hex}


async def post(place: Try, fields: dict[str, str]) -> tuple[httpx2.Response, Heard]:
    """Send a form of which nothing is kept."""
    async with rehearsed() as heard, as_before(place):
        return await place.who.browser.post(place.path, fields), heard


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
