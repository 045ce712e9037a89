"""Writes the invented orders into the database, with shipments, used credit and search words."""

from datetime import timedelta

from shared.catalogue.models import Stock
from shared.counterparties.models import Contact, Counterparty
from shared.database import fulltext
from shared.demo.cast import CHANNEL, CHANNEL_DAYS, persona
from shared.demo.dealings import OVER_CREDIT, Story
from shared.demo.setting_up import World
from shared.kernel.two_languages import both
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from shared.orders.rules import OPEN_STATES


async def store(world: World, stories: list[Story]) -> None:
    """Write the orders, their lines, shipments, used credit and search words."""
    await _hold_stock(stories)
    for story in stories:
        story.order.updated_at = story.order.decided_at or story.order.placed_at
        buyer = next((u for s, u in world.users.items() if _buys_for(s, story.number)), None)
        story.order.created_by_id = story.order.submitted_by_id = buyer.id if buyer else None
        _sell_through(world, story)
    await SalesOrder.bulk_create([story.order for story in stories], batch_size=200)
    ids = dict(await SalesOrder.all().values_list("number", "id"))
    for story in stories:
        story.order.id = ids[story.order.number]
        for line in story.lines:
            line.order_id = story.order.id
    await SalesOrderLine.bulk_create(
        [line for story in stories for line in story.lines], batch_size=200
    )
    await _store_shipments(stories)
    await _store_credit(world, stories)
    await fulltext.index_many("sales_order", [_words(world, story) for story in stories])


async def _hold_stock(stories: list[Story]) -> None:
    """Let open orders hold what has not left yet, as a submission does.

    What lies free was counted without it; a product of which nothing is free is back-ordered.
    """
    levels = {row.product_id: row for row in await Stock.all()}
    for story in stories:
        if story.order.state not in OPEN_STATES:
            continue
        for line in story.lines:
            level = levels.get(line.product_id or 0)
            still_open = line.quantity - line.shipped
            if level is None or level.free > 0:
                line.reserved = still_open
            elif still_open:
                line.backordered, line.expected_on = still_open, level.expected_on


def _sell_through(world: World, story: Story) -> None:
    since = world.anchor - timedelta(days=CHANNEL_DAYS)
    if story.number in CHANNEL and story.order.placed_at > since:
        story.order.distributor_id = world.counterparties[CHANNEL[story.number]].id


def _buys_for(subject: str, number: str) -> bool:
    return persona(subject).counterparty == number


async def _store_shipments(stories: list[Story]) -> None:
    last: dict[int, int] = {}
    shipments: list[Shipment] = []
    contents: list[tuple[Shipment, int, list[tuple[int, int]]]] = []
    for story in stories:
        for shipment, lines in story.shipments:
            year = shipment.shipped_at.year
            last[year] = last.get(year, 0) + 1
            shipment.number = f"SH-{year}-{last[year]:04d}"
            shipment.order_id = story.order.id
            shipments.append(shipment)
            contents.append((shipment, story.order.id, lines))
    await Shipment.bulk_create(shipments, batch_size=200)
    await _store_contents(contents)


async def _store_contents(contents: list[tuple[Shipment, int, list[tuple[int, int]]]]) -> None:
    ids = dict(await Shipment.all().values_list("number", "id"))
    places = {
        (order_id, position): line_id
        for line_id, order_id, position in await SalesOrderLine.all().values_list(
            "id", "order_id", "position"
        )
    }
    await ShipmentLine.bulk_create(
        [
            ShipmentLine(
                shipment_id=ids[shipment.number], line_id=places[order_id, position], quantity=sent
            )
            for shipment, order_id, lines in contents
            for position, sent in lines
        ],
        batch_size=200,
    )


async def _store_credit(world: World, stories: list[Story]) -> None:
    used: dict[int, int] = {}
    for story in stories:
        buyer = story.order.buyer_id
        used[buyer] = used.get(buyer, 0) + story.order.credit_taken
    for credit in await CreditLimit.all():
        credit.used = used.get(credit.counterparty_id, 0)
        # Limits fit the business done, so that most are well used and one or two are nearly full.
        credit.amount = max(credit.amount, -(-credit.used * 115 // 100 // 1_000_000) * 1_000_000)
        if credit.counterparty_id == world.counterparties[OVER_CREDIT].id:
            credit.amount = credit.used * 97 // 100
        await credit.save(update_fields=["used", "amount"])


def _words(world: World, story: Story) -> tuple[int, tuple[str | None, ...]]:
    order, counterparty = story.order, world.counterparties[story.number]
    names: list[str | None] = [order.number, order.buyer_reference, counterparty.name_zh]
    names += [counterparty.name_en, counterparty.number]
    for line in story.lines:
        names += [line.sku, line.name_zh, line.name_en]
    return order.id, tuple(names)


async def index_records(world: World) -> None:
    """Store the search words of organisations and goods."""
    people: dict[int, list[str]] = {}
    for owner, *words in await Contact.all().values_list("counterparty_id", *both("name"), "email"):
        people.setdefault(owner, []).extend(words)
    await fulltext.index_many(
        "counterparty",
        [
            (c.id, (*_organisation_words(c), *people.get(c.id, ())))
            for c in world.counterparties.values()
        ],
    )
    await fulltext.index_many(
        "product",
        [
            (p.id, (p.sku, p.name_zh, p.name_en, p.category_zh, p.category_en))
            for p in world.products.values()
        ],
    )


def _organisation_words(counterparty: Counterparty) -> tuple[str | None, ...]:
    return (
        counterparty.number, counterparty.name_zh, counterparty.name_en, counterparty.city,
        counterparty.city_other, counterparty.region_other,
        counterparty.region, counterparty.tax_number,
    )  # fmt: skip
