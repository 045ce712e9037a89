"""A distributor's verbs on its deal registrations, and the timer's: draft, submit, withdraw, lapse.

Staff decide next door in `decisions`.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.counterparties.rules import check_second_forms
from shared.database.numbering import next_number
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.opportunities.lines import line_named
from shared.opportunities.models import DealRegistration
from shared.opportunities.queries.deals import check_conflict
from shared.opportunities.rules import DealState
from shared.opportunities.rules import deals as rules
from shared.opportunities.rules.funnel import check_amount, check_day, check_reason
from shared.opportunities.writing import index_deal, lapse, write_deal
from shared.outbox.actions import announce


@dataclass(frozen=True)
class DealFields:
    """What a distributor says about a deal; `amount` in minor units of `currency`."""

    customer_name: str
    currency: str
    product_line: str = ""
    customer_city: str = ""
    customer_city_other: str = ""
    customer_contact: str = ""
    amount: int = 0
    closes_on: date | None = None
    story: str = ""


@action("deal_registration.create")
async def start_deal(
    actor: Actor,
    *,
    fields: DealFields,
    submit: bool = False,
    key: str = "",
) -> str:
    """Write a draft of the actor's organisation, submit it when asked, return its number."""
    if actor.counterparty_id is None:
        raise NotAllowed("deal_registration.create")
    values = await _checked(actor, fields)
    number = await next_number("DR", clock.today(actor.zone).year)
    now = clock.now()
    deal = await DealRegistration.create(
        number=number, distributor_id=actor.counterparty_id, state=DealState.DRAFT,
        created_at=now, updated_at=now, **values,
    )  # fmt: skip
    await index_deal(deal, actor.counterparty_name)
    await record(
        actor, "deal_registration.create", deal, counterparty_id=deal.distributor_id,
        after=values,
    )  # fmt: skip
    if submit:
        await submit_deal(actor, number, version=deal.version)
    return number


@action("deal_registration.update")
async def save_deal(
    actor: Actor, number: str, *, fields: DealFields, version: int, submit: bool = False
) -> None:
    """Write a draft anew and submit it when asked; what is submitted stays as it was submitted."""
    deal = await one(actor, DealRegistration, "update", number=number)
    if deal.state != DealState.DRAFT:
        raise Refusal(say("It has been submitted and cannot be changed any more."))
    values = await _checked(actor, fields)
    await write_deal(actor, deal, "update", version, values)
    await index_deal(deal, actor.counterparty_name)
    if submit:
        await submit_deal(actor, number, version=deal.version)


@action("deal_registration.submit")
async def submit_deal(actor: Actor, number: str, *, version: int) -> None:
    """Submit a draft; the moment of submission decides between rivals.

    Refused with the masked answer when the customer is protected for this product line.
    """
    deal = await one(actor, DealRegistration, "submit", number=number)
    if deal.state != DealState.DRAFT:
        raise Refusal(say("It has been submitted already."))
    rules.check_submittable(deal.customer_name, deal.product_line)
    found = await check_conflict(actor, deal.customer_name, deal.product_line, besides=number)
    if found.is_refused:
        raise Refusal(found.sentence(), "customer_name")
    values = {"state": after(rules.TRANSITIONS, deal.state, "submit"),
              "submitted_at": clock.now(), "submitted_by_id": actor.user_id}  # fmt: skip
    await write_deal(actor, deal, "submit", version, values)
    await announce("deal_registration.submitted", number, distributor_id=deal.distributor_id)


@action("deal_registration.submit")
async def answer_question(actor: Actor, number: str, *, answer: str, version: int) -> None:
    """Answer what staff asked; the review goes on and the first submission time stays."""
    deal = await one(actor, DealRegistration, "submit", number=number)
    if deal.state != DealState.NEEDS_INFORMATION:
        raise Refusal(say("No question is open any more."))
    if not answer.strip():
        raise Refusal(say("Write the answer first."), "answer")
    values = {"state": after(rules.TRANSITIONS, deal.state, "submit"), "answer": answer.strip()}
    await write_deal(actor, deal, "submit", version, values, deed="answer")
    await announce("deal_registration.answered", number, distributor_id=deal.distributor_id)


@action("deal_registration.withdraw")
async def withdraw_deal(actor: Actor, number: str, *, version: int) -> None:
    """Give the claim up; the customer is free again."""
    deal = await one(actor, DealRegistration, "withdraw", number=number)
    values = {"state": after(rules.TRANSITIONS, deal.state, "withdraw")}
    await write_deal(actor, deal, "withdraw", version, values)
    await announce("deal_registration.withdrawn", number, distributor_id=deal.distributor_id)


@action("deal_registration.ask_extension")
async def ask_extension(
    actor: Actor, number: str, *, until: date, reason: str, version: int
) -> None:
    """Ask for protection until a later day, with a reason."""
    deal = await one(actor, DealRegistration, "ask_extension", number=number)
    state = after(rules.TRANSITIONS, deal.state, "ask_extension")
    rules.check_extension(until, deal.protected_until, clock.today(actor.zone))
    values = {"state": state, "extension_until": until, "extension_reason": check_reason(reason),
              "extension_asked_at": clock.now()}  # fmt: skip
    await write_deal(actor, deal, "ask_extension", version, values)
    await announce("deal_registration.extension_asked", number, distributor_id=deal.distributor_id)


@action("deal_registration.extend")
async def lapse_expired_deals(actor: Actor, *, limit: int = 200) -> int:
    """Let protections whose last day has passed lapse; return how many. The worker's timer calls it."""
    kept = scope(actor, DealRegistration, "extend")
    expired = kept.filter(state__in=rules.PROTECTED, protected_until__lt=clock.today())
    deals = await expired.order_by("protected_until", "id").limit(limit)
    for deal in deals:
        await lapse(actor, deal)
    return len(deals)


async def _checked(actor: Actor, fields: DealFields) -> dict[str, Any]:
    """Return the columns to write, or refuse what makes no sense; a draft may miss its line."""
    if not rules.customer_key(fields.customer_name):
        raise Refusal(say("Enter the name of the end customer."), "customer_name")
    check_amount(fields.amount)
    check_day(fields.closes_on, clock.today(actor.zone), "closes_on")
    check_second_forms(fields, "customer_city")
    line = await line_named(actor, fields.product_line) if fields.product_line else None
    return asdict(fields) | {
        "customer_name": fields.customer_name.strip(),
        "customer_key": rules.customer_key(fields.customer_name),
        "product_line": line.name if line else "",
        "product_line_zh": line.name_zh if line else "",
        "story": fields.story.strip(),
    }
