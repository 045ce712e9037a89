"""Requests for quotation: our list and page, and those of an invited supplier."""

from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database import turns
from shared.database.compound import Question, ask
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.money import line_net
from shared.kernel.paging import PageRequest, Slice
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.models.rfqs import Bid, BidLine, Rfq, RfqAward, RfqInvitation, RfqLine
from shared.purchasing.rules.rfqs import (
    InvitationState,
    RfqStage,
    invitation_state,
    is_sealed,
    stage_now,
    state_of,
)

COLUMNS = ("number", "title", "stage", "closes_at", "line_count", "created_at")
INVITED_COLUMNS = (
    "invited_at", "read_at", "answered_at", "declined_at", "rfq__number", "rfq__title",
    "rfq__stage", "rfq__closes_at", "rfq__line_count",
)  # fmt: skip
LINES = ("id", "position", "sku", "name_zh", "name_en", "unit", "quantity", "needed_on")
TABS = ("all", "draft", "open", "closed", "ended")
MINE_TABS = ("open", "ended", "all")
_ENDED = (RfqStage.AWARDED, RfqStage.FAILED, RfqStage.CANCELLED)
_BID = (
    "id", "note", "submitted_at", "version", "supplier__number", "supplier__name_zh",
    "supplier__name_en",
)  # fmt: skip
_ORDER = ("number", "stage", "status", "supplier__number", "supplier__name_zh", "supplier__name_en")
_OFFER = ("bid_id", "line_id", "price", "lead_days")
_HEAD = (
    "id", "number", "title", "note", "currency", "stage", "closes_at", "line_count",
    "published_at", "ended_at", "version",
)  # fmt: skip


