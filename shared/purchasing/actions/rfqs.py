"""Verbs of a request for quotation up to its deadline: writing, publishing, moving, ending it."""

from datetime import datetime
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places, scope
from shared.catalogue.keeping import spellings
from shared.database import fulltext, turns
from shared.database.numbering import next_number
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.purchasing.asking import MOST_SUPPLIERS, CheckedLine, RfqCard, check_lines
from shared.purchasing.models.rfqs import Rfq, RfqInvitation, RfqLine
from shared.purchasing.rules.rfqs import TRANSITIONS, RfqStage, is_sealed, stage_now

_AT_ONCE = 200


@action("rfq.create")
async def start_rfq(actor: Actor, *, card: RfqCard, key: str = "") -> str:
    """Keep a new request as a draft; return its number. Raises Invalid and Refusal at fields."""
    lines, suppliers = check_lines(card.lines), await _suppliers(actor, card)
    now = clock.now()
    rfq = await Rfq.create(
        number=await next_number("RQ", clock.today().year), **_header(card, lines),
        buyer_id=actor.user_id or None, created_at=now, updated_at=now,
    )  # fmt: skip
    await _fill(actor, rfq, lines, suppliers)
    await record(actor, "rfq.create", rfq, after={"stage": rfq.stage, "lines": len(lines)})
    return rfq.number


@action("rfq.update")
async def save_rfq(actor: Actor, number: str, *, version: int, card: RfqCard) -> None:
    """Save a draft as typed. Raises Stale, Refusal for what is published already, Invalid."""
    rfq = await one(actor, Rfq, "update", number=number)
    after(TRANSITIONS, rfq.stage, "save")
    lines, suppliers = check_lines(card.lines), await _suppliers(actor, card)
    await change(actor, rfq, "update", version, **_header(card, lines), updated_at=clock.now())
    await _fill(actor, rfq, lines, suppliers)
    await record(actor, "rfq.update", rfq, after={"lines": len(lines)})


@action("rfq.publish")
async def publish_rfq(actor: Actor, number: str, *, version: int, key: str = "") -> None:
    """Send a draft to everybody invited; it needs lines, suppliers and a deadline to come."""
    rfq = await one(actor, Rfq, "publish", number=number)
    stage = after(TRANSITIONS, rfq.stage, "publish")
    if not rfq.line_count:
        raise Refusal(say("Add at least one line."), "lines")
    if not await RfqInvitation.filter(rfq_id=rfq.id).exists():
        raise Refusal(say("Invite at least one supplier."), "suppliers")
    now = clock.now()
    if rfq.closes_at is None or rfq.closes_at <= now:
        raise Refusal(say("Choose a deadline in the future."), "closes_on")
    await change(actor, rfq, "publish", version, stage=stage, published_at=now, updated_at=now)
    await RfqInvitation.filter(rfq_id=rfq.id).update(invited_at=now)
    await _tell(actor, rfq, "publish", {"stage": RfqStage.DRAFT}, {"stage": stage}, "rfq.published")


@action("rfq.extend")
async def extend_rfq(
    actor: Actor, number: str, *, version: int, closes_at: datetime, key: str = ""
) -> None:
    """Move the deadline further away, while the bids are still sealed."""
    rfq = await _alone(actor, "extend", number)
    after(TRANSITIONS, _stage(rfq), "extend")
    before = rfq.closes_at
    if before is None or closes_at <= before:
        raise Refusal(say("The new deadline is after the present one."), "closes_on")
    await change(actor, rfq, "extend", version, closes_at=closes_at, updated_at=clock.now())
    await _tell(actor, rfq, "extend", {"closes_at": before}, {"closes_at": closes_at}, "rfq.moved")


@action("rfq.close")
async def close_rfq(actor: Actor, number: str, *, version: int, reason: str, key: str = "") -> None:
    """End the time for bids early, with a reason for the journal; the bids open with it."""
    reason = _reason(reason)
    rfq = await _alone(actor, "close", number)
    stage = after(TRANSITIONS, _stage(rfq), "close")
    now, before = clock.now(), rfq.closes_at
    await change(actor, rfq, "close", version, stage=stage, closes_at=now, updated_at=now)
    await _tell(
        actor, rfq, "close", {"closes_at": before}, {"closes_at": now}, "rfq.closed", reason
    )


