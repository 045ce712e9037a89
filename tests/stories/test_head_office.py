"""A head office and its branch: placed at the desk, reached at the portal, shut in the same moment."""

import re

from shared.counterparties.models import Counterparty
from shared.identity.models import Membership
from shared.outbox.actions import deliver_due
from shared.reactions import reactions
from shared.settings import load
from tests.cast import browser_of

HEAD, BRANCH = "CP-0001", "CP-0002"


async def _delivered() -> None:
    while await deliver_due(reactions(load())):
        pass


async def _row(number: str, name: str) -> Membership:
    return await Membership.get(counterparty__number=number, user__name=name)


async def test_the_desk_places_a_branch_and_its_head_office_comes_in(demo: str) -> None:
    xu, zhou = await browser_of("xu.lei"), await browser_of("zhou.min")
    branch = await Counterparty.get(number=BRANCH)
    typed = {"parent": " cp-9999 ", "version": str(branch.version)}
    refused = await xu.post(f"/counterparties/{BRANCH}/parent", typed)
    assert refused.status_code == 422
    assert " cp-9999 " in refused.text
    assert "There is no such organisation in your care." in refused.text
    placed = await xu.post(f"/counterparties/{BRANCH}/parent", {**typed, "parent": HEAD})
    assert placed.status_code == 303
    page = (await xu.get(f"/counterparties/{HEAD}/people")).text
    assert BRANCH in page
    assert "Those below as well" in page
    assert BRANCH not in (await zhou.get("/")).text

    held = await _row(HEAD, "周敏")
    path = f"/counterparties/{HEAD}/people/{held.public_id}/reach"
    given = await xu.post(path, {"below": "on", "version": str(held.version)})
    assert given.status_code == 303
    await _delivered()
    assert BRANCH in (await zhou.get("/")).text
    went = await zhou.post("/active-organisation", {"organisation": BRANCH})
    assert went.status_code == 303, went.text[:300]
    people = (await zhou.get("/company/people")).text
    assert "through the organisation above" in people
    assert "Bo Wei" in people

    held = await _row(HEAD, "周敏")
    taken = await xu.post(path, {"version": str(held.version)})
    assert taken.status_code == 303
    assert (await zhou.get("/orders")).status_code == 303


async def test_an_administrator_who_reaches_below_lets_a_colleague(demo: str) -> None:
    lan, bo = await browser_of("ma.lan"), await browser_of("bo.wei")
    own = await _row("CP-0003", "马岚")
    page = (await lan.get("/company/people")).text
    assert "organisation and below" in page
    assert "This organisation only" in page
    assert "below" not in re.sub(r"<[^>]+>", "", (await bo.get("/company/people")).text)
    stale = await lan.post(f"/company/people/{own.public_id}/reach", {"version": "99"})
    assert stale.status_code == 409
    foreign = await bo.post(f"/company/people/{own.public_id}/reach", {"version": "1"})
    assert foreign.status_code == 404
    given_up = await lan.post(
        f"/company/people/{own.public_id}/reach", {"version": str(own.version)}
    )
    assert given_up.status_code == 303
    assert "organisation and below" not in (await lan.get("/company/people")).text
    again = await lan.post(
        f"/company/people/{own.public_id}/reach", {"version": str(own.version + 1), "below": "on"}
    )
    assert again.status_code == 422
    assert "You do not reach the organisations below yourself." in again.text
