"""Deliveries for both faces: lists, one with all that hangs on it, found by what was scanned."""

import re
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database import fulltext
from shared.database.compound import Question, ask, capped_counts
from shared.database.keyset import page_of
from shared.files.queries import FileRow, attachments_under
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both
from shared.kernel.wording import say
from shared.purchasing.models.deliveries import (
    Delivery,
    DeliveryLine,
    Discrepancy,
    Receipt,
    ReceiptLine,
)
from shared.purchasing.queries.differences import differences_of, with_threads
from shared.purchasing.rules.deliveries import (
    ON_THE_WAY,
    RECEIVABLE,
    TRANSITIONS,
    DeliveryState,
    DiscrepancyState,
    Inspection,
)

COLUMNS = (
    "number", "state", "supplier_reference", "carrier", "tracking_number", "packages",
    "expected_on", "line_count", "summary_zh", "summary_en", "placed_at", "arrived_at",
    "received_at", "supplier__number", "supplier__name_zh", "supplier__name_en",
)  # fmt: skip
_HEADER = (
    "id", "note", "deliver_to", "sent_at", "departed_at", "ended_at", "reason", "version",
    "supplier_id", *both("created_by__name"), *COLUMNS,
)  # fmt: skip
_LINE = (
    "id", "position", "quantity", "batch", "received", "line_id", "line__position", "line__sku",
    "line__supplier_code", "line__name_zh", "line__name_en", "line__unit", "line__promised_on",
    "line__order__number",
)  # fmt: skip
_RECEIPT = (
    "id", "counted", "accepted", "refused", "inspection", "finding", "version",
    "delivery_line__position", "line__sku", "line__name_zh", "line__name_en", "line__unit",
    "receipt_id", "receipt__number", "receipt__received_at", "receipt__note",
    *both("receipt__received_by__name"),
)  # fmt: skip
TABS = ("coming", "arrived", "discrepancy", "done", "all")
_CODE = re.compile(r"DN-\d{4}-\d{4,9}", re.IGNORECASE)
LONGEST_REFERENCE = 60
"""Letters of a supplier's own number of a delivery; what is longer was not scanned from one."""

_DONE = (DeliveryState.RECEIVED, DeliveryState.CLOSED, DeliveryState.CANCELLED)


