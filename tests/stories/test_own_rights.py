"""Whoever changes her own rights goes on under a new secret; the old one is dead, everywhere."""

import pytest

from shared.access import policy
from shared.access.models import User
from shared.demo.cast import QIMING, persona
from shared.identity.arrivals import token_hash
from shared.identity.models import Membership, Session, StaffRole
from tests.cast import browser_of
from tests.web import Browser


def _secret(browser: Browser) -> str:
    return browser.cookies[browser.face.session_cookie]


async def _with(browser: Browser, secret: str) -> Browser:
    other = Browser(browser.app)
    other.cookies[browser.face.session_cookie] = secret
    return other


@pytest.fixture
async def second(demo: str) -> Membership:
    """A second administrator of Qiming, so that the first may give up the office."""
    held = await Membership.filter(counterparty__number=QIMING, role=policy.MEMBER).first()
    assert held is not None
    await Membership.filter(id=held.id).update(role=policy.ORGANISATION_ADMIN)
    return held


async def _own(subject: str) -> Membership:
    return await Membership.get(user__email=persona(subject).email, counterparty__number=QIMING)


async def test_who_gives_up_her_office_goes_on_under_a_new_secret(second: Membership) -> None:
    here, phone = await browser_of("zhou.min"), await browser_of("zhou.min")
    old, held = _secret(here), await _own("zhou.min")
    answer = await here.post(
        f"/company/people/{held.public_id}/role", {"role": "viewer", "version": str(held.version)}
    )
    assert answer.status_code == 303, answer.text
    assert (await _own("zhou.min")).role == policy.VIEWER
    assert _secret(here) != old
    assert (await here.get("/orders")).status_code == 200
    for dead in (await _with(here, old), phone):
        assert (await dead.get("/orders")).status_code == 303
    assert not await Session.filter(token_hash=token_hash(old)).exists()


async def test_a_change_that_is_refused_leaves_the_secret_alone(demo: str) -> None:
    here, held = await browser_of("zhou.min"), await _own("zhou.min")
    await (
        Membership.filter(counterparty__number=QIMING, role=policy.ORGANISATION_ADMIN)
        .exclude(id=held.id)
        .update(role=policy.MEMBER)
    )
    old = _secret(here)
    answer = await here.post(
        f"/company/people/{held.public_id}/role", {"role": "viewer", "version": str(held.version)}
    )
    assert answer.status_code == 422
    assert _secret(here) == old
    assert (await here.get("/orders")).status_code == 200


async def test_an_administrator_who_takes_another_role_goes_on_under_a_new_secret(
    demo: str,
) -> None:
    role = await StaffRole.filter(role=policy.ADMINISTRATOR).select_related("user").first()
    assert role is not None
    user: User = role.user
    here = Browser((await browser_of("lin.xiaoyu")).app)
    old = await here.sign_in(user)
    for path, held in (("roles", True), ("roles/removal", False)):
        answer = await here.post(f"/staff/{user.public_id}/{path}", {"role": "support"})
        assert answer.status_code == 303, answer.text
        assert await StaffRole.filter(user=user, role=policy.SUPPORT).exists() == held
        assert _secret(here) != old
        assert (await here.get("/staff")).status_code == 200
        assert (await (await _with(here, old)).get("/staff")).status_code == 303
        old = _secret(here)


async def test_somebody_elses_change_ends_her_sessions_and_gives_nobody_hers(
    second: Membership,
) -> None:
    here, held = await browser_of("zhou.min"), await Membership.get(id=second.id)
    old = _secret(here)
    hers = Browser(here.app)
    await hers.sign_in(await held.user, await held.counterparty)
    answer = await here.post(
        f"/company/people/{held.public_id}/role", {"role": "viewer", "version": str(held.version)}
    )
    assert answer.status_code == 303
    assert _secret(here) == old
    assert (await hers.get("/orders")).status_code == 303
