"""Reading one purchase order whole, as each side may see it."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, ask
from shared.database.lookups import distinct_beside
from shared.files.queries import FileRow, attachments_of, attachments_under
from shared.journal.queries import Deed, deeds_about
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.two_languages import both, signed
from shared.orders.rules import is_hurt
from shared.purchasing.models.orders import (
    PurchaseDemand,
    PurchaseDraft,
    PurchaseLine,
    PurchaseOrder,
)
from shared.purchasing.pricing import TypedLine, typed_lines
from shared.purchasing.queries.said import Said, said_about
from shared.purchasing.rules.lines import ENDED, ON_THE_TABLE, PURCHASINGS_TURN, SUPPLIERS_TURN
from shared.purchasing.rules.orders import OrderStage

_ORDER = (
    "id", "number", "stage", "status", "revision", "currency", "net", "tax", "total",
    "line_count", "to_answer", "to_decide", "due_on", "promised_on", "needed_on", "deliver_to",
    "note", "answer_by", "reminded_at", "answered_at", "sent_at", "cancellation_reason",
    "cancellation_asked_at", "placed_at", "ended_at", "version", "buyer_id", *both("buyer__name"),
    "rfq__number",
    "buyer__email", "supplier_id", "supplier__number", "supplier__name_zh",
    "supplier__name_en", "supplier__tax_number", "supplier__phone",
    *both("supplier__city", "supplier__region"), "supplier__country",
)  # fmt: skip
_LINE = (
    "id", "position", "sku", "supplier_code", "name_zh", "name_en", "unit", "quantity", "price",
    "per", "net", "tax_rate", "tax", "tolerance", "needed_on", "state", "fulfilment", "round",
    "agreed_round", "promised_on", "first_promised_on", "offered_on", "reason", "reason_code",
    "cancellation_asked_at",
    "confirmed_at", "shipped", "received", "refused", "changed_in", "version",
)  # fmt: skip

_PROMISE = tuple(
    f"promises__{name}"
    for name in (
        "round", "quantity", "promised_on", "side", "asked_by", "reason", "reason_code", *signed("said_by"),
        "said_at", "agreed_at",
    )
)  # fmt: skip
_REVISION = tuple(
    f"revisions__{name}"
    for name in ("revision", "total", "reason", "lines", "sent_by_name", "sent_at")
)
_DRAFT = tuple(
    f"draft__{name}"
    for name in (
        "id", "typed_lines", "reason", "answer_by", "approved_total", "approval_asked_at", "asked_total",
        "created_by_id", "asked_by_id", *both("asked_by__name"), "decision_reason", "version",
    )
)  # fmt: skip
HITS = distinct_beside(
    "purchase_demand", of="purchase_line", by="line_id", through="sales_order_line",
    via="sales_line_id", column="order_id",
)  # fmt: skip


@dataclass(frozen=True)
class OrderDetail:
    """One order as a page needs it.

    `lines` are dicts of the row with `lots` (what is on the table), `promises` (everything ever
    said), `hits` (how many customer orders wait for it) and `was` (the version before, where it
    changed). `drawings` are the files the supplier has, `waiting` those that go with the next
    sending; every message has its `files`. `draft` is for staff alone. `can` holds the verbs that
    policy and state allow.
    """

    order: dict[str, Any]
    lines: list[dict[str, Any]]
    said: Said
    revisions: list[dict[str, Any]]
    can: frozenset[str]
    draft: dict[str, Any] | None = None
    drawings: list[FileRow] = field(default_factory=list)
    waiting: list[FileRow] = field(default_factory=list)
    journal: list[Deed] = field(default_factory=list)

    @property
    def to_answer(self) -> list[dict[str, Any]]:
        """The lines that wait for the supplier."""
        return [line for line in self.lines if line["state"] in SUPPLIERS_TURN]

    @property
    def to_decide(self) -> list[dict[str, Any]]:
        """The lines that wait for purchasing."""
        return [line for line in self.lines if line["state"] in PURCHASINGS_TURN]


async def order_detail(
    actor: Actor, number: str, *, before: str = "", journal: bool = True
) -> OrderDetail:
    """Return one order in the actor's scope with all that hangs on it; NotFound otherwise.

    Of a long thread the newest part, or the part before the cursor `before`.

    Two statements (header with its versions, lines with their promises beside messages) and the
    `journal` for staff, which a paper goes without, however many lines there are.
    """
    order, draft, revisions = await _header(actor, number)
    of, own = order["id"], draft["id"] if draft else 0
    found = await ask(
        lines=_lines(actor, order),
        said=said_about(actor, of, before),
        drawings=attachments_of(actor, "purchase_order", [of]),
        waiting=attachments_of(actor, "purchase_draft", [own]),
    )
    lines = _furnished(found["lines"], order, revisions, clock.today(actor.zone))
    return OrderDetail(
        order, lines, found["said"], revisions, _can(actor, order, lines, draft), draft,
        found["drawings"].get(of, []), found["waiting"].get(own, []),
        await deeds_about(actor, "purchase_order", number)
        if journal and actor.is_staff and actor.may("journal_entry.read") else [],
    )  # fmt: skip


async def order_row(actor: Actor, number: str) -> dict[str, Any]:
    """Return the header of one order in the actor's scope; NotFound otherwise."""
    rows = await scope(actor, PurchaseOrder).filter(number=number).values(*_ORDER)
    if not rows:
        raise NotFound
    return dict(rows[0])


