"""Haorui buys: parts, what suppliers ask for them, and a year of orders that arrived."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shared.access.models import User
from shared.catalogue.models import Product, ProductCost, Stock
from shared.counterparties.models import Counterparty
from shared.database import fulltext
from shared.demo.setting_up import World
from shared.kernel import money, quantity
from shared.kernel.money import divided
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import (
    PurchaseDraft,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRevision,
)
from shared.purchasing.models.promises import Promise
from shared.purchasing.rules.lines import LineFulfilment, LineState, Side
from shared.purchasing.rules.orders import OrderStage, status_of
from shared.purchasing.writing import derived

MOULDINGS, MIRRORS, MOTORS, CELLS, BOXES = "CP-0053", "CP-0054", "CP-0055", "CP-0056", "CP-0057"


@dataclass(frozen=True)
class Part:
    """Something bought from one supplier: fen per `per` pieces, minimum in pieces."""

    sku: str
    name_zh: str
    name_en: str
    supplier: str
    price: int
    minimum: int
    lead_days: int
    per: int = 1


PARTS = (
    Part("P-SHL-310", "S310 外壳注塑件", "Housing moulding S310", MOULDINGS, 310, 1000, 14),
    Part("P-SHL-520", "S520 外壳注塑件", "Housing moulding S520", MOULDINGS, 360, 1000, 14),
    Part("P-CAP-520", "S520 保护盖注塑件", "Cap moulding S520", MOULDINGS, 85, 1000, 10),
    Part("P-MIR-S", "S520 用小镜片 62 毫米", "Mirror 62 mm for S520", MIRRORS, 180, 500, 12),
    Part("P-MIR-L", "MR-12 用镜片 120 毫米", "Mirror 120 mm for MR-12", MIRRORS, 420, 500, 12),
    Part("P-MOT-3V", "直流电机 3.7 伏", "DC motor 3.7 V", MOTORS, 650, 1000, 20),
    Part("P-MOT-F", "往复电机 F 系列", "Linear motor, F series", MOTORS, 1480, 500, 20),
    Part("P-BAT-14500", "锂电池 14500", "Lithium cell 14500", CELLS, 520, 1000, 15),
    Part("P-BOX-S", "S 系列彩盒", "Colour box, S series", BOXES, 9500, 2000, 8, 100),
    Part("P-INS-CN", "中文说明书", "Manual, Chinese", BOXES, 3200, 2000, 5, 100),
)
# What we sell as it comes from its supplier: SKU, supplier, share of the standard price in percent.
TRADED = (
    ("CH-USB", CELLS, 55), ("CS-TRV", BOXES, 52), ("CL-SOL", BOXES, 50), ("MR-12", MIRRORS, 58),
    ("CH-DOCK", MOULDINGS, 54),
)  # fmt: skip
_PARTS = ("零部件", "Parts")


async def make_purchases(world: World) -> None:
    """Create parts, supplier items and the orders of the year that have arrived."""
    chance = Random(f"{world.anchor:%Y} purchases")  # noqa: S311 - a story that repeats
    await _make_parts(world)
    await _make_items(world)
    numbers: dict[int, int] = {}
    for at, supplier, parts in _occasions(world, chance):
        numbers[at.year] = numbers.get(at.year, 0) + 1
        number = f"PO-{at.year}-{numbers[at.year]:04d}"
        await _past_order(world, chance, number, at, world.counterparties[supplier], parts)


async def _make_parts(world: World) -> None:
    made = world.anchor - timedelta(days=390)
    for part in PARTS:
        product = await Product.create(
            sku=part.sku, name_zh=part.name_zh, name_en=part.name_en, category_zh=_PARTS[0],
            category_en=_PARTS[1], minimum_quantity=quantity.of(part.minimum),
            lead_days=part.lead_days, is_sold=False, is_bought=True,
            supplier=world.counterparties[part.supplier], created_at=made, updated_at=made,
        )  # fmt: skip
        world.products[part.sku] = product
        short = part.sku in ("P-MIR-L", "P-INS-CN", "P-MOT-F")
        free = part.minimum // 4 if short else part.minimum * 3
        await Stock.create(product=product, free=quantity.of(free))
        await ProductCost.create(product=product, cost=part.price, per=part.per, currency="CNY")


async def _make_items(world: World) -> None:
    made = world.anchor - timedelta(days=380)
    items = [
        (part.sku, part.supplier, part.price, part.per, part.minimum, part.lead_days)
        for part in PARTS
    ]
    for sku, supplier, share in TRADED:
        cost = await ProductCost.get(product=world.products[sku])
        items.append((sku, supplier, divided(cost.cost * share, 58), 1, 100, 14))
        await Product.filter(sku=sku).update(is_bought=True)
    for sku, supplier, price, per, minimum, days in items:
        await SupplierItem.create(
            supplier=world.counterparties[supplier], product=world.products[sku],
            supplier_code=f"{supplier[-2:]}-{sku.removeprefix('P-')}", currency="CNY",
            price=price, per=per, minimum_quantity=quantity.of(minimum), lead_days=days,
            tolerance=300, valid_from=made.date(), created_at=made, updated_at=made,
        )  # fmt: skip


def _occasions(world: World, chance: Random) -> Iterator[tuple[datetime, str, list[Part]]]:
    """Every supplier is asked about once a month, in the order of time, until six weeks ago."""
    found = []
    for supplier in (MOULDINGS, MIRRORS, MOTORS, CELLS, BOXES):
        theirs = [part for part in PARTS if part.supplier == supplier]
        day = 350 - chance.randrange(20)
        while day > 45:
            chosen = chance.sample(theirs, chance.randint(1, len(theirs)))
            at = world.anchor - timedelta(days=day, minutes=chance.randrange(300))
            found.append((at, supplier, chosen))
            day -= chance.randrange(24, 40)
    yield from sorted(found, key=lambda one: one[0])


async def _past_order(
    world: World, chance: Random, number: str, at: datetime, supplier: Counterparty,
    parts: list[Part],
) -> None:  # fmt: skip
    buyer, seller = world.users["sun.li"], world.sellers[supplier.number]
    order = PurchaseOrder(
        number=number, supplier=supplier, stage=OrderStage.SENT, revision=1, currency="CNY",
        deliver_to="浙江省宁波市好锐路 8 号 原料仓", buyer=buyer, sent_at=at, placed_at=at,
        answer_by=at + timedelta(days=3), answered_at=at + timedelta(hours=20), created_at=at,
        updated_at=at + timedelta(days=25), ended_at=at + timedelta(days=25),
    )  # fmt: skip
    lines = [_past_line(chance, n, part, at, world) for n, part in enumerate(parts, 1)]
    for name, value in derived(lines).items():
        setattr(order, name, value)
    order.status = status_of(order.stage, [(one.state, one.fulfilment) for one in lines])
    await order.save()
    for line in lines:
        line.order_id = order.id
        await line.save()
    await Promise.bulk_create(_kept_promise(line, seller, at) for line in lines)
    await PurchaseDraft.create(order=order, created_by=buyer)
    await PurchaseRevision.create(
        order=order, revision=1, total=order.total, lines=json.dumps(list(map(_as_sent, lines))),
        sent_by_name=buyer.name, sent_at=at,
    )  # fmt: skip
    words = [f"{part.sku} {part.name_zh} {part.name_en}" for part in parts]
    names = (supplier.number, supplier.name_zh, supplier.name_en)
    await fulltext.index("purchase_order", order.id, number, *names, *words)


def _past_line(
    chance: Random, position: int, part: Part, at: datetime, world: World
) -> PurchaseLine:
    amount = quantity.of(part.minimum * chance.randint(1, 6))
    needed = (at + timedelta(days=part.lead_days)).date()
    promised = needed + timedelta(days=chance.choice((0, 0, 0, 0, 3, 6)))
    net = money.line_net(part.price, part.per, amount)
    return PurchaseLine(
        position=position, product=world.products[part.sku], sku=part.sku,
        supplier_code=f"{part.supplier[-2:]}-{part.sku.removeprefix('P-')}",
        name_zh=part.name_zh, name_en=part.name_en, quantity=amount, price=part.price,
        per=part.per, net=net, tax_rate=1300, tax=money.tax_on(net, 1300), tolerance=300,
        needed_on=needed, state=LineState.CLOSED, fulfilment=LineFulfilment.RECEIVED, round=1,
        agreed_round=1, promised_on=promised, first_promised_on=promised,
        confirmed_at=at + timedelta(hours=20), shipped=amount, received=amount,
    )  # fmt: skip


def _kept_promise(line: PurchaseLine, seller: User, at: datetime) -> Promise:
    late = line.promised_on != line.needed_on
    return Promise(
        line_id=line.id, round=1, quantity=line.quantity, promised_on=line.promised_on,
        side=Side.SUPPLIER, asked_by=Side.SUPPLIER if late else Side.PURCHASING,
        said_by=seller, said_by_name=seller.name, said_at=at + timedelta(hours=20),
        agreed_at=at + timedelta(hours=22),
    )  # fmt: skip


def _as_sent(line: PurchaseLine) -> dict[str, Any]:
    return {"position": line.position, "sku": line.sku, "quantity": line.quantity,
            "needed_on": line.needed_on.isoformat(), "price": line.price,
            "is_cancelled": False}  # fmt: skip
