"""Reading one order whole: header, lines, shipments, credit, timeline, journal.

Three statements at most (order, lines with what was shipped of them, journal), whatever it holds.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Subquery

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, ask
from shared.journal.queries import Deed, deeds_about
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.state import may
from shared.kernel.two_languages import both, form_of
from shared.kernel.wording import Message
from shared.orders import rules
from shared.orders.deciding import no_approval
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.quoting import Credit, credit, typed_lines
from shared.orders.rules import TRANSITIONS, Fulfilment, OrderState

_ORDER = (
    "id", "number", "state", "fulfilment", "currency", "net", "tax", "total", "credit_taken",
    "line_count", "buyer_reference", "external_source", "external_key", "wished_on",
    "promised_on", "note", *both("ship_label", "ship_recipient", "ship_line"), "ship_phone",
    *both("ship_city", "ship_region"), "ship_postcode", "ship_country", "ship_address__public_id",
    "needs_approval_for", "reason", "cancellation_reason", "cancellation_asked_at", "placed_at",
    "submitted_at", "decided_at", "delivered_at", "paid_at", "ended_at", "created_at",
    "updated_at", "typed_lines", "version", "created_by_id", "submitted_by_id",
    *both("created_by__name", "submitted_by__name", "decided_by__name"), "buyer_id",
    "buyer__number", "buyer__name_zh", "buyer__name_en", "buyer__currency", "buyer__payment_days",
    "buyer__phone", *both("buyer__city", "buyer__region"), "buyer__country", "buyer__tax_number",
)  # fmt: skip
# Through whom the buyer bought: for us to know.
_CHANNEL = ("distributor__number", "distributor__name_zh", "distributor__name_en")
_LINE = (
    "id", "position", "sku", "name_zh", "name_en", "unit", "quantity", "price", "per", "discount",
    "net", "tax_rate", "tax", "reserved", "backordered", "shipped", "expected_on", "promised_on",
    "announced_on", "product_id", "product__is_active",
)  # fmt: skip
_SHIPMENT = (
    "number", "carrier", "tracking_number", "shipped_at", "expected_on", "delivered_at", "version",
)  # fmt: skip
_PARTS = ("parts__quantity", *(f"parts__shipment__{name}" for name in _SHIPMENT))
_NAMES = ("position", "sku", "name_zh", "name_en", "unit")


@dataclass(frozen=True)
class Event:
    """One point of the timeline that both sides may see.

    `kind`: started, submitted, awaiting_approval, approved, confirmed, rejected, on_hold,
    cancellation_asked, shipped, delivered, paid, closed, cancelled. `by` is a person's name or
    empty, `number` a shipment's, `text` a reason.
    """

    kind: str
    at: datetime
    by: str = ""
    number: str = ""
    text: str = ""


@dataclass(frozen=True)
class ShipmentDetail:
    """One shipment with what went with it: dicts of sku, names, unit, position, quantity."""

    number: str
    carrier: str
    tracking_number: str
    shipped_at: datetime
    expected_on: date | None
    delivered_at: datetime | None
    version: int
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class OrderDetail:
    """One order as a page needs it.

    `order` is a dict of the row with `buyer__…` and people's names; `lines` are dicts with `open`
    (ordered minus shipped) and `late`; `can` holds the verbs that policy and state allow now:
    edit, submit, discard, approve, reject, confirm, cancel, request_cancellation,
    decide_cancellation, hold, release, ship, deliver, receive, close, pay, reorder.
    `credit` is None for those who may not see it, `journal` is empty outside. `no_approval` says
    why somebody who approves orders has to leave this one to another.
    """

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    shipments: list[ShipmentDetail]
    timeline: list[Event]
    journal: list[Deed]
    credit: Credit | None
    can: frozenset[str]
    is_late: bool
    no_approval: Message | None = None


async def order_detail(actor: Actor, number: str, *, journal: bool = True) -> OrderDetail:
    """Return one order in the actor's scope with all that hangs on it; NotFound otherwise.

    A paper goes without the `journal`.
    """
    order, limit = await _order(actor, number)
    today = clock.today(actor.zone)
    late = rules.is_late(order["state"], order["fulfilment"], order["promised_on"], today)
    rows = await _lines(actor, order["id"])
    shipments = _shipments(rows)
    sees_journal = journal and actor.may("journal_entry.read")
    return OrderDetail(
        order=order,
        lines=[
            _line(row, today, is_late=late) for row in {row["id"]: row for row in rows}.values()
        ],
        shipments=shipments,
        timeline=_timeline(actor.locale, order, shipments),
        journal=await deeds_about(actor, "sales_order", number) if sees_journal else [],
        credit=limit,
        can=_possible(actor, order, shipments),
        is_late=late,
        no_approval=no_approval(actor, order),
    )


async def editing(actor: Actor, number: str) -> dict[str, Any]:
    """Return a draft for its form: the order's row, `typed` (list of TypedLine) and `credit`.

    `credit` is None for those who may not see it. One statement. Raises NotFound outside the
    scope; an order that is no draft any more has another `state`, and the page sends the reader
    to it.
    """
    order, limit = await _order(actor, number)
    return {**order, "typed": typed_lines(order["typed_lines"]), "credit": limit}


async def _order(actor: Actor, number: str) -> tuple[dict[str, Any], Credit | None]:
    rows = scope(actor, SalesOrder).filter(number=number).limit(1)
    found = await ask(
        order=Question({"rows": rows.values(*_ORDER, *(_CHANNEL if actor.is_staff else ()))}, _one),
        credit=credit(actor, Subquery(rows.values("buyer_id"))),
    )
    order, limit = found["order"], found["credit"]
    return order, limit and limit.for_orders_in(order["currency"])


def _one(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        raise NotFound
    return rows[0]


async def _lines(actor: Actor, order_id: int) -> list[dict[str, Any]]:
    """Return a row for each part shipped of each line, one for a line of which nothing left."""
    rows = scope(actor, SalesOrderLine).filter(order_id=order_id).order_by("position")
    return list(await rows.values(*_LINE, *_PARTS))


def _line(row: dict[str, Any], today: date, *, is_late: bool) -> dict[str, Any]:
    still_open = row["quantity"] - row["shipped"]
    due = row["promised_on"]
    return {
        **{name: row[name] for name in _LINE},
        "open": still_open,
        "late": bool(is_late and still_open and (due is None or due < today)),
    }


def _shipments(rows: list[dict[str, Any]]) -> list[ShipmentDetail]:
    found: dict[str, ShipmentDetail] = {}
    for row in rows:
        number = row["parts__shipment__number"]
        if number is None:
            continue
        values = {name: row[f"parts__shipment__{name}"] for name in _SHIPMENT}
        shipment = found.setdefault(number, ShipmentDetail(**values))
        part = {name: row[name] for name in _NAMES}
        shipment.lines.append({**part, "quantity": row["parts__quantity"]})
    return sorted(found.values(), key=lambda one: (one.shipped_at, one.number))


def _timeline(locale: str, order: dict[str, Any], shipments: list[ShipmentDetail]) -> list[Event]:
    """Return what happened, oldest first, from the dates that both sides may see."""
    state, decider = order["state"], form_of(locale, order, "decided_by__name")
    maker = form_of(locale, order, "created_by__name")
    events = [Event("started", order["created_at"], maker)]
    if order["submitted_at"]:
        kind = "awaiting_approval" if order["needs_approval_for"] else "submitted"
        sender = form_of(locale, order, "submitted_by__name")
        events.append(Event(kind, order["submitted_at"], sender))
    if order["decided_at"]:
        why = order["reason"] if state == OrderState.REJECTED else ""
        events.append(Event(_decision(order), order["decided_at"], decider, text=why))
    if order["cancellation_asked_at"]:
        events.append(Event("cancellation_asked", order["cancellation_asked_at"],
                            text=order["cancellation_reason"]))  # fmt: skip
    for shipment in shipments:
        events.append(Event("shipped", shipment.shipped_at, number=shipment.number))
        if shipment.delivered_at:
            events.append(Event("delivered", shipment.delivered_at, number=shipment.number))
    if order["paid_at"]:
        events.append(Event("paid", order["paid_at"]))
    if order["ended_at"] and state in (OrderState.CLOSED, OrderState.CANCELLED):
        events.append(Event(str(state), order["ended_at"], text=order["reason"]))
    return sorted(events, key=lambda event: event.at)


def _decision(order: dict[str, Any]) -> str:
    if order["state"] == OrderState.REJECTED:
        return "rejected"
    return "approved" if order["needs_approval_for"] else "confirmed"


_VERBS = {
    "edit": ("sales_order.update", "discard"),
    "submit": ("sales_order.submit", "submit"),
    "discard": ("sales_order.update", "discard"),
    "approve": ("sales_order.approve", "approve"),
    "reject": ("sales_order.reject", "reject"),
    "confirm": ("sales_order.confirm", "confirm"),
    "cancel": ("sales_order.cancel", "cancel"),
    "request_cancellation": ("sales_order.request_cancellation", "ask_cancellation"),
    "decide_cancellation": ("sales_order.decide_cancellation", "agree_cancellation"),
    "hold": ("sales_order.hold", "hold"),
    "release": ("sales_order.release", "release"),
    "ship": ("sales_order.ship", "ship"),
    "close": ("sales_order.close", "close"),
}


def _possible(
    actor: Actor, order: dict[str, Any], shipments: list[ShipmentDetail]
) -> frozenset[str]:
    """Return the verbs worth a button; the actions decide again."""
    state, fulfilment = OrderState(order["state"]), order["fulfilment"]
    can = {
        verb
        for verb, (permission, step) in _VERBS.items()
        if actor.may(permission) and may(TRANSITIONS, state, step)
    }
    asked = order["cancellation_asked_at"] is not None
    can -= {"request_cancellation"} if asked or fulfilment != Fulfilment.OPEN else set()
    can -= set() if asked else {"decide_cancellation"}
    can -= set() if fulfilment in (Fulfilment.OPEN, Fulfilment.PART_SHIPPED) else {"ship"}
    if any(shipment.delivered_at is None for shipment in shipments):
        can |= {"deliver"} if actor.may("shipment.update") else set()
        can |= {"receive"} if actor.may("shipment.confirm_receipt") else set()
    if order["paid_at"] is None and state in (
        OrderState.CONFIRMED, OrderState.ON_HOLD, OrderState.CLOSED
    ) and actor.may("sales_order.record_payment"):  # fmt: skip
        can.add("pay")
    if state != OrderState.DRAFT and actor.may("sales_order.create"):
        can.add("reorder")
    return frozenset(can)
