"""Third part of the demo world: the funnel, what is shared of it, and deal registrations."""

from datetime import timedelta
from typing import Any

from shared.database import fulltext
from shared.demo.cast import HAIYUE, NORTHLAKE, QIMING
from shared.demo.setting_up import World
from shared.opportunities.models import (
    DealRegistration,
    Opportunity,
    OpportunityNote,
    OpportunityPrivate,
    OpportunityShare,
    OpportunityStep,
)
from shared.opportunities.rules import DealState, Outcome, Stage
from shared.opportunities.rules.deals import customer_key
from shared.opportunities.rules.funnel import PROBABILITY
from shared.opportunities.writing import key_of

_NAMES = (
    "双十二门店陈列", "春节礼盒首批", "S520 新品铺货", "百货专柜升级", "员工福利采购", "酒店客房配套",
    "电商直播专供", "女士护理系列导入", "刀头年度框架", "机场免税店入驻", "以旧换新活动", "校园开学季",
)  # fmt: skip
_NAMES_ABROAD = (
    "Private label S520", "Holiday promotion F330", "Replacement heads, annual", "Travel set launch",
    "T80 grooming kit listing", "Retail display test",
)  # fmt: skip
_LINES: tuple[dict[str, Any], ...] = (
    {"product_line": "Rotary shavers", "product_line_zh": "旋转式剃须刀"},
    {"product_line": "Foil shavers", "product_line_zh": "往复式剃须刀"},
    {"product_line": "Clippers and trimmers", "product_line_zh": "理发与修剪"},
    {"product_line": "Personal care", "product_line_zh": "个人护理"},
)
_STEPS = ("寄送样机", "回访采购经理", "提交报价单", "安排验厂", "确认包装设计", "电话跟进")
_STEPS_ABROAD = ("Send samples", "Call the buyer", "Prepare the quote", "Agree the packaging")
_STEPS_OF_PARTNERS = ("预约门店陈列位", "确认首批数量", "带样机拜访采购", "核对门店价格")
OLD_DEALS = 19
_WAITING = (DealState.SUBMITTED, DealState.IN_REVIEW, DealState.NEEDS_INFORMATION)
_CUSTOMERS = ("银泰百货西湖店", "苏宁易购无锡店", "大润发苏州园区", "如家酒店集团", "华润万家合肥",
              "永辉超市福州", "王府井百货", "京东京造", "名创优品", "屈臣氏华东")  # fmt: skip


async def make_opportunities(world: World) -> None:
    """Create the funnel: every stage is filled, the mirror variant of the story is in it."""
    buyers = [n for n, c in world.companies.items() if c.weight]
    count = 64
    for index in range(count):
        number = NORTHLAKE if index == 0 else world.random.choice(buyers)
        await _make_opportunity(world, index, number)
    rows = await Opportunity.all().values_list("id", "number", "name", "counterparty_id")
    names = {c.id: (c.name_zh, c.name_en) for c in world.counterparties.values()}
    await fulltext.index_many(
        "opportunity", [(i, (number, name, *names[owner])) for i, number, name, owner in rows]
    )


async def _make_opportunity(world: World, index: int, number: str) -> None:
    company = world.companies[number]
    made = world.anchor - timedelta(days=world.random.randrange(4, 150))
    moved = made + (world.anchor - made) * world.random.random()
    what = _what(world, index, abroad=company.currency != "CNY")
    step = what.pop("next_step")
    opportunity = await Opportunity.create(
        number=f"OP-{made.year}-{index + 1:04d}", counterparty=world.counterparties[number],
        **what, **_how_far(world, index),
        customer_key=key_of(world.counterparties[number]),
        amount=world.random.randrange(30, 900) * 100_000, currency=company.currency,
        closes_on=(world.anchor + timedelta(days=world.random.randrange(-5, 120))).date(),
        owner=world.users[company.care], stage_since_at=moved, created_at=made, updated_at=moved,
    )  # fmt: skip
    await OpportunityStep.create(
        opportunity=opportunity, next_step=step, updated_at=moved,
        next_step_on=(world.anchor + timedelta(days=world.random.randrange(-6, 20))).date(),
    )  # fmt: skip
    await OpportunityPrivate.create(
        opportunity=opportunity, competitor=world.random.choice(("飞科", "Philips", "Braun", "")),
        forecast=opportunity.amount * opportunity.probability // 100,
    )  # fmt: skip
    await _share(world, opportunity, index, number)


def _what(world: World, index: int, *, abroad: bool) -> dict[str, Any]:
    steps = _STEPS_ABROAD if abroad else _STEPS
    if index == 0:
        return {
            "name": "S520 with mirror, ten days faster", **_LINES[0],
            "needs": "110 V, built-in mirror, delivery in 35 days instead of 45.",
            "next_step": "Prepare the quote",
        }  # fmt: skip
    return {
        "name": world.random.choice(_NAMES_ABROAD if abroad else _NAMES),
        **world.random.choice(_LINES),
        "next_step": world.random.choice(steps),
    }