async def line_detail(
    actor: Actor, number: str, position: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (order, line) for the page of one line; NotFound otherwise. Two statements."""
    order = await order_row(actor, number)
    rows = await _lines(actor, order, position)
    if not rows:
        raise NotFound
    return order, _furnished(rows, order, [], clock.today(actor.zone))[0]


async def customers_waiting(actor: Actor, line: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the customer orders that wait for a line, for those who may know: number and buyer.

    `day` is what would come of the line (offered or promised), `is_hurt` whether the buyer was
    promised an earlier one.
    """
    if not actor.may("purchase_demand.read"):
        return []
    rows = scope(actor, PurchaseDemand).filter(line_id=line["id"]).order_by("id").limit(50)
    day = line["offered_on"] if line["state"] in ON_THE_TABLE else line["promised_on"]
    found = await rows.values(
        "quantity", "sales_line__order__number", "sales_line__order__buyer__name_zh",
        "sales_line__order__buyer__name_en", "sales_line__promised_on",
    )  # fmt: skip
    return [
        {**row, "day": day, "is_hurt": day is not None and is_hurt(row["sales_line__promised_on"], day)}
        for row in found
    ]  # fmt: skip


async def editing(actor: Actor, number: str) -> dict[str, Any]:
    """Return what purchasing is writing about an order: header, draft, lines as typed, drawings.

    One statement.
    """
    drafts = scope(actor, PurchaseDraft).filter(order__number=number)
    found = await ask(
        header=_header(actor, number), waiting=attachments_under(actor, "purchase_draft", drafts)
    )
    order, draft, _ = found["header"]
    if draft is None:
        raise NotFound
    waiting = found["waiting"].get(draft["id"], [])
    return {**order, "draft": draft, "typed": draft["lines"], "waiting": waiting}


_Header = tuple[dict[str, Any], dict[str, Any] | None, list[dict[str, Any]]]


def _header(actor: Actor, number: str) -> Question[_Header]:
    """Ask for the order, what is being written about it (staff alone), its versions."""
    sees_draft = actor.is_staff and actor.may("purchase_draft.read")
    columns = [*_ORDER, *_REVISION, *(_DRAFT if sees_draft else ())]
    rows = scope(actor, PurchaseOrder).filter(number=number)\
        .order_by("-revisions__revision").values(*columns)  # fmt: skip
    return Question({"rows": rows}, _read_header)


def _read_header(rows: list[dict[str, Any]]) -> _Header:
    if not rows:
        raise NotFound
    order = {name: rows[0][name] for name in _ORDER}
    revisions = [_short(row, "revisions__") for row in rows if row["revisions__revision"]]
    for one in revisions:
        one["lines"] = {line["position"]: line for line in json.loads(one["lines"])}
    if rows[0].get("draft__version") is None:
        return order, None, revisions
    draft = _short(rows[0], "draft__")
    lines: list[TypedLine] = typed_lines(draft["typed_lines"])
    return order, {**draft, "lines": lines, "is_open": bool(lines)}, revisions


def _short(row: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)
    }