@action("rfq.cancel")
async def cancel_rfq(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> None:
    """End a request that nobody wins. Before its deadline its bids stay sealed for ever."""
    reason = _reason(reason)
    rfq = await _alone(actor, "cancel", number)
    before = _stage(rfq)
    stage, now = after(TRANSITIONS, before, "cancel"), clock.now()
    await change(
        actor, rfq, "cancel", version, stage=stage, reason=reason, ended_at=now, updated_at=now,
        closes_at=None if is_sealed(rfq.closes_at, now) else rfq.closes_at,
    )  # fmt: skip
    topic = "" if before == RfqStage.DRAFT else "rfq.cancelled"
    await _tell(actor, rfq, "cancel", {"stage": before}, {"stage": stage}, topic, reason)


@action("rfq.fail")
async def fail_rfq(actor: Actor, number: str, *, version: int, reason: str, key: str = "") -> None:
    """End a closed request without an award; everybody invited is told that it is decided."""
    reason = _reason(reason)
    rfq = await one(actor, Rfq, "fail", number=number)
    before = _stage(rfq)
    stage, now = after(TRANSITIONS, before, "fail"), clock.now()
    await change(
        actor, rfq, "fail", version, stage=stage, reason=reason, ended_at=now, updated_at=now
    )
    await _tell(actor, rfq, "fail", {"stage": before}, {"stage": stage}, "rfq.decided", reason)


@action("rfq.close")
async def close_due(actor: Actor) -> int:
    """Close the requests whose deadline has passed, and tell their buyers; return how many."""
    due = scope(actor, Rfq, "close").filter(stage=RfqStage.PUBLISHED, closes_at__lte=clock.now())
    rows = await due.order_by("closes_at").limit(_AT_ONCE)
    for rfq in rows:
        await turns.alone(Rfq._meta.db_table, rfq.id)
        stage = after(TRANSITIONS, rfq.stage, "close")
        await change(actor, rfq, "close", None, stage=stage, updated_at=clock.now())
        await _tell(
            actor, rfq, "close", {"stage": RfqStage.PUBLISHED}, {"stage": stage}, "rfq.closed"
        )
    return len(rows)


async def _alone(actor: Actor, verb: str, number: str) -> Rfq:
    """Return a request once nobody writes a bid on it: whose time was over is told so afterwards."""
    found = await one(actor, Rfq, verb, number=number)
    await turns.alone(Rfq._meta.db_table, found.id)
    return await one(actor, Rfq, verb, number=number)


def _stage(rfq: Rfq) -> RfqStage:
    return stage_now(rfq.stage, rfq.closes_at, clock.now())


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal(say("Give a reason."), "reason")
    return reason.strip()[:1000]


def _header(card: RfqCard, lines: list[CheckedLine]) -> dict[str, Any]:
    if not card.title.strip():
        raise Refusal(say("Give it a title."), "title")
    return {
        "title": card.title.strip()[:120], "note": card.note.strip()[:2000],
        "currency": card.currency, "closes_at": card.closes_at, "line_count": len(lines),
    }  # fmt: skip


async def _suppliers(actor: Actor, card: RfqCard) -> list[int]:
    """Return the ids of the suppliers named; whether another organisation has a number is not told."""
    named = sorted(set(card.suppliers))
    within = places(actor, "rfq.create").filter(is_supplier=True, number__in=named)
    found = list(await within.values_list("id", flat=True))
    if len(found) != len(named):
        raise Refusal(say("Choose suppliers from the list."), "suppliers")
    if len(found) > MOST_SUPPLIERS:
        raise Refusal(say("Invite at most {count}.", count=MOST_SUPPLIERS), "suppliers")
    return found  # type: ignore[return-value]


async def _fill(actor: Actor, rfq: Rfq, lines: list[CheckedLine], suppliers: list[int]) -> None:
    """Write lines and invitations of a draft anew: nobody outside has seen them yet."""
    await fulltext.index(Rfq._meta.db_table, rfq.id, rfq.number, rfq.title)
    await RfqLine.filter(rfq_id=rfq.id).delete()
    await RfqInvitation.filter(rfq_id=rfq.id).delete()
    skus = spellings(line.item for line in lines)
    product = scope(actor, table_model("product")).filter(sku__in=skus)
    names = {row["sku"].upper(): row for row in await product.values("sku", "name_zh", "name_en")}
    for position, line in enumerate(lines, 1):
        text = {"sku": "", "name_zh": line.item, "name_en": line.item}
        await RfqLine.create(
            rfq=rfq, position=position, quantity=line.quantity, unit=line.unit,
            needed_on=line.needed_on, **names.get(line.item.upper(), text),
        )  # fmt: skip
    await RfqInvitation.bulk_create(
        [RfqInvitation(rfq=rfq, supplier_id=supplier) for supplier in suppliers]
    )


async def _tell(
    actor: Actor, rfq: Rfq, verb: str, before: dict[str, Any], now: dict[str, Any],
    topic: str, reason: str = "",
) -> None:  # fmt: skip
    """Announce once, whoever is invited: the letter finds its readers when it goes out."""
    if topic:
        await announce(
            topic, rfq.number, by=actor.user_id, to=rfq.buyer_id, rfq=rfq.id,
            title_zh=rfq.title, title_en=rfq.title,
        )  # fmt: skip
    await record(actor, f"rfq.{verb}", rfq, before=before, after=now, reason=reason)
