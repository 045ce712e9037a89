"""Who wins: chosen line by line after the deadline, decided by finance over the limit."""

from collections.abc import Mapping

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.database import turns
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.money import line_net
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.outbox.happenings import INSIDE
from shared.purchasing.models.rfqs import BidLine, Rfq, RfqAward, RfqLine
from shared.purchasing.rules.rfqs import TRANSITIONS, RfqStage, check_may_decide, stage_now
from shared.settings import load, worth

_TOPICS = {RfqStage.AWARDED: "rfq.decided", RfqStage.EVALUATED: "rfq.asked"}


@action("rfq_award.create")
async def award_rfq(
    actor: Actor, number: str, *, version: int, winners: Mapping[int, str], key: str = ""
) -> str:
    """Give lines to bidders: position → number of the supplier; return the stage.

    Lines that nobody is named for stay without an award. Over the limit of purchasing nothing is
    told to anybody yet: finance decides ("evaluated"). Raises Refusal at the line, Stale, NotFound.
    """
    rfq = await one(actor, Rfq, number=number)
    await turns.alone(Rfq._meta.db_table, rfq.id)
    awards, total = await _chosen(actor, rfq, winners)
    verb = (
        "ask_approval" if worth(total, rfq.currency) > load().purchase_approval_limit else "award"
    )
    stage = after(TRANSITIONS, stage_now(rfq.stage, rfq.closes_at, clock.now()), verb)
    now = clock.now()
    ended = now if stage == RfqStage.AWARDED else None
    await change(actor, rfq, "read", version, stage=stage, ended_at=ended, updated_at=now)
    for award in awards:
        award.awarded_at = ended
    await RfqAward.bulk_create(awards)
    await _tell(actor, rfq, verb, stage, total)
    return str(stage)


@action("rfq_award.decide")
async def approve_award(actor: Actor, number: str, *, version: int, key: str = "") -> None:
    """Let an award over the limit count; refused to whoever proposed it."""
    rfq = await one(actor, Rfq, number=number)
    stage = after(TRANSITIONS, rfq.stage, "approve")
    await _refuse_author(actor, rfq)
    now = clock.now()
    await change(actor, rfq, "read", version, stage=stage, ended_at=now, updated_at=now)
    await scope(actor, RfqAward, "decide").filter(rfq_id=rfq.id).update(awarded_at=now)
    await _tell(actor, rfq, "approve", stage)


@action("rfq_award.decide")
async def return_award(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> None:
    """Give a proposed award back to purchasing, with a reason; nobody outside has seen it."""
    if not reason.strip():
        raise Refusal(say("Give a reason: purchasing reads it."), "reason")
    rfq = await one(actor, Rfq, number=number)
    stage, words = after(TRANSITIONS, rfq.stage, "return"), reason.strip()[:1000]
    await _refuse_author(actor, rfq)
    await change(actor, rfq, "read", version, stage=stage, reason=words, updated_at=clock.now())
    await scope(actor, RfqAward, "decide").filter(rfq_id=rfq.id).delete()
    await _tell(actor, rfq, "return", stage, reason=words)


@duty("Who proposed an award does not decide about it.")
async def _refuse_author(actor: Actor, rfq: Rfq) -> None:
    hers = scope(actor, RfqAward).filter(rfq_id=rfq.id, chosen_by_id=actor.user_id)
    check_may_decide(is_author=await hers.exists())


async def _chosen(actor: Actor, rfq: Rfq, winners: Mapping[int, str]) -> tuple[list[RfqAward], int]:
    """Return the awards and what they come to; each winner must have a price for her line."""
    lines = {one.position: one for one in await scope(actor, RfqLine).filter(rfq_id=rfq.id)}
    rows = (
        await scope(actor, BidLine)
        .filter(bid__rfq_id=rfq.id)
        .values("line_id", "price", "bid__supplier_id", "bid__supplier__number")
    )
    offered = {(row["line_id"], row["bid__supplier__number"]): row for row in rows}
    awards, total = [], 0
    for position, supplier in sorted(winners.items()):
        line = lines.get(position)
        row = offered.get((line.id, supplier)) if line else None
        if line is None or row is None:
            raise Refusal(say("Choose one of the bids for this line."), f"line-{position}-supplier")
        total += line_net(row["price"], 1, line.quantity)
        awards.append(RfqAward(
            rfq=rfq, line=line, supplier_id=row["bid__supplier_id"], price=row["price"],
            chosen_by_id=actor.user_id or None,
        ))  # fmt: skip
    if not awards:
        raise Refusal(say("Choose who wins at least one line."), "lines")
    return awards, total


async def _tell(
    actor: Actor, rfq: Rfq, verb: str, stage: RfqStage, total: int = 0, reason: str = ""
) -> None:
    topic = _TOPICS.get(stage, "rfq.returned")
    # What finance is asked and answers is no news outside: not even that it happened.
    number = rfq.number if stage == RfqStage.AWARDED else f"{rfq.number}{INSIDE}"
    await announce(
        topic, number, by=actor.user_id, to=rfq.buyer_id, rfq=rfq.id,
        title_zh=rfq.title, title_en=rfq.title,
    )  # fmt: skip
    after_deed = {"stage": stage, **({"total": total} if total else {})}
    await record(actor, f"rfq_award.{verb}", rfq, after=after_deed, reason=reason)
