"""A view of the portal, on every address there is: it reads what the member reads, and only that."""

import pytest

from shared.counterparties.models import Counterparty
from shared.web.routing import WebRoute
from tests import footprint, records
from tests.cast import FACES
from tests.forms import filled_in
from tests.law.fuzzer import NOTED, NUMBER
from tests.law.principals import HOMES, looking

pytestmark = pytest.mark.by_turns

PORTAL = FACES["portal"]
# Hers alone: nothing of it is looked at. What asks her to prove who she is belongs to it.
CLOSED = {"sessions_index", "sign_in_code"}
TAKEN = "attachment"


def pages() -> list[WebRoute]:
    """Return the pages that somebody has to sign in for."""
    return [
        one for one in PORTAL.routes
        if one.method == "GET" and one.access.public is None and not one.is_stream
    ]  # fmt: skip


async def _paths(route: WebRoute, place: Counterparty) -> list[str]:
    if "{" not in route.path:
        return [route.path]
    try:
        return await records.paths(route, place)
    except (AttributeError, IndexError):
        return []  # this organisation has no such record


@pytest.mark.parametrize("kind", sorted(HOMES))
async def test_every_page_shows_what_the_member_sees_and_no_file_leaves(
    demo: str, kind: str
) -> None:
    await records.complete(HOMES[kind])
    place = await Counterparty.get(number=HOMES[kind])
    who = await looking(kind)
    assert who.seen_as is not None
    met = refused = 0
    for route in pages():
        if route.name in CLOSED or route.is_grave:
            for path in await _paths(route, place):
                assert (await who.browser.get(path)).status_code == 403, path
            continue
        for path in await _paths(route, place):
            hers, seen = await who.seen_as.get(path), await who.browser.get(path)
            is_file = hers.headers.get("content-disposition", "").startswith(TAKEN)
            expected = 403 if is_file else hers.status_code
            assert seen.status_code == expected, (
                f"{path}: {seen.status_code}, she gets {hers.status_code}"
            )
            refused += is_file
            if (
                hers.status_code == 200
                and not is_file
                and "text/html" in hers.headers["content-type"]
            ):
                met += 1
                assert set(NUMBER.findall(seen.text)) == set(NUMBER.findall(hers.text)), path
    assert met > 12, met
    assert refused > 1, refused


@pytest.mark.asvs("8.3.3")
async def test_nothing_that_is_sent_in_a_view_is_done(demo: str) -> None:
    await records.complete(HOMES["distributor"])
    place = await Counterparty.get(number=HOMES["distributor"])
    who = await looking()
    before, sent = await footprint.contents(), 0
    for route in PORTAL.routes:
        if route.method != "POST" or route.is_for_views or route.cross_origin is not None:
            continue
        paths = [route.path] if route.access.public else await _paths(route, place)
        for path in paths:
            answer = await who.browser.post(path, filled_in(route))
            assert answer.status_code == 403, (path, answer.status_code)
            sent += 1
    after = await footprint.contents()
    assert {name for name in after if after[name] != before[name]} <= NOTED
    assert sent > 60
