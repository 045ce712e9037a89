"""Rows for the guard of an award over the limit: whoever proposed it does not decide it."""

from shared.counterparties.models import Counterparty
from shared.purchasing.actions import awarding
from shared.purchasing.models.rfqs import Rfq, RfqAward, RfqLine
from shared.purchasing.rules.rfqs import RfqStage
from tests.law.deeds import DONE, row
from tests.role_records import actor_of

AWARD = "purchasing.actions.awarding._refuse_author"


async def _decide_award(author: str, *, is_another: bool = False) -> None:
    """Approve an award that Sun Li proposed; `author` has proposed it, or that of another request."""
    sun, he, by = await actor_of("sun.li"), await actor_of("he.min"), await actor_of(author)
    first, second = await Rfq.all().order_by("-closes_at").limit(2)
    await Rfq.filter(id=second.id).update(stage=RfqStage.EVALUATED)
    for rfq in (first, second):
        line = await RfqLine.filter(rfq=rfq).first()
        is_hers = (rfq is first) == is_another
        await RfqAward.create(
            rfq=rfq, line=line, supplier=await Counterparty.get(number="CP-0054"), price=100,
            chosen_by_id=by.user_id if is_hers else sun.user_id,
        )  # fmt: skip
    await awarding.approve_award(he, second.number, version=second.version)


@row(AWARD, DONE)
async def an_award_of_a_colleague() -> None:
    await _decide_award("sun.li")


@row(AWARD, DONE)
async def an_award_while_another_one_is_hers() -> None:
    await _decide_award("he.min", is_another=True)


@row("purchasing.rules.rfqs.check_may_decide", "proposed this award yourself")
@row(AWARD, "proposed this award yourself")
async def an_award_that_she_proposed() -> None:
    await _decide_award("he.min")
