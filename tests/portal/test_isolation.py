"""No member of one organisation reaches another's records, whichever route she tries."""

import pytest

from shared.access import policy
from shared.counterparties.models import Counterparty
from shared.demo.cast import BEICHEN, HAIYUE, MARKETER, MOULDER, NORTHLAKE, QIMING, persona
from shared.identity.models import Membership
from tests import footprint, records
from tests.cast import FACES, browser_of
from tests.denials import Denials, as_member
from tests.law.grid import by_turns
from tests.web import Browser

pytestmark = pytest.mark.by_turns

PORTAL = FACES["portal"]
# What we have published is everybody's to read; tests of their own look at drafts.
ROUTES = [one for one in records.with_parameters(PORTAL.routes) if "/articles/" not in one.path]
OUTSIDERS = {
    "bo.wei": HAIYUE,
    "emily.carter": NORTHLAKE,
    "ma.lan": BEICHEN,
    "lu.bin": MOULDER,
    "qiao.an": MARKETER,
}


@pytest.fixture
async def world(demo: str) -> Counterparty:
    """The demo world with a record of every kind at Qiming and at its rivals."""
    await records.complete(QIMING, HAIYUE, NORTHLAKE, BEICHEN)
    return await Counterparty.get(number=QIMING)


@pytest.mark.asvs("8.2.2", "8.4.1")
@pytest.mark.parametrize("subject", OUTSIDERS)
async def test_an_outsider_gets_the_answer_of_a_missing_record(
    world: Counterparty, subject: str
) -> None:
    mine = await Counterparty.get(number=OUTSIDERS[subject])
    # A supplier and a partner order nothing: what would be theirs is borrowed from a dealer.
    if subject in ("lu.bin", "qiao.an"):
        mine = await Counterparty.get(number=HAIYUE)
    denials = Denials(await browser_of(subject), as_member(subject))
    for route in by_turns(ROUTES):
        await denials.attempt(route, await records.attempts(route, world, mine))
    await denials.check()


@pytest.mark.asvs("8.2.1", "8.3.1")
async def test_a_viewer_changes_nothing_of_her_own_company(world: Counterparty) -> None:
    tang = as_member("tang.yu")
    denials = Denials(await browser_of("tang.yu"), tang)
    for route in ROUTES:
        # What needs no permission (ending one's own sessions) is hers as well.
        needed = route.access.permission
        if route.method == "POST" and needed and not policy.gives(tang, needed):
            await denials.forbid(route, await records.paths(route, world))
    await denials.check()


async def test_without_a_session_a_record_and_a_missing_one_look_alike(
    world: Counterparty,
) -> None:
    denials = Denials(Browser(PORTAL), None)
    for route in by_turns(ROUTES):
        await denials.attempt(route, (await records.attempts(route, world, world))[:1])
    await denials.check()


@pytest.mark.asvs("7.4.2")
async def test_somebody_who_was_suspended_is_nobody(world: Counterparty) -> None:
    browser = await browser_of("zhou.min")
    assert (await browser.get("/orders")).status_code == 200
    await Membership.filter(user__email=persona("zhou.min").email).update(is_active=False)
    await is_nobody(browser, world)


async def is_nobody(browser: Browser, world: Counterparty) -> None:
    for route in ROUTES:
        path = (await records.paths(route, world))[0]
        answer = await browser.send(route.method, path, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == (303 if route.method == "GET" else 401), path


@pytest.mark.asvs("3.5.3")
async def test_reading_changes_nothing(world: Counterparty) -> None:
    zhou = await browser_of("zhou.min")
    before = await footprint.contents()
    for route in PORTAL.routes:
        if route.method == "GET" and route.access.public is None and not route.is_stream:
            for path in await records.paths(route, world):
                assert (await zhou.get(path)).status_code in (200, 303, 403, 404), path
    assert await footprint.contents() == before


def test_every_route_that_names_a_record_is_tried() -> None:
    assert {word for route in ROUTES for word in records.words_of(route)} <= set(records.FOUND)
    assert len(ROUTES) >= 9


@pytest.mark.asvs("1.2.4")
async def test_a_name_that_no_record_can_have_is_missing_too(demo: str) -> None:
    wrong = []
    for subject in ("zhou.min",):
        browser = await browser_of(subject)
        for route in ROUTES:
            for path in records.odd_paths(route):
                ask = browser.get if route.method == "GET" else browser.post
                status = (await ask(path)).status_code
                expected = (403, 404) if route.method == "GET" else (400, 403, 404)
                wrong += [f"{route.method} {path[:80]}: {status}"] if status not in expected else []
    assert not wrong, "\n".join(wrong)