async def rfqs(actor: Actor, tab: str, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of our requests, newest first, each with its `state`. Two statements."""
    page = await page_of(_in_tab(scope(actor, Rfq), tab), request, COLUMNS, sort="-created_at")
    ids = [row["id"] for row in page.rows]
    said = scope(actor, RfqInvitation).filter(rfq_id__in=ids, answered_at__isnull=False)
    answered = set(await said.distinct().values_list("rfq_id", flat=True))
    now = clock.now()
    rows = [
        {**row, "state": state_of(row["stage"], row["closes_at"], now,
                                  is_answered=row["id"] in answered)}
        for row in page.rows
    ]  # fmt: skip
    return Slice(rows, page.newer, page.older)


async def invitations(actor: Actor, tab: str, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of the requests that the actor's organisation was invited to. One statement."""
    rows = scope(actor, RfqInvitation)
    is_open = Q(rfq__stage=RfqStage.PUBLISHED, rfq__closes_at__gt=clock.now())
    if tab in ("open", "ended"):
        rows = rows.filter(is_open if tab == "open" else ~is_open)
    page = await page_of(rows, request, INVITED_COLUMNS, sort="-invited_at")
    return Slice([_invited(actor, row) for row in page.rows], page.newer, page.older)


def _invited(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    plain = _veiled(actor, {name.removeprefix("rfq__"): value for name, value in row.items()})
    return {**plain, "state": invitation_state(plain, clock.now())}


def _veiled(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without its answer where a colleague of ours looks at it before the deadline."""
    if actor.is_looked_through and is_sealed(row["closes_at"], clock.now()):
        return {**row, "answered_at": None, "declined_at": None}
    return row


async def rfq_page(actor: Actor, number: str) -> dict[str, Any]:
    """Return one request of ours: its columns, `lines`, how many answered, and whoever is invited.

    While it is sealed nobody is told who answered: `bids` are empty and the names stand without an
    answer. Afterwards `bids` are the columns of the comparison. Two statements, and two more between the
    deadline and the closing; raises NotFound.
    """
    rfq = _head(actor, await _settled(actor, number))
    found = await ask(
        lines=_lines(actor, rfq["id"]), invited=_invitees(actor, rfq["id"]),
        awards=_awards(actor, rfq["id"]), bids=_bids(actor, rfq["id"]),
        orders=_orders(actor, rfq["id"]),
    )  # fmt: skip
    now, rows = clock.now(), found["invited"]
    answered = sum(row["answered_at"] is not None for row in rows)
    served = {one["supplier__number"] for one in found["orders"] if one["stage"] != "cancelled"}
    return {
        **rfq, **found, "bids": _totalled(found["bids"], found["lines"]),
        "is_unserved": any(one["supplier__number"] not in served for one in found["awards"].values()),
        "is_sealed": is_sealed(rfq["closes_at"], now), "answered": answered,
        "stage": stage_now(rfq["stage"], rfq["closes_at"], now),
        "state": state_of(rfq["stage"], rfq["closes_at"], now, is_answered=answered > 0),
    }  # fmt: skip


async def my_rfq(actor: Actor, number: str) -> dict[str, Any]:
    """Return a request as its invited supplier sees it: lines, her own bid, what she won.

    Nothing in it comes from a row that another bidder writes. Two statements; raises NotFound.
    """
    rfq = _head(actor, await _settled(actor, number))
    found = await ask(
        lines=_lines(actor, rfq["id"]), invited=_invitees(actor, rfq["id"]),
        won=_awards(actor, rfq["id"]), bids=_bids(actor, rfq["id"]),
        orders=_orders(actor, rfq["id"]),
    )  # fmt: skip
    if not found["invited"]:
        raise NotFound
    row = _veiled(actor, {**rfq, **found["invited"][0]})
    bid = found["bids"][0] if found["bids"] else None
    now = clock.now()
    stage, state = stage_now(rfq["stage"], rfq["closes_at"], now), invitation_state(row, now)
    if bid is not None and state in (InvitationState.READ, InvitationState.UNREAD):
        state = InvitationState.DRAFT
    return {
        **row, "lines": found["lines"], "state": state, "won": found["won"], "bid": bid,
        "orders": found["orders"],
        "is_open": stage == RfqStage.PUBLISHED, "prices": bid["prices"] if bid else {},
        "is_decided": stage in (RfqStage.AWARDED, RfqStage.FAILED),
    }  # fmt: skip


async def _settled(actor: Actor, number: str) -> Rfq:
    """Return a request; whoever of us opens it after its deadline waits for bids on their way in or out.

    Once a deed or the worker has closed it there is none, and nobody waits.
    """
    rfq = await one(actor, Rfq, number=number)
    is_open_to_us = actor.is_staff or actor.is_looked_through
    if (
        not is_open_to_us
        or rfq.stage != RfqStage.PUBLISHED
        or is_sealed(rfq.closes_at, clock.now())
    ):
        return rfq
    await turns.alone(Rfq._meta.db_table, rfq.id)
    return await one(actor, Rfq, number=number)


def _head(actor: Actor, rfq: Rfq) -> dict[str, Any]:
    return {name: getattr(rfq, name) for name in _HEAD} | {
        "reason": rfq.reason if actor.is_staff else ""
    }


def _as_read(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows


def _lines(actor: Actor, rfq_id: int) -> Question[list[dict[str, Any]]]:
    rows = scope(actor, RfqLine).filter(rfq_id=rfq_id).order_by("position").values(*LINES)
    return Question({"rows": rows}, _as_read)


def _invitees(actor: Actor, rfq_id: int) -> Question[list[dict[str, Any]]]:
    rows = scope(actor, RfqInvitation).filter(rfq_id=rfq_id).order_by("id").values(
        "supplier__number", "supplier__name_zh", "supplier__name_en", "read_at", "answered_at",
        "declined_at", "decline_reason",
    )  # fmt: skip
    return Question({"rows": rows}, _as_read)


def _awards(actor: Actor, rfq_id: int) -> Question[dict[int, dict[str, Any]]]:
    rows = scope(actor, RfqAward).filter(rfq_id=rfq_id).values("line_id", "supplier__number")
    return Question({"rows": rows}, lambda rows: {row["line_id"]: row for row in rows})


def _orders(actor: Actor, rfq_id: int) -> Question[list[dict[str, Any]]]:
    """Ask for the orders that were made of the award: a supplier finds her own once it is sent."""
    may_read = actor.may("purchase_order.read")
    rows = scope(actor, PurchaseOrder) if may_read else PurchaseOrder.filter(id=0)
    return Question({"rows": rows.filter(rfq_id=rfq_id).order_by("id").values(*_ORDER)}, _as_read)


def _bids(actor: Actor, rfq_id: int) -> Question[list[dict[str, Any]]]:
    """Ask for the bids that are open to the actor, each with its `prices` by line."""
    bids = scope(actor, Bid).filter(rfq_id=rfq_id).order_by("id").values(*_BID)
    offers = scope(actor, BidLine).filter(bid__rfq_id=rfq_id).values(*_OFFER)

    def shape(bids: list[dict[str, Any]], offers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**bid, "prices": {one["line_id"]: one for one in offers if one["bid_id"] == bid["id"]}}
            for bid in bids
        ]

    return Question({"bids": bids, "offers": offers}, shape)


def _totalled(bids: list[dict[str, Any]], lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    quantities = {line["id"]: line["quantity"] for line in lines}
    return [
        {**bid, "total": sum(line_net(one["price"], 1, quantities[line])
                             for line, one in bid["prices"].items())}
        for bid in bids
    ]  # fmt: skip


def best_prices(bids: list[dict[str, Any]]) -> dict[int, int]:
    """Return the lowest price of each line, by its id, among the bids."""
    best: dict[int, int] = {}
    for bid in bids:
        for line, offer in bid["prices"].items():
            best[line] = min(offer["price"], best.get(line, offer["price"]))
    return best


def _in_tab(rows: QuerySet[Rfq], tab: str) -> QuerySet[Rfq]:
    passed = Q(stage=RfqStage.PUBLISHED, closes_at__lte=clock.now())
    match tab:
        case "draft":
            return rows.filter(stage=RfqStage.DRAFT)
        case "open":
            return rows.filter(stage=RfqStage.PUBLISHED, closes_at__gt=clock.now())
        case "closed":
            return rows.filter(Q(stage__in=(RfqStage.CLOSED, RfqStage.EVALUATED)) | passed)
        case "ended":
            return rows.filter(stage__in=_ENDED)
        case _:
            return rows
