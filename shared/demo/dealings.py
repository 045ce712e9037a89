"""Second part of the demo world: one year of orders with lines, shipments, payments and journal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle

from shared.demo.cast import HAIYUE, LIMIT_RATES, NORTHLAKE, QIMING
from shared.demo.pricing import skus_for, unit_price
from shared.demo.setting_up import World
from shared.kernel import quantity
from shared.kernel.money import line_net, tax_on
from shared.orders.models import SalesOrder, SalesOrderLine, Shipment
from shared.orders.rules import AMOUNT, CREDIT, Fulfilment, OrderState
from shared.settings.rates import rates

ORDERS = 640
FRESH = 14
ROUTINE_LIMIT = 5_000_000
OVER_CREDIT = HAIYUE
_HISTORY_DAYS = 365
# Shopping festivals: dealers stock up before 18 June, 11 November and the new year.
_BUSY_MONTHS = {1: 1.2, 5: 1.4, 6: 1.5, 9: 1.1, 10: 1.6, 11: 1.7, 12: 1.2, 2: 0.5}
_CARRIERS = (("顺丰速运", "SF"), ("德邦快递", "DPK"), ("京东物流", "JDX"), ("中通快运", "ZTO"))
_CARRIERS_ABROAD = (("COSCO Shipping", "COSU"), ("DHL Freight", "DHL"), ("Maersk", "MAEU"))


@dataclass
class Story:
    """One order with everything that belongs to it, before it is stored."""

    order: SalesOrder
    number: str
    lines: list[SalesOrderLine] = field(default_factory=list)
    shipments: list[tuple[Shipment, list[tuple[int, int]]]] = field(default_factory=list)


def moments(world: World) -> list[datetime]:
    """Return when orders were placed, oldest first, more of them in busy months."""
    chosen: list[datetime] = []
    while len(chosen) < ORDERS - FRESH:
        back = world.random.randrange(0, _HISTORY_DAYS * 24 * 60)
        at = world.anchor - timedelta(minutes=back)
        if world.random.random() * 1.7 <= _BUSY_MONTHS.get(at.month, 0.9):
            chosen.append(at.replace(hour=1 + world.random.randrange(9)))
    chosen = [min(at, world.anchor - timedelta(days=3)) for at in chosen]
    # The last two days are told closely: they are what people look at first.
    chosen += [world.anchor - timedelta(minutes=40 + 190 * i) for i in range(FRESH)]
    return sorted(chosen)


def imagine(world: World) -> list[Story]:
    """Invent the year's orders in memory, numbered per calendar year."""
    buyers = [n for n, c in world.companies.items() if c.weight]
    weights = [world.companies[n].weight for n in buyers]
    last: dict[int, int] = {}
    stories = []
    placed = moments(world)
    fresh = cycle((QIMING, HAIYUE, NORTHLAKE, QIMING, *world.random.choices(buyers, weights, k=3)))
    for index, at in enumerate(placed):
        last[at.year] = last.get(at.year, 0) + 1
        number = f"SO-{at.year}-{last[at.year]:04d}"
        is_fresh = index >= len(placed) - FRESH
        buyer = next(fresh) if is_fresh else world.random.choices(buyers, weights)[0]
        story = _place(world, buyer, number, at)
        if buyer == QIMING and index == len(placed) - FRESH:
            _enlarge(story)
        _live(world, story, buyer)
        stories.append(story)
    return stories


def _place(world: World, buyer: str, number: str, at: datetime) -> Story:
    company = world.companies[buyer]
    address = world.random.choice(world.addresses[buyer])
    order = SalesOrder(
        number=number, buyer_id=world.counterparties[buyer].id, state=OrderState.CLOSED,
        currency=company.currency, buyer_reference=f"PO{world.random.randrange(10000, 99999)}",
        wished_on=(at + timedelta(days=world.random.randrange(7, 40))).date(),
        ship_label=address.label, ship_recipient=address.recipient, ship_phone=address.phone,
        ship_line=address.line, ship_city=address.city, ship_region=address.region,
        ship_label_other=address.label_other, ship_recipient_other=address.recipient_other,
        ship_line_other=address.line_other, ship_city_other=address.city_other,
        ship_region_other=address.region_other,
        ship_postcode=address.postcode, ship_country=address.country, ship_address_id=address.id,
        placed_at=at, submitted_at=at, created_at=at, updated_at=at,
    )  # fmt: skip
    story = Story(order, buyer)
    _fill(world, story)
    return story


def _fill(world: World, story: Story) -> None:
    company = world.companies[story.number]
    how_many = world.random.choices((1, 2, 3, 4, 6, 9), (22, 28, 22, 14, 10, 4))[0]
    rate = 1300 if company.country == "CN" else 0
    for position, sku in enumerate(
        world.random.sample(skus_for(world, story.number), how_many), 1
    ):  # fmt: skip
        product = world.products[sku]
        packs = world.random.choices((1, 2, 3, 5, 10, 20), (20, 25, 20, 20, 11, 4))[0]
        pieces = product.minimum_quantity // quantity.SCALE * packs
        price = unit_price(world, story.number, sku, pieces)
        net = line_net(price, 1, quantity.of(pieces))
        story.lines.append(
            SalesOrderLine(
                position=position, product_id=product.id, sku=sku, name_zh=product.name_zh,
                name_en=product.name_en, unit=product.unit, quantity=quantity.of(pieces),
                price=price, net=net, tax_rate=rate, tax=tax_on(net, rate),
            )
        )  # fmt: skip
    _total(story)


