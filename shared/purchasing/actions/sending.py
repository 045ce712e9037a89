"""Sending an order or its next version: approval over the limit, lines, version, what reopens."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change
from shared.counterparties.queries import by_id
from shared.counterparties.working_days import calendar_for
from shared.documents.certificates import check_certificates
from shared.files.handing_on import hand_on
from shared.kernel import clock, money
from shared.kernel.business_hours import working_day
from shared.kernel.duties import duty
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.purchasing.covering import cover
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.pricing import Quote, typed_lines
from shared.purchasing.queries.items import quote
from shared.purchasing.rules.orders import (
    TRANSITIONS,
    OrderStage,
    OrderStatus,
    check_may_approve,
    needs_approval,
)
from shared.purchasing.versions import apply, keep_version, store
from shared.purchasing.writing import (
    draft_of,
    index_order,
    lines_of,
    locked,
    say_in_thread,
    settle,
    tell,
)
from shared.settings import load, worth


@dataclass(frozen=True)
class _Sending:
    """An order on its way out: what is written, today's answer, the lines that were sent before."""

    order: PurchaseOrder
    draft: PurchaseDraft
    answer: Quote
    lines: dict[int, PurchaseLine]


@action("purchase_order.send")
async def send_order(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Send an order, or its next version, to the supplier; return its stage or "asked".

    `version` is that of the draft. Over the limit finance is asked first ("asked"). Raises Invalid
    for wrong lines, Refusal for an order without lines or without a change and for a new one while
    a gating certificate of the supplier has ended (at `certificates`), Stale, NotFound.
    """
    going = await _going(actor, number, "send")
    await _check_certificates(actor, going)
    verb = "revise" if going.order.stage == OrderStage.SENT else "send"
    after(TRANSITIONS, going.order.stage, verb)
    if going.draft.approval_asked_at:
        raise Refusal(say("Finance has already been asked."))
    total, limit = going.answer.total, load().purchase_approval_limit
    value = worth(total, going.order.currency)
    if needs_approval(total, value=value, approved=going.draft.approved_total, limit=limit):
        await _ask(actor, going, version)
        return "asked"
    await change(actor, going.draft, "update", version, typed_lines="[]")
    await _send(actor, going, "send")
    return str(OrderStage.SENT)


@action("purchase_order.approve")
async def approve_order(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Approve what purchasing wants to send, which sends it; refused to whoever wrote or asked.

    Also refused when prices moved and it comes to another amount than was asked: nothing is sent.
    """
    going = await _going(actor, number, "approve")
    _check_asked(going.draft)
    after(TRANSITIONS, going.order.stage, "approve")
    _refuse_author(actor, going)
    await _check_certificates(actor, going)
    _check_amount(going)
    await _decide(actor, going.draft, version, typed_lines="[]",
                  approved_total=going.answer.total)  # fmt: skip
    await _send(actor, going, "approve")
    return str(OrderStage.SENT)


@action("purchase_order.approve")
async def return_order(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> str:
    """Give what purchasing wants to send back to it, with a reason."""
    if not reason.strip():
        raise Refusal(say("Give a reason: purchasing reads it."), "reason")
    order = await locked(actor, number, "approve")
    draft = await draft_of(order)
    _check_asked(draft)
    stage = after(TRANSITIONS, order.stage, "return")
    await _decide(actor, draft, version, decision_reason=reason.strip()[:1000])
    status = OrderStatus.DRAFT if stage == OrderStage.DRAFT else order.status
    before = {"stage": order.stage}
    await change(actor, order, "approve", None, stage=stage, status=status, updated_at=clock.now())
    await tell(actor, order, "return", before, {"stage": stage},
               topic="purchase_order.returned", reason=reason.strip())  # fmt: skip
    return str(stage)


@action("purchase_order.send")
async def take_back(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Take back what finance was asked about, to change it."""
    order = await locked(actor, number, "send")
    draft = await draft_of(order)
    await change(actor, draft, "update", version, approval_asked_at=None)
    stage = order.stage
    if stage == OrderStage.AWAITING_APPROVAL:
        stage = after(TRANSITIONS, stage, "take_back")
        await change(actor, order, "send", None, stage=stage, status=OrderStatus.DRAFT)
    await tell(actor, order, "take_back", {}, {"stage": stage})
    return str(stage)


async def _going(actor: Actor, number: str, verb: str) -> _Sending:
    order = await locked(actor, number, verb)
    draft = await draft_of(order)
    lines = typed_lines(draft.typed_lines)
    answer = await quote(actor, order.supplier_id, lines, currency=order.currency)
    if answer.refusals:
        raise Invalid(answer.refusals)
    if not answer.good:
        raise Refusal(say("Add at least one line."), "lines")
    return _Sending(order, draft, answer, await lines_of(order))


@duty("Who wrote a purchase order, asked for it or buys it is an author and does not approve it.")
def _refuse_author(actor: Actor, going: _Sending) -> None:
    draft, order = going.draft, going.order
    is_author = actor.user_id in (draft.created_by_id, draft.asked_by_id, order.buyer_id)
    check_may_approve(is_author=is_author)


async def _check_certificates(actor: Actor, going: _Sending) -> None:
    """Refuse a new order while a gating certificate of the supplier has ended; versions go on."""
    if going.order.revision == 0:
        await check_certificates(actor, going.order.supplier_id)


def _check_asked(draft: PurchaseDraft) -> None:
    if not draft.approval_asked_at:
        raise Refusal(say("Nobody has asked for an approval."))


def _check_amount(going: _Sending) -> None:
    """Refuse when today's agreed prices come to something else than finance was asked."""
    asked, now = going.draft.asked_total, going.answer.total
    if asked == now:
        return
    currency = going.order.currency
    raise Refusal(
        say(
            "Prices have changed: {asked} was asked, today it comes to {now}. Nothing was sent; "
            "purchasing has to ask again.",
            asked="—" if asked is None else money.to_text(asked, currency),
            now=money.to_text(now, currency),
        )
    )


async def _ask(actor: Actor, going: _Sending, version: int) -> None:
    order = going.order
    stage = after(TRANSITIONS, order.stage, "ask_approval")
    now = clock.now()
    await change(
        actor, going.draft, "update", version, approval_asked_at=now, decision_reason="",
        asked_by_id=actor.user_id or None, asked_total=going.answer.total,
    )  # fmt: skip
    if stage != order.stage:
        await change(
            actor, order, "send", None, stage=stage, status=OrderStatus.AWAITING_APPROVAL,
            updated_at=now,
        )  # fmt: skip
    await tell(actor, order, "ask_approval", {"stage": OrderStage.DRAFT},
               {"stage": stage, "total": going.answer.total},
               topic="purchase_order.approval_asked")  # fmt: skip


async def _decide(actor: Actor, draft: PurchaseDraft, version: int, **values: Any) -> None:
    """Write the decision of finance into the draft; the order itself carries its permission."""
    if draft.version != version:
        raise Refusal(say("The order was changed meanwhile: open it again."))
    await PurchaseDraft.filter(id=draft.id, version=version).update(
        approval_asked_at=None, decided_by_id=actor.user_id or None, version=version + 1, **values
    )


async def _send(actor: Actor, going: _Sending, permission: str) -> None:
    order, is_new = going.order, going.order.revision == 0
    revision = order.revision + 1
    changes = apply(going.answer, going.lines, revision)
    drawings = await hand_on("purchase_draft", going.draft.id, "purchase_order", order.id)
    if not (changes or drawings or is_new):
        raise Refusal(say("Nothing has changed: there is nothing to send."), "lines")
    await store(order, going.answer, going.lines, revision)
    lines = list((await lines_of(order)).values())
    place = await by_id(actor, order.supplier_id)
    due = going.draft.answer_by or await _answer_by(actor, place.country)
    await settle(actor, order, permission, lines, **_sent(going, revision, due, is_new=is_new))
    await keep_version(actor, order, lines, revision, going.draft.reason)
    await PurchaseDraft.filter(id=going.draft.id).update(answer_by=None, reason="")
    await cover(actor, lines)
    await index_order(order, (place.number, place.name_zh, place.name_en), going.answer)
    if not is_new:
        await say_in_thread(actor, order, going.draft.reason, deed="revise")
    await tell(actor, order, "send" if is_new else "revise",
               {"stage": OrderStage.DRAFT} if is_new else {},
               {"revision": revision, "total": order.total, **changes},
               topic="purchase_order.sent" if is_new else "purchase_order.revised",
               reason=going.draft.reason)  # fmt: skip


def _sent(going: _Sending, revision: int, due: datetime, *, is_new: bool) -> dict[str, Any]:
    """Return the header's columns as they stand once the order has gone out."""
    now = clock.now()
    first = {"sent_at": now, "placed_at": now} if is_new else {}
    return {
        "stage": OrderStage.SENT, "revision": revision, "reminded_at": None,
        "answer_by": due, **first,
    }  # fmt: skip


async def _answer_by(actor: Actor, country: str) -> datetime:
    """Return until when a supplier has to answer: five in the afternoon, so many worked days on."""
    zone = ZoneInfo(load().zone)
    _, calendar = await calendar_for(actor, country)
    day = working_day(calendar, clock.now().astimezone(zone).date(), load().purchase_answer_days)
    return datetime.combine(day, time(17), zone)
