"""Every verb of both faces, sent with a field twice, and with a fault where it hurts most."""

import pytest

from shared.access import policy
from shared.access.actor import Actor
from shared.journal.models import JournalHead
from shared.web.form_reading import row_fields
from shared.web.routing import WebRoute
from tests import footprint, hostile, records
from tests.asvs.asking import PEOPLE, whose
from tests.cast import FACES, browser_of
from tests.forms import filled_in

pytestmark = pytest.mark.by_turns

ROLES = {
    "portal": tuple(f"{kind}.{policy.ORGANISATION_ADMIN}" for kind in policy.KINDS),
    "admin": policy.STAFF_ROLES,
}


@pytest.fixture(params=sorted(FACES))
async def tried(demo: str, request: pytest.FixtureRequest) -> hostile.Tried:
    """Somebody with every role of her face, and an organisation with a record of every kind."""
    face = request.param
    of = await whose()
    browser = await browser_of(PEOPLE[face])
    return hostile.Tried(browser, FACES[face].routes, ROLES[face], of, least=60)


@pytest.mark.asvs("15.3.7")
async def test_asvs_15_3_7_a_field_sent_twice_is_refused(tried: hostile.Tried) -> None:
    before, found, told = await footprint.contents(), [], 0
    for route in tried.verbs:
        name = _plain_field(route)
        fields: dict[str, str | list[str]] = {**filled_in(route)}
        fields[name] = ["1", "2"]
        path = (await records.paths(route, tried.of))[0]
        answer = await tried.browser.post(path, fields)
        told += "sent more than once" in answer.text
        # Some lead to the page that says so; nothing is done either way.
        if answer.status_code not in (303, 403, 404, 409, 422):
            found.append(f"{path} {name}: {answer.status_code}")
    assert found == []
    assert told > 40
    assert await footprint.contents() == before


@pytest.mark.asvs("16.5.3", "8.3.1")
async def test_asvs_16_5_3_a_fault_in_the_law_lets_nobody_through(
    tried: hostile.Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> bool:
        raise RuntimeError("the law cannot be read")

    before, found = await footprint.contents(), []
    monkeypatch.setattr(Actor, "may", breaks)
    guarded = [one for one in tried.routes if one.access.permission and not one.is_stream]
    assert len(guarded) > 100
    for route in guarded:
        path = (await records.paths(route, tried.of))[0]
        ask = tried.browser.get if route.method == "GET" else tried.browser.post
        answer = await ask(path)
        found += [f"{path}: {answer.status_code}"] if answer.status_code != 500 else []
    monkeypatch.undo()
    assert found == []
    assert await footprint.contents() == before


@pytest.mark.asvs("2.3.3")
async def test_asvs_2_3_3_a_deed_that_breaks_at_its_end_leaves_nothing(
    tried: hostile.Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, found = set(), []

    def breaks(**_: object) -> None:
        reached.add(route.name)
        raise RuntimeError("the journal cannot be written")

    monkeypatch.setattr(JournalHead, "filter", breaks)
    after = await footprint.footprint()
    for route in tried.verbs:
        path, before = (await records.paths(route, tried.of))[0], after
        answer = await tried.browser.post(path, await hostile.good(route))
        after = await footprint.footprint()
        kept = after != before
        # Words in a conversation stand for themselves; every other deed is journalled last.
        if route.name in reached and (answer.status_code < 500 or kept):
            found.append(f"{path}: {answer.status_code}, and {kept}")
    assert found == []
    assert len(reached) > 15


def _plain_field(route: WebRoute) -> str:
    """Return a field that takes one value; the version of the form where there is no other."""
    model = hostile.models_of(route)[0]
    in_rows = {name for name, _ in row_fields(model).values()}
    for name, field in model.model_fields.items():
        if name not in in_rows and field.annotation in (str, str | None, int, bool):
            return name
    return "version"