@dataclass(frozen=True)
class DeliveryFilter:
    """What a reader of the list asks for; `supplier` is a counterparty's number."""

    tab: str = "coming"
    q: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class DeliveryDetail:
    """One delivery as a page needs it; rows are dicts, `can` the verbs that are possible now.

    `receipts` are lists of receipt lines by receipt, newest first, each line with the `photos` of
    its receipt; each difference has its `messages`, each of those its `files`, and `earlier`, the
    cursor of the part of its thread before them.
    """

    delivery: dict[str, Any]
    lines: list[dict[str, Any]]
    receipts: list[list[dict[str, Any]]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    can: frozenset[str] = frozenset()


async def deliveries(
    actor: Actor, asked: DeliveryFilter, request: PageRequest
) -> Slice[dict[str, Any]]:
    """Return one page of deliveries, dicts of COLUMNS plus `is_late`. One statement.

    What is coming by the day it is expected, everything else newest first.
    """
    sort = "expected_on" if asked.tab == "coming" else "-placed_at"
    page = await page_of(_asked(actor, asked), request, COLUMNS, sort=sort)
    return Slice([marked(actor, row) for row in page.rows], page.newer, page.older)


async def delivery_counts(actor: Actor, asked: DeliveryFilter) -> dict[str, int]:
    """Return how many deliveries the tabs that somebody works through hold, in one statement."""
    return await capped_counts(
        {tab: _asked(actor, DeliveryFilter(tab, asked.q, asked.supplier))
         for tab in ("coming", "arrived", "discrepancy")}
    )  # fmt: skip


def deliveries_waiting(actor: Actor) -> QuerySet[Delivery]:
    """Return the deliveries that wait for this actor, as rows still to be counted.

    For suppliers those with a difference to answer, for those who receive what has arrived.
    """
    if actor.is_staff:
        return scope(actor, Delivery).filter(
            state__in=(DeliveryState.ARRIVED, DeliveryState.DISCREPANCY)
        )
    return scope(actor, Delivery).filter(discrepancies__state=DiscrepancyState.OPEN).distinct()


def differences_open(actor: Actor, limit: int) -> Question[list[dict[str, Any]]]:
    """Ask for the differences that wait for the supplier's answer, the oldest first."""
    rows = scope(actor, Discrepancy, "answer").filter(state=DiscrepancyState.OPEN)
    # One without a delivery has no page of its own.
    placed = rows.filter(~Q(delivery=None)).order_by("opened_at", "id").limit(limit)
    names = ("number", "kind", "delivery__number", "line__name_zh", "line__name_en")
    return Question({"rows": placed.values(*names)}, lambda rows: rows)


async def delivery_detail(
    actor: Actor, number: str, *, of: str = "", before: str = ""
) -> DeliveryDetail:
    """Return one delivery in the actor's scope with all that hangs on it; NotFound otherwise.

    Of each difference the newest part of its thread, of the one named `of` the part before a
    cursor. Three statements at most, however many lines there are.
    """
    delivery, lines = await _whole(actor, number)
    asked = await ask(
        receipts=_receipts(actor, delivery["id"]), differences=differences_of(actor, delivery["id"]),
        photos=_photos(actor, delivery["id"]),
    )  # fmt: skip
    receipts = asked["receipts"]
    for row in (line for lot in receipts for line in lot):
        row["photos"] = asked["photos"].get(row["receipt_id"], [])
    differences = await with_threads(actor, asked["differences"], of, before)
    return DeliveryDetail(
        delivery, lines, receipts, differences, _can(actor, delivery, receipts, differences)
    )


async def delivery_row(actor: Actor, number: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return (delivery, lines) without what was received; one statement, NotFound otherwise."""
    return await _whole(actor, number)


async def must_differ(actor: Actor, number: str, difference: str) -> None:
    """Raise NotFound unless `difference` belongs to the delivery `number`, both within reach."""
    await one(actor, Discrepancy, number=difference, delivery__number=number)


async def find_delivery(actor: Actor, code: str) -> str:
    """Return the number of the delivery that was scanned or typed.

    A code may hold the number anywhere (the label's address does), else it is a tracking number or
    the supplier's own. Refusal when nothing fits.
    """
    named = _CODE.search(code)
    rows = scope(actor, Delivery)
    if named:
        rows = rows.filter(number=named[0].upper())
    else:
        code = code.strip()[:80]
        by_tracking = await rows.filter(tracking_number=code).order_by("-id").first()
        if code and by_tracking:
            return by_tracking.number
        is_reference = 0 < len(code) <= LONGEST_REFERENCE
        rows = rows.filter(supplier_reference=code) if is_reference else rows.filter(id=0)
    found = await rows.order_by("-id").first()
    if found is None:
        raise Refusal(say("No delivery has this number. Check what was scanned."), "code")
    return found.number


def _asked(actor: Actor, asked: DeliveryFilter) -> QuerySet[Delivery]:
    rows = scope(actor, Delivery)
    match asked.tab:
        case "coming":
            rows = rows.filter(state__in=ON_THE_WAY, expected_on__isnull=False)
        case "arrived" | "discrepancy":
            rows = rows.filter(state=asked.tab)
        case "done":
            rows = rows.filter(state__in=_DONE)
    if asked.supplier:
        rows = rows.filter(supplier__number=asked.supplier)
    if asked.q.strip():
        words = fulltext.ids_matching("delivery", asked.q)
        rows = rows.filter(id__in=words) if words is not None else rows.filter(id=0)
    return rows


def marked(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    """Add whether a delivery should be here already."""
    due = row["expected_on"]
    is_late = bool(row["state"] in ON_THE_WAY and due and due < clock.today(actor.zone))
    return {**row, "is_late": is_late}


async def _whole(actor: Actor, number: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    columns = [f"delivery__{name}" for name in _HEADER]
    rows = await scope(actor, DeliveryLine).filter(delivery__number=number)\
        .order_by("position").values(*columns, *_LINE)  # fmt: skip
    if not rows:
        raise NotFound
    header = {name: rows[0][f"delivery__{name}"] for name in _HEADER}
    lines = [{name.removeprefix("line__"): row[name] for name in _LINE if name != "line__position"}
             | {"order_position": row["line__position"]} for row in rows]  # fmt: skip
    return marked(actor, header), lines


def _receipts(actor: Actor, delivery_id: int) -> Question[list[list[dict[str, Any]]]]:
    if not actor.may("receipt.read"):
        return Question({}, list)
    rows = scope(actor, ReceiptLine).filter(receipt__delivery_id=delivery_id)\
        .order_by("-receipt_id", "id").values(*_RECEIPT)  # fmt: skip
    return Question({"rows": rows}, _by_receipt)


def _photos(actor: Actor, delivery_id: int) -> Question[dict[int, list[FileRow]]]:
    if not actor.may("receipt.read"):
        return Question({}, dict)
    receipts = scope(actor, Receipt).filter(delivery_id=delivery_id)
    return attachments_under(actor, "receipt", receipts)


def _by_receipt(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["receipt__number"], []).append(row)
    return list(found.values())


def _can(
    actor: Actor, delivery: dict[str, Any], receipts: list[list[dict[str, Any]]],
    differences: list[dict[str, Any]],
) -> frozenset[str]:  # fmt: skip
    state = delivery["state"]
    pending = any(row["inspection"] == Inspection.PENDING for lot in receipts for row in lot)
    waits = any(one["is_open"] for one in differences)
    possible = {
        "depart": (state, "depart") in TRANSITIONS,
        "cancel": (state, "cancel") in TRANSITIONS,
        "update": state in ON_THE_WAY,
        "arrive": (state, "arrive") in TRANSITIONS,
    }
    can = {verb for verb, there in possible.items() if there and actor.may(f"delivery.{verb}")}
    if pending and actor.may("receipt.inspect"):
        can.add("inspect")
    if state in RECEIVABLE and actor.may("receipt.create"):
        can.add("receive")
    for verb in ("answer", "message", "settle", "withdraw"):
        if differences and (waits or verb == "message") and actor.may(f"discrepancy.{verb}"):
            can.add(verb)
    return frozenset(can)
