"""What an invited supplier does with a request: look, offer, submit, take back, decline.

Nothing here writes into a row of the request itself, and nothing is announced: neither a version,
nor a time, nor an event tells another bidder that somebody answered.

Each deed holds the request together with other bidders; whoever closes, moves or opens it waits for them
(`shared/database/turns.py`). So what was read after the deadline is never taken back.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.database import turns
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.purchasing.asking import OfferedLine, check_offer
from shared.purchasing.models.rfqs import Bid, BidLine, Rfq, RfqInvitation, RfqLine
from shared.purchasing.rules.rfqs import RfqStage, stage_now

OVER = say("The time for bids is over: nothing was changed.")
FIRST = say("Take your bid back first.")
M = TypeVar("M", Bid, RfqInvitation)


@action("bid.create")
async def look_at_rfq(actor: Actor, number: str) -> None:
    """Remember that the organisation has seen the request; a second look changes nothing."""
    rfq = await one(actor, Rfq, number=number)
    mine = scope(actor, RfqInvitation).filter(rfq_id=rfq.id, read_at=None)
    await mine.update(read_at=clock.now())


@action("bid.update")
async def save_bid(
    actor: Actor, number: str, *, version: int, lines: Sequence[OfferedLine], note: str = ""
) -> None:
    """Keep a bid as a draft; `version` is that of the bid, 0 for the first. Raises Stale, Invalid.

    A submitted bid is taken back first: a draft never changes what stands before the deadline.
    """
    rfq = await _open(actor, number)
    await _save(actor, rfq, version, lines, note)


@action("bid.submit")
async def submit_bid(
    actor: Actor, number: str, *, version: int, lines: Sequence[OfferedLine], note: str = "",
    key: str = "",
) -> None:  # fmt: skip
    """Submit a bid before the deadline; at least one line has a price. Another is taken back first.

    The statement that submits asks for the deadline once more, as the one that takes back does.
    """
    rfq = await _open(actor, number)
    bid, count = await _save(actor, rfq, version, lines, note)
    if not count:
        raise Refusal(say("Give a price for at least one line."), "lines")
    now = clock.now()
    if not await _in_time(scope(actor, Bid, "submit").filter(id=bid.id)).update(submitted_at=now):
        raise Refusal(OVER)
    await _answered(actor, rfq, {"answered_at": now, "declined_at": None, "decline_reason": ""})
    await _note(actor, rfq, bid, "submit")


@action("bid.withdraw")
async def withdraw_bid(actor: Actor, number: str, *, version: int, key: str = "") -> None:
    """Take a submitted bid back until the deadline: it is a draft again."""
    rfq = await _open(actor, number)
    bid = await one(actor, Bid, "withdraw", rfq_id=rfq.id)
    if bid.submitted_at is None:
        raise Refusal(say("There is no bid to take back."))
    await change(actor, bid, "withdraw", version, updated_at=clock.now())
    if not await _in_time(scope(actor, Bid, "withdraw").filter(id=bid.id)).update(
        submitted_at=None
    ):
        raise Refusal(OVER)
    await _answered(actor, rfq, {"answered_at": None})
    await _note(actor, rfq, bid, "withdraw")


@action("bid.decline")
async def decline_rfq(actor: Actor, number: str, *, reason: str, key: str = "") -> None:
    """Say that there will be no bid, with a reason; a bid that was submitted is taken back first."""
    if not reason.strip():
        raise Refusal(say("Give a reason: it helps us to ask better."), "reason")
    rfq = await _open(actor, number)
    if await scope(actor, Bid).filter(rfq_id=rfq.id, submitted_at__isnull=False).exists():
        raise Refusal(FIRST, "reason")
    await _answered(
        actor, rfq, {"declined_at": clock.now(), "decline_reason": reason.strip()[:1000]}
    )
    invitation = await one(actor, RfqInvitation, rfq_id=rfq.id)
    await record(
        actor, "bid.decline", invitation, number=rfq.number, reason=reason.strip()[:1000],
        counterparty_id=actor.counterparty_id,
    )  # fmt: skip


async def _open(actor: Actor, number: str) -> Rfq:
    """Return a request that still takes answers; NotFound for one to which nobody invited us.

    It stays open until the deed is done, but for the clock.
    """
    rfq = await one(actor, Rfq, number=number)
    await turns.together(Rfq._meta.db_table, rfq.id)
    rfq = await one(actor, Rfq, number=number)
    if stage_now(rfq.stage, rfq.closes_at, clock.now()) != RfqStage.PUBLISHED:
        raise Refusal(OVER)
    return rfq


async def _save(
    actor: Actor, rfq: Rfq, version: int, lines: Sequence[OfferedLine], note: str
) -> tuple[Bid, int]:
    known = {row.position: row.id for row in await scope(actor, RfqLine).filter(rfq_id=rfq.id)}
    offered = check_offer(lines, rfq.currency, known)
    now = clock.now()
    bid = await scope(actor, Bid, "update").get_or_none(rfq_id=rfq.id)
    if bid is None:
        bid = await Bid.create(
            rfq=rfq, supplier_id=actor.counterparty_id, note=note.strip()[:2000], created_at=now,
            updated_at=now,
        )  # fmt: skip
    elif bid.submitted_at is not None:
        raise Refusal(FIRST)
    else:
        await change(actor, bid, "update", version, note=note.strip()[:2000], updated_at=now)
    await BidLine.filter(bid_id=bid.id).delete()
    await BidLine.bulk_create(
        [BidLine(bid=bid, line_id=line, price=price, lead_days=days)
         for line, (price, days) in offered.items()]
    )  # fmt: skip
    return bid, len(offered)


def _in_time(rows: QuerySet[M]) -> QuerySet[M]:
    """Return those of the rows whose request takes bids at this moment."""
    opened = Rfq.filter(stage=RfqStage.PUBLISHED, closes_at__gt=clock.now())
    return rows.filter(rfq_id__in=Subquery(opened.values("id")))


async def _answered(actor: Actor, rfq: Rfq, values: Mapping[str, object]) -> None:
    mine = scope(actor, RfqInvitation).filter(rfq_id=rfq.id)
    if not await _in_time(mine).update(**values):
        raise Refusal(OVER)


async def _note(actor: Actor, rfq: Rfq, bid: Bid, verb: str) -> None:
    """Journal a deed without its prices: the journal is no way round the seal."""
    await record(
        actor, f"bid.{verb}", bid, number=rfq.number, counterparty_id=actor.counterparty_id
    )
