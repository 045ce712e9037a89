"""Verbs of a draft: start, save as one types, reorder, discard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.counterparties.buyers import ShipTo, buyer, ship_addresses
from shared.database.numbering import next_number
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.order_lines import MOST_LINES
from shared.kernel.quantity import to_text
from shared.kernel.state import after
from shared.kernel.two_languages import both
from shared.kernel.wording import say
from shared.orders.checking import Quote, QuotedLine, TypedLine
from shared.orders.finding import index_order
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.quoting import quote, stored_lines
from shared.orders.rules import TRANSITIONS, OrderState, check_buyer

REFERENCE_LENGTH = 60
NOTE_LENGTH = 2000


@dataclass(frozen=True)
class SavedDraft:
    """A draft after saving; `quote` holds a problem for every line that cannot be ordered yet."""

    number: str
    version: int
    quote: Quote


@action("sales_order.create")
async def start_draft(actor: Actor, *, buyer_number: str = "", key: str = "") -> str:
    """Begin an empty order and return its number (`SO-2026-0001`).

    The portal orders for the organisation of the session; staff name the buyer. The ship-to
    address is the buyer's default one. Raises NotFound for a foreign buyer, Refusal for one that
    may not buy.
    """
    order = await _new_draft(actor, buyer_number)
    await record(
        actor,
        "sales_order.create",
        order,
        counterparty_id=order.buyer_id,
        after={"state": order.state},
    )
    return order.number


@action("sales_order.create")
async def reorder(actor: Actor, number: str, *, key: str = "") -> str:
    """Begin an order with the lines of an earlier one and return its number.

    Quantities and address are taken over, prices are today's. Raises NotFound.
    """
    earlier = await one(actor, SalesOrder, number=number)
    who = await buyer(actor, buyer_id=earlier.buyer_id)
    order = await _new_draft(actor, who.number)
    lines = await SalesOrderLine.filter(order_id=earlier.id).order_by("position")
    typed = [TypedLine(line.sku, to_text(line.quantity)) for line in lines]
    address = {name: getattr(earlier, name) for name in _SHIP if earlier.ship_line}
    answer = await quote(
        actor, order.buyer_id, typed, currency=order.currency, country=_country(order, address)
    )
    await write_lines(order, answer)
    values = {**address, **draft_figures(answer), "typed_lines": stored_lines(typed)}
    await SalesOrder.filter(id=order.id).update(**values)
    await index_order(order, who, answer)
    await record(
        actor, "sales_order.create", order, counterparty_id=order.buyer_id,
        after={"state": order.state, "reordered_from": number},
    )  # fmt: skip
    return order.number


@action("sales_order.update")
async def save_draft(
    actor: Actor,
    number: str,
    *,
    version: int,
    lines: Sequence[TypedLine],
    address: str | None = None,
    other_address: ShipTo | None = None,
    buyer_reference: str = "",
    wished_on: date | None = None,
    note: str = "",
) -> SavedDraft:
    """Save a draft exactly as typed and return it priced.

    `lines` may hold nonsense: it is kept as typed and answered in `quote.lines[i].refusal`.
    `address` is the public id of one of the buyer's addresses, `other_address` one typed by hand;
    None for both keeps the present one. Raises Stale when somebody saved in between, Refusal for
    a wrong header field (`address`, `other_line`, `wished_on` …) or an order that was submitted,
    NotFound.
    """
    order = await one(actor, SalesOrder, "update", number=number)
    _check_is_draft(order)
    header = _header(actor, order, buyer_reference, wished_on, note)
    if len(lines) > MOST_LINES:
        raise Refusal(say("An order has at most {count} lines.", count=MOST_LINES), "lines")
    header |= await _ship_to(actor, order, address, other_address)
    answer = await quote(
        actor, order.buyer_id, lines, currency=order.currency, country=_country(order, header)
    )
    values = {**header, **draft_figures(answer), "typed_lines": stored_lines(lines)}
    try:
        await change(actor, order, "update", version, **values, updated_at=clock.now())
    except Stale as stale:
        if any(stale.theirs[name] != value for name, value in values.items()):
            raise
        # The same form arrived twice at once: what it says stands there already.
        return SavedDraft(order.number, stale.version or version, answer)
    await write_lines(order, answer)
    await index_order(order, await buyer(actor, buyer_id=order.buyer_id), answer)
    return SavedDraft(order.number, order.version, answer)


@action("sales_order.update")
async def discard_draft(actor: Actor, number: str, *, version: int) -> None:
    """Throw a draft away; its number stays given."""
    order = await one(actor, SalesOrder, "update", number=number)
    _check_is_draft(order)
    state = after(TRANSITIONS, order.state, "discard")
    now = clock.now()
    await change(actor, order, "update", version, state=state, ended_at=now, updated_at=now)
    await record(
        actor, "sales_order.discard", order, counterparty_id=order.buyer_id,
        before={"state": OrderState.DRAFT}, after={"state": state},
    )  # fmt: skip


_SHIP = (
    *both("ship_label", "ship_recipient", "ship_line", "ship_city", "ship_region"), "ship_phone",
    "ship_postcode", "ship_country", "ship_address_id",
)  # fmt: skip


async def _new_draft(actor: Actor, buyer_number: str) -> SalesOrder:
    if not actor.is_staff:
        buyer_number = actor.counterparty_number
    who = await buyer(actor, number=buyer_number, permission="sales_order.create")
    check_buyer(is_suspended=who.is_suspended, buys=who.buys)
    addresses = await ship_addresses(actor, who.id)
    now = clock.now()
    order = await SalesOrder.create(
        number=await next_number("SO", clock.today().year),
        buyer_id=who.id,
        state=OrderState.DRAFT,
        currency=who.currency,
        is_ours=actor.is_staff,
        created_by_id=actor.user_id or None,
        placed_at=now,
        created_at=now,
        updated_at=now,
        **(_copied(addresses[0]) if addresses else {"ship_country": who.country}),
    )
    await index_order(order, who)
    return order


def _check_is_draft(order: SalesOrder) -> None:
    if order.state != OrderState.DRAFT:
        raise Refusal(say("This order is no draft any more."))


def _header(
    actor: Actor, order: SalesOrder, reference: str, wished_on: date | None, note: str
) -> dict[str, Any]:
    reference, note = reference.strip(), note.strip()
    if len(reference) > REFERENCE_LENGTH:
        raise Refusal(
            say("Use at most {count} characters.", count=REFERENCE_LENGTH), "buyer_reference"
        )
    if len(note) > NOTE_LENGTH:
        raise Refusal(say("Use at most {count} characters.", count=NOTE_LENGTH), "note")
    if wished_on and wished_on < clock.today(actor.zone) and wished_on != order.wished_on:
        raise Refusal(say("This day is in the past."), "wished_on")
    return {"buyer_reference": reference, "wished_on": wished_on, "note": note}


async def _ship_to(
    actor: Actor, order: SalesOrder, public_id: str | None, other: ShipTo | None
) -> dict[str, Any]:
    if other is not None:
        if not other.line.strip():
            raise Refusal(say("Enter the street address."), "other_line")
        return _copied(other)
    if not public_id:
        return {}
    for known in await ship_addresses(actor, order.buyer_id):
        if known.public_id == public_id:
            return _copied(known)
    # Missing or somebody else's: the same sentence, so that nobody learns which.
    raise Refusal(say("We do not know this address. Choose one from the list."), "address")


def _copied(place: ShipTo) -> dict[str, Any]:
    return {
        "ship_label_other": place.label_other[:120],
        "ship_recipient_other": place.recipient_other[:120],
        "ship_line_other": place.line_other[:300],
        "ship_city_other": place.city_other[:80],
        "ship_region_other": place.region_other[:80],
        "ship_label": place.label[:120],
        "ship_recipient": place.recipient[:120],
        "ship_phone": place.phone[:60],
        "ship_line": place.line[:300],
        "ship_city": place.city[:80],
        "ship_region": place.region[:80],
        "ship_postcode": place.postcode[:20],
        "ship_country": place.country[:2] or "CN",
        "ship_address_id": place.id,
    }


def _country(order: SalesOrder, header: dict[str, Any]) -> str:
    return str(header.get("ship_country") or order.ship_country)


def draft_figures(answer: Quote) -> dict[str, Any]:
    """Return the columns of the order that follow from its lines."""
    names_zh = [line.offer.name_zh or line.offer.name_en for line in answer.good if line.offer]
    names_en = [line.offer.name_en or line.offer.name_zh for line in answer.good if line.offer]
    return {
        "net": answer.net,
        "tax": answer.tax,
        "total": answer.total,
        "line_count": len(answer.good),
        "summary_zh": names_zh[0] if names_zh else "",
        "summary_en": names_en[0] if names_en else "",
    }


async def write_lines(order: SalesOrder, answer: Quote) -> None:
    """Replace the stored lines by the good ones; only a submitted order holds stock."""
    await SalesOrderLine.filter(order_id=order.id).delete()
    rows = [_row(order, position, line) for position, line in enumerate(answer.good, start=1)]
    if rows:
        await SalesOrderLine.bulk_create(rows)


def _row(order: SalesOrder, position: int, line: QuotedLine) -> SalesOrderLine:
    offer = line.offer
    if offer is None:
        raise ValueError("only good lines are stored")
    return SalesOrderLine(
        order_id=order.id,
        position=position,
        product_id=offer.product_id,
        sku=offer.sku,
        name_zh=offer.name_zh,
        name_en=offer.name_en,
        unit=offer.unit,
        quantity=line.quantity,
        price=line.price,
        per=line.per,
        net=line.net,
        tax_rate=line.tax_rate,
        tax=line.tax,
        reserved=0 if order.state == OrderState.DRAFT else line.in_stock,
        backordered=line.backordered,
        expected_on=line.expected_on,
    )
