"""Two rival distributors, a buyer abroad and the people on both sides, for the funnel's tests."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.catalogue.models import Product
from shared.counterparties.models import Care, Counterparty, Deputy
from shared.kernel import clock
from shared.opportunities.actions.deals import DealFields
from shared.opportunities.actions.opportunities import OpportunityFields, create_opportunity

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SHAVERS, TRIMMERS = "Shavers", "Trimmers"


@dataclass
class Market:
    """Actors: Lin cares for Qiming and Northlake, Chen for Haiyue; Wu leads both."""

    qiming: Counterparty
    haiyue: Counterparty
    northlake: Counterparty
    zhou: Actor
    bo: Actor
    tang: Actor
    lin: Actor
    chen: Actor
    wu: Actor


async def market() -> Market:
    qiming = await place("CP-0001", "启明商贸有限公司", "Qiming Trading", is_distributor=True)
    haiyue = await place("CP-0002", "海跃贸易", "Haiyue Trade", is_distributor=True)
    northlake = await place(
        "CP-0041", "", "Northlake Retail Inc.", is_customer=True, country="US", currency="USD"
    )
    wu = await staff("Wu Jing", policy.SALES_MANAGER)
    lin = await staff("Lin Xiaoyu", policy.ACCOUNT_MANAGER, leader=wu)
    chen = await staff("Chen Hao", policy.ACCOUNT_MANAGER, leader=wu)
    for where, who in ((qiming, lin), (northlake, lin), (haiyue, chen)):
        await Care.create(
            counterparty=where, user_id=who.user_id, role="account_manager",
            created_at=clock.now(),
        )  # fmt: skip
    await product("S520", SHAVERS, "剃须刀")
    await product("T80", TRIMMERS, "理发器")
    return Market(
        qiming, haiyue, northlake, await outsider("Zhou Min", qiming),
        await outsider("Bo Wei", haiyue), await outsider("Tang Yu", qiming, policy.VIEWER),
        lin, chen, wu,
    )  # fmt: skip


async def place(number: str, name_zh: str, name_en: str, **values: object) -> Counterparty:
    now = clock.now()
    return await Counterparty.create(
        number=number, name_zh=name_zh, name_en=name_en, status="active", created_at=now,
        updated_at=now, **values,  # type: ignore[arg-type]
    )  # fmt: skip


async def product(sku: str, line_en: str, line_zh: str) -> Product:
    now = clock.now()
    return await Product.create(
        sku=sku, name_en=sku, category_en=line_en, category_zh=line_zh, created_at=now,
        updated_at=now,
    )  # fmt: skip


async def user(name: str, leader: Actor | None = None) -> User:
    return await User.create(
        public_id=name.replace(" ", "-").lower(), name=name, email=f"{name[:3]}@x.example",
        leader_id=leader.user_id if leader else None, created_at=clock.now(),
    )  # fmt: skip


async def staff(name: str, role: str, leader: Actor | None = None) -> Actor:
    made = await user(name, leader)
    return Actor(made.id, name, made.email, ADMIN, frozenset({role}))


async def outsider(name: str, at: Counterparty, role: str = policy.MEMBER) -> Actor:
    made = await user(name)
    return Actor(
        made.id, name, made.email, PORTAL, frozenset({f"distributor.{role}"}),
        counterparty_id=at.id, counterparty_number=at.number, counterparty_name=at.name_zh,
        kinds=frozenset({"distributor"}),
    )  # fmt: skip


async def stand_in(deputy: Actor, owner: Actor) -> None:
    now = clock.now()
    await Deputy.create(
        owner_id=owner.user_id, deputy_id=deputy.user_id, starts_at=now,
        ends_at=now.replace(year=now.year + 1), created_at=now, **_deputy_extras(),
    )  # fmt: skip


def _deputy_extras() -> dict[str, str]:
    return {"public_id": "deputy-1"} if "public_id" in Deputy._meta.fields_map else {}


def chance(**changes: object) -> OpportunityFields:
    fields = OpportunityFields(
        name="Mirror variant", currency="CNY", closes_on=date(2027, 1, 15), amount=5_000_000,
        product_line=SHAVERS,
    )  # fmt: skip
    return replace(fields, **changes)  # type: ignore[arg-type]


def deal(customer: str = "银泰百货有限公司", **changes: object) -> DealFields:
    fields = DealFields(
        customer_name=customer, currency="CNY", product_line=SHAVERS, amount=3_000_000,
        customer_city="杭州", story="Saw the sample.",
    )  # fmt: skip
    return replace(fields, **changes)  # type: ignore[arg-type]


async def opportunity(world: Market, at: str = "CP-0041", **changes: object) -> str:
    return await create_opportunity(world.lin, counterparty=at, fields=chance(**changes))
