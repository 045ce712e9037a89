"""Through what somebody reaches a record, and since when."""

from datetime import datetime, timedelta

from shared.access.actor import Actor
from shared.counterparties.models import Care, Deputy
from shared.demo.cast import QIMING
from shared.identity.models import Membership, StaffRole
from shared.identity.principals import staff_as_actors
from shared.opportunities.models import OpportunityShare
from shared.orders.models import SalesOrder
from shared.reports.explaining import Explanation, Reader, who_sees
from shared.reports.ties import CARE, DEPUTY, MEMBER, ROLE, SHARE, TEAM, Tie
from tests.cast import ANCHOR, browser_of

DAY = timedelta(days=1)


async def colleague(subject: str) -> Actor:
    address = f"{subject}@haorui.example"
    return next(one for one in await staff_as_actors() if one.email == address)


async def explained() -> Explanation:
    order = await SalesOrder.filter(buyer__number=QIMING).order_by("-id").first()
    assert order is not None
    return await who_sees(await colleague("lin.xiaoyu"), "sales_order", order.number)


def ties_of(readers: list[Reader], name: str) -> list[Tie]:
    (one,) = [reader for reader in readers if reader.name == name]
    return [tie for some in one.ties for tie in some]


async def since_care() -> datetime:
    held = await Care.get(counterparty__number=QIMING, user__email="lin.xiaoyu@haorui.example")
    return held.created_at


async def test_a_carer_her_leader_and_who_has_all_stand_with_their_days(demo: str) -> None:
    found, care = await explained(), await since_care()
    role = await StaffRole.get(user__email="lin.xiaoyu@haorui.example")
    assert ties_of(found.staff, "Lin Xiaoyu") == [Tie(CARE, care), Tie(ROLE, role.created_at)]
    team = [one for one in ties_of(found.staff, "Wu Jing") if one.kind == TEAM]
    assert team == [Tie(TEAM, care, "Lin Xiaoyu")]
    assert {one.kind for one in ties_of(found.staff, "He Min")} == {ROLE}


async def test_a_deputy_stands_with_whom_she_stands_in_for_and_until_when(demo: str) -> None:
    lin, chen = await colleague("lin.xiaoyu"), await colleague("zhao.qiang")
    for begins, ends in ((-1, 2), (-5, -2), (3, 4)):
        await Deputy.create(
            public_id=f"tie{begins}", owner_id=lin.user_id, deputy_id=chen.user_id,
            starts_at=ANCHOR + begins * DAY, ends_at=ANCHOR + ends * DAY, created_at=ANCHOR,
        )  # fmt: skip
    found = await explained()
    deputies = [one for one in ties_of(found.staff, "Zhao Qiang") if one.kind == DEPUTY]
    assert deputies == [Tie(DEPUTY, ANCHOR - DAY, "Lin Xiaoyu", ANCHOR + 2 * DAY)]
    order = await SalesOrder.filter(buyer__number=QIMING).order_by("-id").first()
    assert order is not None
    page = (await (await browser_of("lin.xiaoyu")).get(f"/orders/{order.number}/access")).text
    assert "Stands in for Lin Xiaoyu from" in page
    assert "Looks after it since" in page
    assert "Member of the organisation since" in page


async def test_a_member_stands_with_her_membership_and_the_share(demo: str) -> None:
    held = await Membership.get(user__email="zhou.min@qiming.example", counterparty__number=QIMING)
    (of_hers,) = (await explained()).organisations
    assert ties_of(of_hers.readers, "Zhou Min") == [Tie(MEMBER, held.created_at)]
    share = (
        await OpportunityShare.filter(counterparty__number=QIMING).select_related("opportunity")
    )[0]
    found = await who_sees(await colleague("jiang.ning"), "opportunity", share.opportunity.number)
    (place,) = [one for one in found.organisations if one.number == QIMING]
    assert ties_of(place.readers, "Zhou Min")[:2] == [
        Tie(MEMBER, held.created_at), Tie(SHARE, share.created_at),
    ]  # fmt: skip
