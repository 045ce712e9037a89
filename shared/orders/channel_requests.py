"""Reading order requests: the list of either side and of ours, one request, what accepting it means.

Quantities are scaled by 10⁴, moments are UTC. Prices are asked for the end customer's own people, or
for us, and never for its distributor.
"""

from dataclasses import dataclass, replace
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import narrower, scope
from shared.counterparties.buyers import ShipTo, buyer, ship_to
from shared.counterparties.channel import sold_through
from shared.database.compound import Question, ask, capped_counts
from shared.database.keyset import page_of
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.quantity import to_text
from shared.kernel.two_languages import both
from shared.orders.channel_models import ChannelOrder, ChannelRequest, ChannelRequestLine
from shared.orders.checking import Quote, TypedLine
from shared.orders.models import SalesOrder
from shared.orders.quoting import Credit, credit, quote
from shared.orders.request_rules import RequestState

TABS = ("all", "draft", "submitted", "accepted", "ended")
COLUMNS = (
    "id", "number", "state", "distributor_id", "customer_id", "distributor_zh", "distributor_en",
    "name_zh", "name_en", *both("city"), "line_count", "summary_zh", "summary_en",
    "buyer_reference", "wished_on", "submitted_at", "decided_at", "created_at", "version",
)  # fmt: skip
_LINE = ("position", "sku", "name_zh", "name_en", "unit", "quantity")
_SEARCHED = (
    "number", "name_zh", "name_en", "distributor_zh", "distributor_en", "summary_zh", "summary_en",
    "buyer_reference",
)  # fmt: skip
_ENDED = (RequestState.DECLINED, RequestState.CANCELLED)
MOST_CUSTOMERS = 500
Row = dict[str, Any]


@dataclass(frozen=True)
class RequestFilter:
    """What a reader of the list asks for: one of TABS, a part of a number, name, product, reference."""

    tab: str = "all"
    q: str = ""


@dataclass(frozen=True)
class RequestDetail:
    """One request: a dict of COLUMNS with `note`, `reason` and `is_ours` (our organisation asks).

    `order` is the number under which the reader finds what became of it: the order, or its copy for
    the distributor (`is_copy`). `can` holds the verbs that its state and her rights allow.
    """

    row: Row
    lines: list[Row]
    order: str
    is_copy: bool
    can: frozenset[str]


@dataclass(frozen=True)
class Acceptance:
    """What accepting means today: prices, where the goods may go, what is left of the credit."""

    quote: Quote
    addresses: list[ShipTo]
    credit: Credit | None


async def requests(actor: Actor, asked: RequestFilter, request: PageRequest) -> Slice[Row]:
    """Return one page of the requests, newest first, as dicts of COLUMNS plus `is_ours`. One statement."""
    page = await page_of(_asked(actor, asked), request, COLUMNS[1:], sort="-created_at")
    return Slice([_marked(actor, row) for row in page.rows], page.newer, page.older)


async def tab_counts(actor: Actor, asked: RequestFilter) -> dict[str, int]:
    """Return how many requests each tab but "all" and "ended" shows. One statement."""
    counted = [tab for tab in TABS if tab not in ("all", "ended")]
    return await capped_counts({tab: _asked(actor, replace(asked, tab=tab)) for tab in counted})


async def request_page(actor: Actor, number: str) -> RequestDetail:
    """Return one request with its lines. One statement. Raises NotFound outside the scope."""
    rows = scope(actor, ChannelRequest).filter(number=number).limit(1)
    within = {verb: narrower(actor, ChannelRequest, verb) for verb in _verbs(actor)}
    asked = {
        verb: Question({"rows": some.filter(number=number).values("id")}, _rows)
        for verb, some in within.items()
        if some is not None
    }
    found = await ask(**_parts(actor, rows), **asked)
    if not found["row"]:
        raise NotFound
    row = _marked(actor, found["row"][0])
    can = {verb for verb, some in within.items() if some is None or found[verb]}
    own, copy = found.get("order"), found.get("copy")
    told = own or copy or [{"number": ""}]
    return RequestDetail(row, found["lines"], told[0]["number"], not own, _possible(can, row))


