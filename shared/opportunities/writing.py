"""What the verbs of the funnel share: write within scope and version, journal, search words."""

from typing import Any

from tortoise.exceptions import IntegrityError

from shared.access.actor import Actor
from shared.access.scope import change, places
from shared.database.fulltext import index
from shared.database.uow import violates
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.kernel.two_languages import Kept, name_in
from shared.kernel.wording import say
from shared.opportunities.models import DealRegistration, Opportunity, OpportunityShare
from shared.opportunities.rules import deals as deal_rules
from shared.opportunities.rules.deals import customer_key
from shared.outbox.actions import announce
from shared.outbox.happenings import told_to


async def customer_in_care(actor: Actor, number: str) -> Any:
    """Return the counterparty of that number within the actor's accounts, or refuse at the field.

    What she may merely read, by another of her roles, is not in her care.
    """
    found = await places(actor, "opportunity.create").get_or_none(number=number.strip())
    if found is None:
        raise Refusal(say("There is no such organisation in your care."), "counterparty")
    return found


def key_of(customer: Any) -> str:
    """Return the key under which the conflict check finds this customer."""
    locale = "zh" if customer.country == "CN" else "en"
    return customer_key(name_in(locale, customer.name_zh, customer.name_en))


async def index_opportunity(found: Opportunity, customer: Any) -> None:
    """Store the words both sides may search by; nothing private is among them."""
    await index(
        "opportunity", found.id, found.number, found.name, found.product_line,
        found.product_line_zh, customer.name_zh, customer.name_en, customer.city,
        customer.city_other,
    )  # fmt: skip


async def index_deal(deal: DealRegistration, distributor: str) -> None:
    """Store the words a registration is found by."""
    await index(
        "deal_registration", deal.id, deal.number, deal.customer_name, deal.customer_city,
        deal.customer_city_other,
        deal.product_line, deal.product_line_zh, distributor,
    )  # fmt: skip


async def add_share(actor: Actor, found: Opportunity, partner_id: int, partner: str) -> None:
    """Write the share and announce it to us and to that partner (its number), or refuse a second one."""
    try:
        await OpportunityShare.create(
            opportunity_id=found.id, counterparty_id=partner_id,
            shared_by_id=actor.user_id or None, created_at=clock.now(),
        )  # fmt: skip
    except IntegrityError as error:
        if not (violates(error, "uq_opportunity_share") or "opportunity_share." in str(error)):
            raise
        raise Refusal(say("It is shared with this organisation already."), "counterparty") from None
    heard_by = told_to(found.number, partner)
    await announce("opportunity.shared", heard_by, counterparty_id=partner_id)


async def write_opportunity(
    actor: Actor, found: Opportunity, verb: str, version: int, values: dict[str, Any],
    *, reason: str = "",
) -> None:  # fmt: skip
    """Write `values` within scope and version, and journal what changed."""
    before = {name: getattr(found, name) for name in values}
    await change(actor, found, verb, version, **values, updated_at=clock.now())
    changed = {name: value for name, value in values.items() if before[name] != value}
    await record(
        actor, f"opportunity.{verb}", found, counterparty_id=found.counterparty_id,
        before={name: before[name] for name in changed}, after=changed, reason=reason,
    )  # fmt: skip


async def write_deal(
    actor: Actor, deal: DealRegistration, verb: str, version: int, values: dict[str, Any],
    *, deed: str = "", reason: str = "", on_behalf_of: Kept = "",
) -> None:  # fmt: skip
    """Write `values` within scope and version, and journal what changed and for whom."""
    before = {name: getattr(deal, name) for name in values}
    await change(actor, deal, verb, version, **values, updated_at=clock.now())
    changed = {name: value for name, value in values.items() if before[name] != value}
    told = {**changed, "on_behalf_of": on_behalf_of} if on_behalf_of else changed
    await record(
        actor, f"deal_registration.{deed or verb}", deal, counterparty_id=deal.distributor_id,
        before={name: before[name] for name in changed}, after=told, reason=reason,
    )  # fmt: skip


async def lapse(actor: Actor, deal: DealRegistration) -> None:
    """Let one expired protection lapse; the customer is free again."""
    values = {"state": after(deal_rules.TRANSITIONS, deal.state, "lapse")}
    same = DealRegistration.filter(id=deal.id, version=deal.version)
    if not await same.update(**values, version=deal.version + 1, updated_at=clock.now()):
        return
    await record(
        actor, "deal_registration.lapse", deal, counterparty_id=deal.distributor_id,
        before={"state": deal.state}, after=values,
    )  # fmt: skip
    await announce("deal_registration.lapsed", deal.number, distributor_id=deal.distributor_id)