def _lines(
    actor: Actor, order: dict[str, Any], position: int | None = None
) -> Question[list[dict[str, Any]]]:
    """Return the lines of an order with their promises and how many customer orders wait for each.

    The demand is not for suppliers: only its count leaves this room.
    """
    wanted = scope(actor, PurchaseLine).filter(order_id=order["id"])
    if position is not None:
        wanted = wanted.filter(position=position)
    rows = wanted.annotate(hits=HITS).order_by("position", "promises__id")
    return Question({"rows": rows.values("hits", *_LINE, *_PROMISE)}, _with_promises)


def _with_promises(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(
            row["id"], {**{name: row[name] for name in _LINE}, "hits": row["hits"], "promises": []}
        )
        if row["promises__round"] is not None:
            line["promises"].append(_short(row, "promises__"))
    return list(found.values())


def _furnished(
    lines: list[dict[str, Any]], order: dict[str, Any], revisions: list[dict[str, Any]],
    today: date,
) -> list[dict[str, Any]]:  # fmt: skip
    """Give each line what is on the table and what it was in the version before."""
    before = revisions[1]["lines"] if len(revisions) > 1 else {}
    for line in lines:
        changed = line["changed_in"] == order["revision"] and order["revision"] > 1
        line |= {
            "lots": [one for one in line["promises"] if one["round"] == line["round"]],
            "was": before.get(line["position"]) if changed else None,
            "is_new": changed and line["position"] not in before,
            "is_late": _is_late(line, today),
        }
    return lines


def _is_late(line: dict[str, Any], today: date) -> bool:
    day = line["promised_on"] or line["needed_on"]
    return line["state"] not in ENDED and line["fulfilment"] != "received" and day < today


def _can(
    actor: Actor, order: dict[str, Any], lines: list[dict[str, Any]], draft: dict[str, Any] | None
) -> frozenset[str]:
    sent = order["stage"] == OrderStage.SENT
    asked = bool(draft and draft["approval_asked_at"])
    is_open = any(line["state"] not in ENDED for line in lines)
    authors = (draft["created_by_id"], draft["asked_by_id"], order["buyer_id"]) if draft else ()
    waits = any(line["state"] in SUPPLIERS_TURN for line in lines)
    possible = {
        "draw": order["stage"] != OrderStage.CANCELLED and not asked,
        "edit": (not sent or bool(draft and draft["is_open"]))
        and not asked and order["stage"] != OrderStage.CANCELLED,
        "revise": sent and is_open and not asked,
        "take_back": asked, "approve": asked and actor.user_id not in authors,
        "return": asked, "cancel": sent and is_open, "remind": sent and waits,
        "decide": sent and any(line["state"] in PURCHASINGS_TURN for line in lines),
        "answer": sent and is_open, "message": sent,
        "decide_cancellation": any(line["cancellation_asked_at"] for line in lines),
    }  # fmt: skip
    return frozenset(
        verb for verb, holds in possible.items()
        if holds and actor.may(f"purchase_order.{_VERBS.get(verb, verb)}")
    )  # fmt: skip


_VERBS = {
    "draw": "update", "edit": "update", "revise": "update", "take_back": "send",
    "return": "approve",
}  # fmt: skip
