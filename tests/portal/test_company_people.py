"""Colleagues in the portal: roles, sessions, the office of administrator, over HTTP."""

import pytest

from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from shared.identity.models import AdministratorRequest, Membership, Session
from tests.cast import browser_of


async def member(email: str) -> Membership:
    return await Membership.get(user__email=email)


@pytest.mark.asvs("7.4.5")
async def test_the_administrator_sees_devices_and_signs_one_out(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    html = (await zhou.get("/company/people")).text
    assert "Chrome, Windows" in html
    assert "WeChat, iPhone" in html
    assert "203.0.113.7" in html
    fang = await member("fang.jie@qiming.example")
    path = f"/company/people/{fang.public_id}/sessions/ending"
    assert (await zhou.post(path)).status_code == 303
    assert await Session.filter(user_id=fang.user_id).count() == 0


async def test_a_member_sees_no_devices_and_may_ask_for_the_office(demo: str) -> None:
    fang = await browser_of("fang.jie")
    html = (await fang.get("/company/people")).text
    assert "203.0.113.7" not in html
    assert "Ask to become administrator" in html
    path = "/company/people/administrator-request"
    assert (await fang.post(path, {"reason": ""})).status_code == 422
    assert (await fang.post(path, {"reason": "Zhou has left us"})).status_code == 303
    assert await AdministratorRequest.filter(candidate__counterparty__number=QIMING).count() == 1
    lin = await browser_of("lin.xiaoyu")
    page = (await lin.get(f"/counterparties/{QIMING}/people")).text
    assert "Zhou has left us" in page


async def test_the_account_manager_names_the_member_and_everybody_sees_it(demo: str) -> None:
    fang, lin = await member("fang.jie@qiming.example"), await browser_of("lin.xiaoyu")
    path = f"/counterparties/{QIMING}/people/administrator"
    typed = {"member": fang.public_id, "reason": "Confirmed by phone", "suspends": "on"}
    assert (await lin.post(path, {**typed, "reason": ""})).status_code == 422
    assert (await lin.post(path, typed)).status_code == 303
    assert (await member("fang.jie@qiming.example")).role == "organisation_admin"
    assert not (await member("zhou.min@qiming.example")).is_active
    kept = await Counterparty.get(number=QIMING)
    assert (
        await Session.filter(counterparty=kept, user__email="zhou.min@qiming.example").count() == 0
    )


async def test_the_last_administrator_is_told_why_she_stays(demo: str) -> None:
    zhou, own = await browser_of("zhou.min"), await member("zhou.min@qiming.example")
    answer = await zhou.post(
        f"/company/people/{own.public_id}/role", {"role": "viewer", "version": str(own.version)}
    )
    assert answer.status_code == 422
    assert "The last administrator stays" in answer.text


@pytest.mark.asvs("7.5.2")
async def test_ones_own_sessions_are_listed_and_ended_on_both_faces(demo: str) -> None:
    for subject in ("zhou.min", "lin.xiaoyu"):
        here, there = await browser_of(subject), await browser_of(subject)
        html = (await here.get("/sessions")).text
        assert html.count("This browser") == 1
        assert (await here.post("/sessions/ending")).status_code == 303
        assert (await there.get("/sessions")).status_code == 303
        assert (await here.get("/sessions")).status_code == 200
