"""What nobody types by mistake, sent to every form of a face: values, fields and senders.

Generated from the list of routes, so that a verb born tomorrow is tried the same day. Each test
looks for the same three things: an answer that is no failure of ours, nothing written where nothing
may be, and the sentence for a person.

A face imports the four tests and says with the fixture `tried` who tries which routes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from pydantic import BaseModel
from tortoise import Tortoise

from shared.access import policy
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.web.form_reading import row_fields
from shared.web.routing import WebRoute
from tests import footprint, records
from tests.forms import filled_in
from tests.law import grid
from tests.web import Browser

__all__ = [
    "test_every_form_refuses_what_it_does_not_know",
    "test_no_form_takes_a_column_that_it_does_not_ask_for",
    "test_no_value_makes_a_form_fail",
    "test_no_verb_listens_to_somebody_elses_page",
]
VALUES = (
    "\x00", "NaN", "Infinity", "1e309", "-1", "0.00001", "9" * 400, "２０２６-12-24", "٣",
    "1.0", "0001-01-01", "9999-12-31", "2026-12-24T00:00", "1766534400", "a\x0b\x1b[31m", "\ufeff",
    "a\r\nBcc: x@evil.example", "\u202eabc\ufffe", "922337203685477", "[[[[", "=1+1{x}%s", "../x",
)  # fmt: skip
EACH = 2
"""Values tried in each field besides a long one; they go round on every face."""

LENGTHS = tuple("x" * length for length in (5000, 41, 61))
"""What is too long, or may be taken though it is longer than a number or a SKU is in the database."""

OTHER_SENDERS: tuple[Mapping[str, str], ...] = (
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": ""},
    {"sec-fetch-site": "Same-Origin"},
    {"sec-fetch-site": "cross-site", "origin": "OURS"},
    {"sec-fetch-site": "same-site", "origin": "OURS"},
    {"origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "OURS.evil.example"},
    {"origin": "OURS/"},
    {"origin": "", "referer": "OURS/"},
    {"sec-fetch-site": "none", "origin": "null"},
)
"""Headers of requests that no page of ours has sent; OURS stands for the origin of the face."""


# These end the session of whoever sends them.
SPARED = frozenset({"sessions_end"})
# Forms that are read in another way: files, the way in and out, one choice each. The protocols bid us
# ignore what a notice of signing out, or the click that stops mails, holds besides its token.
WITHOUT_MODEL = {
    "uploads_create", "uploads_remove", "files_remove", "sign_in_start", "sign_out", "invitation_accept",
    "back_channel_logout", "active_organisation_update", "language", "preferences",
    "view_as_enter", "view_as_leave", "unsubscribe_stop", "invitation_code_confirm",
    "invitation_code_again", "sign_in_code_confirm",
}  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A face with somebody who has every one of `roles`, and whose records she works on.

    `least` is how many verbs with a form there are at the least: none may be lost from sight.
    """

    browser: Browser
    routes: list[WebRoute]
    roles: tuple[str, ...]
    of: Counterparty
    least: int

    @property
    def verbs(self) -> list[WebRoute]:
        """The verbs with a form that she may use."""
        return verbs_of(self.routes, self.roles, SPARED)


@pytest.mark.asvs("2.2.1", "2.2.2")
async def test_no_value_makes_a_form_fail(tried: Tried) -> None:
    found = await failures(tried.browser, grid.by_turns(tried.verbs), tried.of)
    assert not found, "\n".join(found)


@pytest.mark.asvs("15.3.3")
async def test_no_form_takes_a_column_that_it_does_not_ask_for(tried: Tried) -> None:
    assert len(tried.verbs) > tried.least
    found = await assigned(tried.browser, grid.by_turns(tried.verbs), tried.of)
    assert not found, "\n".join(found)


@pytest.mark.asvs("3.5.1")
async def test_no_verb_listens_to_somebody_elses_page(tried: Tried) -> None:
    found = await strangers(tried.browser, tried.routes)
    assert not found, "\n".join(found)


@pytest.mark.asvs("2.2.1", "15.3.3")
async def test_every_form_refuses_what_it_does_not_know(tried: Tried) -> None:
    verbs = [one for one in tried.routes if one.method == "POST"]
    assert {one.name for one in verbs if not hasattr(one.target, "form_model")} <= WITHOUT_MODEL
    for verb in verbs:
        if verb.name not in WITHOUT_MODEL:
            for model in models_of(verb):
                assert model.model_config.get("extra") == "forbid", model


