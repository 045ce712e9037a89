"""A small world to buy in: purchasing, finance, two suppliers, a few products."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.catalogue.models import Product, Stock, TaxRate
from shared.counterparties.models import Counterparty
from shared.counterparties.rules import CounterpartyStatus
from shared.identity.models import Membership
from shared.purchasing.models.items import SupplierItem

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class World:
    """Who and what there is; products by SKU."""

    buyer: Actor
    colleague: Actor
    finance: Actor
    chief: Actor
    manager: Actor
    supplier: Actor
    mate: Actor
    viewer: Actor
    rival: Actor
    supplier_id: int
    rival_id: int
    products: dict[str, int]


async def build() -> World:
    """Write the world into the connected database."""
    people = {name: await _person(name) for name in
              ("qian", "sun", "he", "wu", "lin", "lu", "mei", "tao", "bo")}  # fmt: skip
    mingjing = await _party("CP-0011", "明镜", "Mingjing")
    ruihua = await _party("CP-0012", "锐华", "Ruihua")
    await TaxRate.create(country="CN", tax_class="standard", rate=1300)
    products = await _products()
    for sku, price in (("MIR-1", 350), ("MIR-2", 900)):
        await _item(mingjing, products[sku], f"MJ-{sku}", price)
    await _item(ruihua, products["MIR-1"], "RH-9", 333)
    for name, place in (("lu", mingjing), ("mei", mingjing), ("bo", ruihua)):
        await Membership.create(
            user_id=people[name], counterparty=place, role=policy.MEMBER, created_at=NOW,
            public_id=f"m-{name}",
        )  # fmt: skip
    return World(
        buyer=_staff(people["qian"], "Qian", policy.PURCHASING),
        colleague=_staff(people["sun"], "Sun", policy.PURCHASING),
        finance=_staff(people["he"], "He", policy.FINANCE),
        chief=_staff(people["wu"], "Wu", policy.SALES_MANAGER),
        manager=_staff(people["lin"], "Lin", policy.ACCOUNT_MANAGER),
        supplier=_outside(people["lu"], "Lu", mingjing, policy.MEMBER),
        mate=_outside(people["mei"], "Mei", mingjing, policy.ORGANISATION_ADMIN),
        viewer=_outside(people["tao"], "Tao", mingjing, policy.VIEWER),
        rival=_outside(people["bo"], "Bo", ruihua, policy.MEMBER),
        supplier_id=mingjing.id,
        rival_id=ruihua.id,
        products=products,
    )


async def _person(name: str) -> int:
    user = await User.create(
        public_id=name, name=name.title(), email=f"{name}@x.example", created_at=NOW
    )
    return int(user.id)


async def _party(number: str, zh: str, en: str) -> Counterparty:
    return await Counterparty.create(
        number=number, name_zh=zh, name_en=en, name_key=en.lower(), is_supplier=True,
        status=CounterpartyStatus.ACTIVE, currency="CNY", country="CN", created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip


async def _products() -> dict[str, int]:
    found = {}
    for sku, name in (("MIR-1", "Mirror 1"), ("MIR-2", "Mirror 2"), ("MOT-1", "Motor")):
        row = await Product.create(
            sku=sku, name_zh=name, name_en=name, created_at=NOW, updated_at=NOW, is_bought=True
        )
        await Stock.create(product=row, free=0)
        found[sku] = int(row.id)
    return found


async def _item(of: Counterparty, product_id: int, code: str, price: int) -> None:
    await SupplierItem.create(
        supplier=of, product_id=product_id, supplier_code=code, currency="CNY", price=price,
        lead_days=10, tolerance=500, valid_from=date(2026, 1, 1), created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def _staff(user_id: int, name: str, role: str) -> Actor:
    return Actor(user_id, name, f"{name}@us.example", ADMIN, frozenset({role}))


def _outside(user_id: int, name: str, of: Counterparty, role: str) -> Actor:
    return Actor(
        user_id, name, f"{name}@x.example", PORTAL, frozenset({f"supplier.{role}"}), of.id,
        of.number, of.name_en, frozenset({"supplier"}),
    )  # fmt: skip
