"""A member asks to become administrator: who decides finds it on the work list, a party is refused."""

from html import unescape

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING, persona
from shared.identity.models import AdministratorRequest, Membership
from shared.kernel import clock
from tests.cast import ANCHOR, browser_of
from tests.company_desk import ask_for_office

RULE = "You are a member of this organisation yourself, so a colleague decides this."


async def asked() -> AdministratorRequest:
    """Tang Yu asks for the office at Qiming."""
    await AdministratorRequest.all().delete()
    place = await Counterparty.get(number=QIMING)
    held = await Membership.get(user__email=persona("tang.yu").email, counterparty=place)
    await ask_for_office(place, held)
    return await AdministratorRequest.get()


async def made_member(subject: str) -> None:
    """One of us is a member of Qiming as well."""
    await Membership.create(
        public_id="c" * 24, user=await User.get(email=persona(subject).email), role="viewer",
        counterparty=await Counterparty.get(number=QIMING), created_at=clock.now(),
    )  # fmt: skip


async def test_it_stands_on_the_work_list_of_who_decides_and_of_nobody_else(demo: str) -> None:
    with clock.frozen(ANCHOR):
        await asked()
        path = f"/counterparties/{QIMING}/people"
        for subject, sees in (("lin.xiaoyu", True), ("wu.jing", True), ("he.min", False)):
            html = unescape((await (await browser_of(subject)).get("/")).text)
            assert ("asks to become administrator<" in html) == sees, subject
            assert (f'href="{path}"' in html) == sees, subject
        zh = (await (await browser_of("lin.xiaoyu", language="zh")).get("/")).text
        assert "申请成为管理员" in zh


async def test_a_party_sees_it_and_is_refused_in_plain_words(demo: str) -> None:
    with clock.frozen(ANCHOR):
        request = await asked()
        await made_member("lin.xiaoyu")
        lin = await browser_of("lin.xiaoyu")
        people = f"/counterparties/{QIMING}/people"
        assert "asks to become administrator<" not in unescape((await lin.get("/")).text)
        assert "She has left" in (await lin.get(people)).text
        no = await lin.post(
            f"/counterparties/{QIMING}/people/administrator-requests/{request.public_id}/refusal",
            {"answer": "No"},
        )
        assert no.status_code == 403
        assert RULE in unescape(no.text)
        yes = await lin.post(f"{people}/administrator", {
            "member": (await Membership.get(id=request.candidate_id)).public_id, "reason": "She left",
        })  # fmt: skip
        assert yes.status_code == 403
        assert RULE in unescape(yes.text)
        assert (await AdministratorRequest.get()).state == "open"