def verbs_of(
    routes: list[WebRoute], roles: Iterable[str], spared: frozenset[str]
) -> list[WebRoute]:
    """Return the verbs with a form that one of `roles` may use, but for those `spared`."""
    held = frozenset(roles)
    return [
        one
        for one in routes
        if one.method == "POST" and hasattr(one.target, "form_model") and one.name not in spared
        and (one.access.permission is None or policy.gives(held, one.access.permission))
    ]  # fmt: skip


def models_of(route: WebRoute) -> list[type[BaseModel]]:
    """Return the model of a route's form and those of the rows of its tables."""
    model: type[BaseModel] = route.target.form_model  # type: ignore[attr-defined]
    return [model, *(row for _, row in row_fields(model).values())]


async def failures(browser: Browser, verbs: Sequence[WebRoute], of: Counterparty) -> list[str]:
    """Send odd values in each field of each verb on `of`'s records; return what failed on our side."""
    found, turn = [], count()
    for route in verbs:
        (path, *_) = await records.paths(route, of) or [""]
        for fields, name in _bent(await good(route), route, turn):
            status = (await browser.post(path, fields)).status_code
            # 400 would lose what was typed: a bad value has its sentence at the field (422).
            if status >= 500 or status == 400:
                found.append(f"{path} {name}={fields[name][:30]!r}: {status}")
    return found


async def assigned(browser: Browser, verbs: Sequence[WebRoute], of: Counterparty) -> list[str]:
    """Add every column of every table to each form; return which verb took it or wrote anything."""
    found, columns = [], _columns()
    before = await footprint.footprint()
    for route in verbs:
        known = {name for model in models_of(route) for name in model.model_fields}
        more = dict.fromkeys(columns - known, "1")
        for path in (await records.paths(route, of))[:1]:
            answer = await browser.post(path, {**more, **await good(route)})
            after = await footprint.footprint()
            # A draft has no page of its own: its verbs lead to the editor, and nothing is done.
            if answer.status_code >= 500 or after != before:
                found.append(f"{path}: {answer.status_code}")
                before = after
    return found


async def strangers(browser: Browser, routes: list[WebRoute]) -> list[str]:
    """Send each verb from where no page of ours is; return which were let in."""
    found = []
    before = await footprint.contents()
    for route in routes:
        if route.method != "POST" or route.cross_origin is not None:
            continue
        path = records.filled(route, ["x"] * route.path.count("{"))
        for headers in OTHER_SENDERS:
            sent = {n: v.replace("OURS", browser.face.origin) for n, v in headers.items()}
            status = (await browser.send("POST", path, headers=sent)).status_code
            found += [f"{path} {headers}: {status}"] if status != 403 else []
    assert await footprint.contents() == before
    return found


def _bent(
    good: dict[str, str], route: WebRoute, turn: Iterator[int]
) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the good form with one field replaced, and which; a table's fields in its first row."""
    model, tables = models_of(route)[0], row_fields(models_of(route)[0])
    in_rows = {name for name, _ in tables.values()}
    names = [name for name in model.model_fields if name not in in_rows]
    names += [
        f"{prefix}-0-{name}" for prefix, (_, row) in tables.items() for name in row.model_fields
    ]
    for prefix, (_, row) in tables.items():
        blank = f"{prefix}-7-{next(iter(row.model_fields))}"
        yield {**good, blank: " "}, blank
    for n, name in enumerate((*names, "version", "key"), grid.turn()):
        some = (VALUES[next(turn) % len(VALUES)] for _ in range(EACH))
        lengths = LENGTHS if grid.WHOLE else (LENGTHS[n % len(LENGTHS)],)
        for value in (*some, *lengths):
            yield {**good, name: value}, name


async def good(route: WebRoute) -> dict[str, str]:
    colleague: Any = await User.filter(email__endswith="@haorui.example").first()
    named = dict.fromkeys(("partner", "customer", "counterparty", "buyer"), "CP-0001")
    return filled_in(route, user=colleague.public_id, **named)


def _columns() -> set[str]:
    """Return the name of every column of every table, as models and as the database call it."""
    names: set[str] = set()
    for model in Tortoise.apps.get_models_iterable():
        names |= set(model._meta.fields_map) | set(model._meta.fields_db_projection.values())
    return names - {"key", "version"}