def _how_far(world: World, index: int) -> dict[str, Any]:
    if index and index % 9 == 0:
        return {
            "stage": Stage.PROPOSAL, "outcome": Outcome.LOST, "probability": 0,
            "lost_reason": "价格高于竞品",
        }  # fmt: skip
    stage = Stage.NEEDS_DEFINED if index == 0 else world.random.choice(list(Stage))
    # What is paid is won, but for the few that somebody has yet to close.
    outcome = Outcome.WON if stage is Stage.PAID and index % 3 else Outcome.OPEN
    return {"stage": stage, "outcome": outcome, "probability": PROBABILITY[stage]}


async def _share(world: World, opportunity: Opportunity, index: int, number: str) -> None:
    """Give every fourth chance, and some for certain, to a distributor of the region."""
    if index % 4 or world.companies[number].currency != "CNY":
        return
    partner = (QIMING, HAIYUE, QIMING, "CP-0005")[index // 4 % 4]
    await _share_with(world, opportunity, partner, index)
    if partner == QIMING and index % 3 == 0:
        # Two bid for the same customer and learn nothing of each other.
        await _share_with(world, opportunity, HAIYUE, index + 1)
    await OpportunityNote.create(
        opportunity=opportunity, author_id=opportunity.owner_id,
        author_name=(await opportunity.owner).name,
        text="客户希望本月看到样机，请贵司协助安排门店演示。", created_at=opportunity.updated_at,
    )  # fmt: skip


async def _share_with(world: World, opportunity: Opportunity, partner: str, index: int) -> None:
    """Share it with a distributor; four of five have planned what they do next, and are due."""
    place = world.counterparties[partner]
    await OpportunityShare.create(
        opportunity=opportunity, counterparty=place, shared_by_id=opportunity.owner_id,
        created_at=opportunity.created_at,
    )  # fmt: skip
    if index % 5 == 4:
        return
    await OpportunityStep.create(
        opportunity=opportunity, counterparty=place, updated_at=opportunity.updated_at,
        next_step=_STEPS_OF_PARTNERS[index % len(_STEPS_OF_PARTNERS)],
        next_step_on=(world.anchor + timedelta(days=index % 7 - 7)).date(),
    )  # fmt: skip


async def make_deals(world: World) -> None:
    """Create registrations in every state; one customer is protected for Haiyue, so that Qiming
    meets the masked answer of the story."""
    dealers = [QIMING, HAIYUE, QIMING, "CP-0005", "CP-0021", QIMING, "CP-0010", HAIYUE]
    states = [
        DealState.SUBMITTED, DealState.APPROVED, DealState.APPROVED, DealState.SUBMITTED,
        DealState.IN_REVIEW, DealState.NEEDS_INFORMATION, DealState.REJECTED, DealState.SUBMITTED,
    ]  # fmt: skip
    for index in range(24):
        await _make_deal(world, index, dealers[index % 8], states[(index + index // 8) % 8])
    rows = await DealRegistration.all().values_list("id", "number", "customer_name")
    await fulltext.index_many("deal_registration", [(i, (n, name)) for i, n, name in rows])


def _aged(state: DealState, index: int, age: timedelta) -> tuple[DealState, bool, bool]:
    """Return a deal's state at its age, whether it is protected, whether it was decided."""
    if index < OLD_DEALS and state in _WAITING:
        state = DealState.APPROVED  # nobody leaves a dealer without an answer for months
    decided = state in (DealState.APPROVED, DealState.REJECTED)
    if state is DealState.APPROVED and age > timedelta(days=90):
        return DealState.LAPSED, False, decided
    return state, state is DealState.APPROVED, decided


async def _make_deal(world: World, index: int, dealer: str, state: DealState) -> None:
    # Nine days apart with the newest first, so that numbers follow the order of time.
    made = world.anchor - timedelta(days=(23 - index) * 9 + 1)
    shop = "" if index < 10 else f" {index // 10 + 1} 号店"
    customer = _CUSTOMERS[index % len(_CUSTOMERS)] + shop
    state, approved, decided = _aged(state, index, world.anchor - made)
    await DealRegistration.create(
        number=f"DR-{made.year}-{index + 1:04d}",
        distributor=world.counterparties[dealer], customer_name=customer,
        customer_key=customer_key(customer), customer_city=world.companies[dealer].city,
        customer_city_other=world.companies[dealer].city_other,
        **_LINES[index % 4],
        amount=world.random.randrange(8, 120) * 100_000, currency="CNY",
        closes_on=(made + timedelta(days=100)).date(), state=state,
        story="采购经理已看过样机，计划下季度铺货。", submitted_at=made,
        protected_until=(made + timedelta(days=90)).date() if approved else None,
        question="请补充客户联系人。" if state is DealState.NEEDS_INFORMATION else "",
        reason="该客户由我方直接服务。" if state is DealState.REJECTED else "",
        decided_at=made + timedelta(hours=20) if decided else None,
        decided_by=world.users[world.companies[dealer].care] if decided else None,
        created_at=made, updated_at=made,
    )  # fmt: skip
