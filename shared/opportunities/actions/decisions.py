"""Staff's verbs on deal registrations: review, ask, approve, reject, extend, convert.

The account manager of the distributor decides (or her deputy, whom the journal names beside her).
"""

from datetime import date
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from shared.access.action import action
from shared.access.actor import Actor, system
from shared.access.scope import one, scope
from shared.counterparties.stand_ins import stands_in_for
from shared.database.uow import violates
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.kernel.wording import Message, say
from shared.opportunities.actions.opportunities import OpportunityFields, create_opportunity
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.queries.deals import why_not_approve, why_not_extend
from shared.opportunities.rules import DealState, Stage
from shared.opportunities.rules import deals as rules
from shared.opportunities.rules.funnel import check_reason
from shared.opportunities.writing import add_share, lapse, write_deal
from shared.outbox.actions import announce
from shared.settings import load, worth


@action("deal_registration.review")
async def review_deal(actor: Actor, number: str, *, version: int) -> None:
    """Take a submitted registration in hand, or its review over from a colleague."""
    deal = await one(actor, DealRegistration, "review", number=number)
    if deal.state == DealState.IN_REVIEW and deal.reviewed_by_id == actor.user_id:
        raise Refusal(say("You have it in review already."))
    await _decide(actor, deal, "review", version, {"reviewed_by_id": actor.user_id or None})


@action("deal_registration.ask_information")
async def ask_information(actor: Actor, number: str, *, question: str, version: int) -> None:
    """Ask the distributor something; it keeps its place in time."""
    deal = await one(actor, DealRegistration, "ask_information", number=number)
    if not question.strip():
        raise Refusal(say("Write the question first."), "question")
    values: dict[str, Any] = {"question": question.strip(), "answer": ""}
    if deal.reviewed_by_id is None:
        values["reviewed_by_id"] = actor.user_id or None
    await _decide(actor, deal, "ask_information", version, values)
    await _tell(deal, "needs_information")


@action("deal_registration.approve")
async def approve_deal(
    actor: Actor, number: str, *, version: int, until: date | None = None
) -> None:
    """Protect the customer for this distributor and product line until a day.

    Refused while an earlier registration is undecided or another one protects the customer; above
    the limit of an account manager to everybody but a sales manager who did not review it.
    """
    deal = await one(actor, DealRegistration, "approve", number=number)
    state = after(rules.TRANSITIONS, deal.state, "approve")
    if blocked := why_not_approve(actor, worth(deal.amount, deal.currency), deal.reviewed_by_id):
        raise Refusal(blocked)
    await _check_first(actor, deal)
    today = clock.today(actor.zone)
    last = until or rules.protected_until(today, load().deal_protection_days)
    rules.check_extension(last, today, today)
    values = {"state": state, "protected_until": last, **_decided(actor)}
    try:
        await _decide(actor, deal, "approve", version, values)
    except IntegrityError as error:
        if not (violates(error, "uq_deal_protected") or "customer_key" in str(error)):
            raise
        # A rival was approved in the same moment; the unique index decided.
        raise Refusal(_protected_already(None)) from None
    await _tell(deal, "approved")


@action("deal_registration.reject")
async def reject_deal(actor: Actor, number: str, *, reason: str, version: int) -> None:
    """Say no, with the reason that the distributor reads."""
    deal = await one(actor, DealRegistration, "reject", number=number)
    told = check_reason(reason)
    values = {"reason": told, **_decided(actor)}
    await _decide(actor, deal, "reject", version, values, reason=told)
    await _tell(deal, "rejected", reason=told)


@action("deal_registration.reject")
async def mark_duplicate(actor: Actor, number: str, *, version: int) -> None:
    """Say that the customer is taken; the loser learns the protected day and no name."""
    deal = await one(actor, DealRegistration, "reject", number=number)
    winner = await _winner(deal)
    values = {"conflict_until": winner.protected_until if winner else None, **_decided(actor)}
    await _decide(actor, deal, "mark_duplicate", version, values, permission="reject")
    await _tell(deal, "duplicate")


@action("deal_registration.extend")
async def extend_deal(
    actor: Actor, number: str, *, version: int, until: date | None = None
) -> None:
    """Agree to an extension, until the day asked for or another one.

    Refused above the limit of an account manager to everybody but a sales manager who did not
    review the deal.
    """
    deal = await one(actor, DealRegistration, "extend", number=number)
    after(rules.TRANSITIONS, deal.state, "extend")
    if blocked := why_not_extend(actor, worth(deal.amount, deal.currency), deal.reviewed_by_id):
        raise Refusal(blocked)
    last = until or deal.extension_until
    if last is None:
        raise Refusal(say("Enter the new last day."), "until")
    rules.check_extension(last, deal.protected_until, clock.today(actor.zone))
    values = {"protected_until": last, "extension_until": None, "reason": ""}
    await _decide(actor, deal, "extend", version, values)
    await _tell(deal, "extended")