def _parts(actor: Actor, rows: QuerySet[ChannelRequest]) -> dict[str, Question[list[Row]]]:
    """Ask for a request, its lines, and its order or the copy of it as far as the actor reads them."""
    lines = scope(actor, ChannelRequestLine).filter(request_id__in=Subquery(rows.values("id")))
    made = Subquery(rows.values("order_id"))
    parts: dict[str, Question[list[Row]]] = {
        "row": Question({"rows": rows.values(*COLUMNS, "note", "reason")}, _rows),
        "lines": Question({"rows": lines.order_by("position").values(*_LINE)}, _rows),
    }
    if actor.may("sales_order.read"):
        orders = scope(actor, SalesOrder).filter(id__in=made)
        parts["order"] = Question({"rows": orders.values("number")}, _rows)
    if actor.may("channel_order.read"):
        copies = scope(actor, ChannelOrder).filter(order_id__in=made)
        parts["copy"] = Question({"rows": copies.values("number")}, _rows)
    return parts


def to_answer(actor: Actor, limit: int | None = None) -> Question[list[Row]]:
    """Ask for the requests that wait for the actor's answer, the longest wait first."""
    rows = waiting(actor).order_by("submitted_at", "id")
    return Question({"rows": rows.limit(limit or 50).values(*COLUMNS)}, _rows)


def waiting(actor: Actor) -> QuerySet[ChannelRequest]:
    """Return what `to_answer` lists, as rows still to be counted."""
    return scope(actor, ChannelRequest, "accept").filter(state=RequestState.SUBMITTED)


async def customers(actor: Actor) -> list[Row]:
    """Return for whom a distributor may ask: `id`, name_zh, name_en and city of its end customers."""
    rows = sold_through(actor).order_by("name_zh", "name_en", "id").limit(MOST_CUSTOMERS)
    return await rows.values("id", "counterparty_id", "name_zh", "name_en", *both("city"))


async def acceptance(actor: Actor, detail: RequestDetail, address: str) -> Acceptance:
    """Return what ordering it means today for the end customer.

    `address` is the public id of where the goods go, "" for the first there is: it decides the tax.
    Two statements. Raises NotFound for whoever may not read the end customer.
    """
    customer = detail.row["customer_id"]
    found = await ask(
        who=buyer(actor, buyer_id=customer), left=credit(actor, customer),
        places=ship_to(actor, customer),
    )  # fmt: skip
    addresses: list[ShipTo] = found["places"]
    chosen = [one for one in addresses if one.public_id == address] or addresses
    answer = await quote(
        actor, customer, [TypedLine(one["sku"], to_text(one["quantity"])) for one in detail.lines],
        currency=found["who"].currency,
        country=chosen[0].country if chosen else found["who"].country,
    )  # fmt: skip
    left = found["left"]
    return Acceptance(answer, addresses, left and left.for_orders_in(answer.currency))


def _rows(rows: list[Row]) -> list[Row]:
    return rows


def _verbs(actor: Actor) -> list[str]:
    verbs = ("update", "submit", "cancel", "accept", "decline")
    return [one for one in verbs if actor.may(f"channel_request.{one}")]


def _possible(can: set[str], row: Row) -> frozenset[str]:
    """Return the verbs that the state allows among those that the reader has on this row."""
    by_state = {
        RequestState.DRAFT: {"update", "submit", "cancel"},
        RequestState.SUBMITTED: {"cancel", "accept", "decline"},
    }
    return frozenset(can & by_state.get(row["state"], set()))


def _asked(actor: Actor, asked: RequestFilter) -> QuerySet[ChannelRequest]:
    rows = scope(actor, ChannelRequest)
    if asked.tab == "ended":
        rows = rows.filter(state__in=_ENDED)
    elif asked.tab in TABS and asked.tab != "all":
        rows = rows.filter(state=asked.tab)
    if words := asked.q.strip():
        parts = (Q(**{f"{name}__icontains": words}) for name in _SEARCHED)
        rows = rows.filter(Q(*parts, join_type=Q.OR))
    return rows


def _marked(actor: Actor, row: Row) -> Row:
    is_ours = not actor.is_staff and row["distributor_id"] == actor.counterparty_id
    return {**row, "is_ours": is_ours}
