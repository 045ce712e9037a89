"""Makes the demo world in an empty database, once, in one transaction."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from random import Random

from shared.access.actor import ADMIN, PORTAL
from shared.access.models import User
from shared.catalogue.models import Product
from shared.counterparties.models import Counterparty
from shared.database.models import NumberSequence
from shared.database.registry import table_model
from shared.database.uow import uow
from shared.demo import (
    announcements,
    chances,
    channel_story,
    company_desk,
    company_face,
    dealings,
    delivery_history,
    delivery_story,
    news,
    own_roles,
    papers,
    purchase_story,
    purchases,
    rfq_story,
    sellers,
    setting_up,
    storing,
    support,
    views,
)
from shared.demo.dealings import Story
from shared.demo.setting_up import World
from shared.identity.models import Invitation
from shared.journal.models import JournalEntry, JournalHead
from shared.orders.rules import OrderState

SEED = 20260601
Report = Callable[[str], object]


def silent(step: str) -> None:
    """Report nothing."""
    del step


async def is_empty() -> bool:
    """Return whether nobody has made, imported or invited anything yet."""
    return not any([await one.exists() for one in (Counterparty, Product, User, Invitation)])


async def make(anchor: datetime, report: Report = silent) -> World:
    """Make the world as of `anchor` (aware) and return it; the database must be empty."""
    chance = Random(SEED)  # noqa: S311 - a story that repeats, not a secret
    world = World(anchor.astimezone(UTC).replace(second=0, microsecond=0), chance)

    async def build() -> None:
        for step, make_part in PARTS:
            report(step)
            await make_part(world)
        await _continue_numbers()
        report("purchase orders")
        await purchase_story.tell_purchases(world)
        report("requests for quotation")
        await rfq_story.tell_requests(world)
        report("deliveries")
        await delivery_story.tell_deliveries(world)

    await uow(build)
    return world


async def _make_orders(world: World) -> None:
    stories = dealings.imagine(world)
    await storing.store(world, stories)
    await _write_journal(world, stories)


async def _make_funnel(world: World) -> None:
    await chances.make_opportunities(world)
    await chances.make_deals(world)


PARTS: tuple[tuple[str, Callable[[World], Awaitable[None]]], ...] = (
    ("people", setting_up.make_people),
    ("organisations", setting_up.make_counterparties),
    ("people of suppliers", sellers.make_sellers),
    ("catalogue", setting_up.make_catalogue),
    ("credit", setting_up.make_credit),
    ("orders", _make_orders),
    ("opportunities", _make_funnel),
    ("company desk", company_desk.make),
    ("company face", company_face.make),
    ("support", support.make_support),
    ("papers", papers.make),
    ("announcements", announcements.make_announcements),
    ("notifications", news.make_notifications),
    ("purchases", purchases.make_purchases),
    ("deliveries of the year", delivery_history.make_history),
    ("newcomers", setting_up.make_newcomers),
    ("views", views.make_views),
    ("own roles", own_roles.make),
    ("order requests", channel_story.make),
    ("search", storing.index_records),
)


async def _write_journal(world: World, stories: list[Story]) -> None:
    """Tell the life of each order in the journal, in the order of time, with a whole chain."""
    deeds = sorted(
        (entry for story in stories for entry in _deeds(world, story)), key=lambda e: e.at
    )
    previous = ""
    for entry in deeds:
        entry.previous_hash = previous
        entry.hash = previous = entry.fingerprint()
    await JournalEntry.bulk_create(deeds, batch_size=200)
    await JournalHead.filter(id=1).update(hash=previous)


def _deeds(world: World, story: Story) -> list[JournalEntry]:
    order = story.order
    manager = world.users[world.companies[story.number].care]
    deeds = [_deed(story, order.placed_at, "submit", "draft", "submitted", None, PORTAL)]
    if order.decided_at and order.state is OrderState.REJECTED:
        deeds.append(_deed(story, order.decided_at, "reject", "submitted", "rejected", manager))
    elif order.decided_at and order.state is OrderState.CANCELLED:
        deeds.append(
            _deed(story, order.decided_at, "cancel", "submitted", "cancelled", None, PORTAL)
        )
    elif order.decided_at:
        deeds.append(_deed(story, order.decided_at, "confirm", "submitted", "confirmed", manager))
    for shipment, _ in story.shipments:
        deeds.append(
            _deed(story, shipment.shipped_at, "ship", "confirmed", "confirmed", manager,
                  extra={"shipment": shipment.number})
        )  # fmt: skip
    return deeds


def _deed(story: Story, at: datetime, verb: str, before: str, after: str, who: object,
          face: str = ADMIN, extra: dict[str, str] | None = None) -> JournalEntry:  # fmt: skip
    order = story.order
    return JournalEntry(
        at=at, actor_id=getattr(who, "id", None) or order.created_by_id,
        actor_name=getattr(who, "name", "") or "—", face=face, counterparty_id=order.buyer_id,
        verb=f"sales_order.{verb}", record_table="sales_order", record_number=order.number,
        before=json.dumps({"state": before}), after=json.dumps({"state": after, **(extra or {})}),
    )  # fmt: skip


async def _continue_numbers() -> None:
    """Let the sequences go on after the numbers that the world has used."""
    tables = (
        "counterparty",
        "sales_order",
        "channel_request",
        "shipment",
        "opportunity",
        "deal_registration",
        "profile_change",
        "ticket",
        "article",
        "purchase_order",
        "announcement",
        "delivery",
        "receipt",
    )
    last: dict[str, int] = {}
    for table in tables:
        for number in await table_model(table).all().values_list("number", flat=True):
            stem, _, running = str(number).rpartition("-")
            last[stem] = max(last.get(stem, 0), int(running))
    for stem, highest in last.items():
        await NumberSequence.create(prefix=stem, last_given=highest)