@action("deal_registration.extend")
async def decline_extension(actor: Actor, number: str, *, reason: str, version: int) -> None:
    """Keep the present last day, with the reason that the distributor reads."""
    deal = await one(actor, DealRegistration, "extend", number=number)
    told = check_reason(reason)
    values = {"extension_until": None, "reason": told}
    await _decide(
        actor, deal, "decline_extension", version, values, permission="extend", reason=told
    )
    await _tell(deal, "extension_declined")


@action("opportunity.create")
async def convert_deal(
    actor: Actor,
    number: str,
    *,
    version: int,
    counterparty: str = "",
    key: str = "",
) -> str:
    """Make a protected deal an opportunity shared with its distributor; return its number.

    `counterparty` is the number of the customer's own record; without one the opportunity stands
    with the distributor.
    """
    deal = await one(actor, DealRegistration, "approve", number=number)
    after(rules.TRANSITIONS, deal.state, "convert")
    await deal.fetch_related("distributor")
    made = await create_opportunity(
        actor,
        counterparty=counterparty or deal.distributor.number,
        fields=_opportunity_fields(deal, clock.today(actor.zone)),
        stage=Stage.OPPORTUNITY_FOUND,
    )
    opportunity = await Opportunity.get(number=made)
    await Opportunity.filter(id=opportunity.id).update(customer_key=deal.customer_key)
    await add_share(actor, opportunity, deal.distributor_id, deal.distributor.number)
    values = {"opportunity_id": opportunity.id}
    await _decide(actor, deal, "convert", version, values, permission="approve")
    await _tell(deal, "converted")
    return made


def _opportunity_fields(deal: DealRegistration, fallback: date) -> OpportunityFields:
    return OpportunityFields(
        name=_opportunity_name(deal), currency=deal.currency, amount=deal.amount,
        closes_on=deal.closes_on or deal.protected_until or fallback, needs=deal.story,
        product_line=deal.product_line,
    )  # fmt: skip


def _opportunity_name(deal: DealRegistration) -> str:
    parts = [deal.customer_name, deal.product_line_zh or deal.product_line]
    return " · ".join(part for part in parts if part)[:200]


def _decided(actor: Actor) -> dict[str, Any]:
    return {"decided_at": clock.now(), "decided_by_id": actor.user_id or None}


async def _decide(
    actor: Actor, deal: DealRegistration, verb: str, version: int,
    values: dict[str, Any] | None = None, *, permission: str = "", reason: str = "",
) -> None:  # fmt: skip
    """Move the deal by `verb`, write `values`, and journal for whom the actor stood in."""
    state = after(rules.TRANSITIONS, deal.state, verb)
    owner = await stands_in_for(actor, deal.distributor_id)
    await write_deal(
        actor, deal, permission or verb, version, {**(values or {}), "state": state},
        deed=verb, reason=reason, on_behalf_of=owner,
    )  # fmt: skip


@duty("No deal is approved past an earlier one or against a protected one.")
async def _check_first(actor: Actor, deal: DealRegistration) -> None:
    """Refuse what came later than an undecided rival, or stands against a protected one."""
    winner = await _winner(deal)
    if winner is not None:
        raise Refusal(_protected_already(winner.protected_until))
    same = _same_claim(deal).filter(state__in=rules.UNDECIDED)
    earlier = await same.filter(submitted_at__lt=deal.submitted_at).order_by("submitted_at").first()
    if earlier is None:
        return
    if await scope(actor, DealRegistration).filter(id=earlier.id).exists():
        raise Refusal(
            say("{number} was submitted earlier: decide it first.", number=earlier.number)
        )
    raise Refusal(say("An earlier registration for this customer is still undecided."))


async def _winner(deal: DealRegistration) -> DealRegistration | None:
    """Return the registration that protects this customer and line; expired ones lapse first."""
    today = clock.today()
    for rival in await _same_claim(deal).filter(state__in=rules.PROTECTING):
        expired = rival.protected_until is None or rival.protected_until < today
        if rival.state in rules.PROTECTED and expired:
            await lapse(system(), rival)
        elif not expired:
            return rival
    return None


def _same_claim(deal: DealRegistration) -> QuerySet[DealRegistration]:
    return DealRegistration.filter(
        customer_key=deal.customer_key, product_line=deal.product_line
    ).exclude(id=deal.id)


def _protected_already(until: date | None) -> Message:
    if until is None:
        return say("Another registration already protects this customer for this product line.")
    return say("Another registration protects this customer until {day}.", day=until)


async def _tell(deal: DealRegistration, what: str, *, reason: str = "") -> None:
    await announce(
        f"deal_registration.{what}", deal.number, distributor_id=deal.distributor_id, reason=reason
    )