def _enlarge(story: Story) -> None:
    """Make an order ten times larger until a sales manager has to decide it."""
    while sum(line.net for line in story.lines) <= ROUTINE_LIMIT:
        for line in story.lines:
            line.quantity *= 10
            line.net = line_net(line.price, line.per, line.quantity)
            line.tax = tax_on(line.net, line.tax_rate)
    _total(story)


def _total(story: Story) -> None:
    order, first = story.order, story.lines[0]
    order.net = sum(line.net for line in story.lines)
    order.tax = sum(line.tax for line in story.lines)
    order.total = order.net + order.tax
    order.line_count = len(story.lines)
    order.summary_zh, order.summary_en = first.name_zh, first.name_en


def _live(world: World, story: Story, buyer: str) -> None:
    """Lead an order as far as its age allows."""
    order = story.order
    age = (world.anchor - order.placed_at).days
    fate = world.random.random()
    order.decided_by_id = world.users[world.companies[buyer].care].id
    if age > 6 and fate < 0.03:
        order.state, order.reason = OrderState.REJECTED, "价格已过期，请按新价目表重新下单。"
        order.decided_at = order.placed_at + timedelta(hours=20)
    elif age > 3 and fate < 0.06:
        order.state, order.cancellation_reason = OrderState.CANCELLED, "门店活动取消。"
        order.decided_at = order.placed_at + timedelta(hours=30)
    elif age <= 2:
        _fresh(story)
    else:
        _confirm(world, story)
        _send(world, story, age)


def _fresh(story: Story) -> None:
    """Leave an order undecided; who is over the credit or the routine amount waits for approval."""
    order = story.order
    order.decided_by_id = None
    needed = [CREDIT] if story.number == OVER_CREDIT else []
    needed += (
        [AMOUNT] if order.net * rates(LIMIT_RATES).get(order.currency, 1) > ROUTINE_LIMIT else []
    )
    order.state = OrderState.AWAITING_APPROVAL if needed else OrderState.SUBMITTED
    order.needs_approval_for = ",".join(needed)
    order.credit_taken = order.total


def _confirm(world: World, story: Story) -> None:
    order = story.order
    order.state = OrderState.CONFIRMED
    order.decided_at = order.placed_at + timedelta(hours=world.random.randrange(1, 26))
    lead = 45 if world.companies[story.number].currency != "CNY" else 12
    promised = order.placed_at + timedelta(days=lead + world.random.randrange(-4, 6))
    order.promised_on = promised.date()
    order.credit_taken = order.total
    for line in story.lines:
        line.promised_on = order.promised_on


def _send(world: World, story: Story, age: int) -> None:
    order = story.order
    promised = order.promised_on or order.placed_at.date()
    slip = world.random.choice((-3, -2, -2, -1, -1, 0, 2))
    days_until_sent = (promised - order.placed_at.date()).days + slip
    if age < days_until_sent:
        if world.random.random() < 0.05:
            order.state, order.reason = OrderState.ON_HOLD, "等待付款确认。"
        return
    in_parts = len(story.lines) > 1 and world.random.random() < 0.25
    parts = [story.lines[:1], story.lines[1:]] if in_parts else [story.lines]
    for index, lines in enumerate(parts):
        sent = order.placed_at + timedelta(days=days_until_sent + index * 6)
        if sent < world.anchor:
            _ship(world, story, lines, sent)
    _derive(world, story)


def _ship(world: World, story: Story, lines: list[SalesOrderLine], at: datetime) -> None:
    abroad = world.companies[story.number].currency != "CNY"
    carrier, code = world.random.choice(_CARRIERS_ABROAD if abroad else _CARRIERS)
    days = world.random.randrange(18, 35) if abroad else world.random.randrange(1, 5)
    arrives = at + timedelta(days=days)
    shipment = Shipment(
        carrier=carrier, tracking_number=f"{code}{world.random.randrange(10**9, 10**10)}",
        shipped_at=at, expected_on=arrives.date(), created_at=at,
        delivered_at=arrives if arrives < world.anchor else None,
    )  # fmt: skip
    for line in lines:
        line.shipped = line.quantity
    story.shipments.append((shipment, [(line.position, line.quantity) for line in lines]))


def _derive(world: World, story: Story) -> None:
    order = story.order
    if not story.shipments:
        return
    if any(line.shipped < line.quantity for line in story.lines):
        order.fulfilment = Fulfilment.PART_SHIPPED
        return
    arrivals = [shipment.delivered_at for shipment, _ in story.shipments]
    if None in arrivals:
        order.fulfilment = Fulfilment.SHIPPED
        return
    order.fulfilment = Fulfilment.DELIVERED
    order.delivered_at = max(at for at in arrivals if at)
    terms = world.counterparties[story.number].payment_days
    paid = order.delivered_at + timedelta(days=terms + world.random.choice((-12, -5, -3, -1, 4)))
    if paid < world.anchor:
        order.state, order.paid_at, order.credit_taken = OrderState.CLOSED, paid, 0
