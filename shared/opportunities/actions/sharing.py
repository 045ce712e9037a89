"""Verbs of what partners see: share an opportunity, take it back, keep the private side."""

from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.journal.actions import record
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.wording import say
from shared.opportunities.models import Opportunity, OpportunityPrivate, OpportunityShare
from shared.opportunities.rules import funnel as rules
from shared.opportunities.writing import add_share, customer_in_care


@action("opportunity.share")
async def share_opportunity(actor: Actor, number: str, *, partner: str) -> None:
    """Show the opportunity to a distributor or partner (number of the counterparty)."""
    found = await one(actor, Opportunity, "share", number=number)
    with_whom = await customer_in_care(actor, partner)
    if not (with_whom.is_distributor or with_whom.is_partner):
        raise Refusal(say("Only a distributor or partner can be shared with."), "counterparty")
    await add_share(actor, found, with_whom.pk, partner)
    await record(
        actor, "opportunity.share", found, counterparty_id=found.counterparty_id,
        after={"shared_with": with_whom.number},
    )  # fmt: skip


@action("opportunity.share")
async def unshare_opportunity(actor: Actor, number: str, *, partner: str) -> None:
    """Take the opportunity back from a partner; what it wrote stays."""
    found = await one(actor, Opportunity, "share", number=number)
    shares = OpportunityShare.filter(opportunity_id=found.id, counterparty__number=partner)
    share = await shares.first()
    if share is None:
        raise NotFound
    await share.delete()
    await record(
        actor, "opportunity.unshare", found, counterparty_id=found.counterparty_id,
        before={"shared_with": partner},
    )  # fmt: skip


@action("opportunity_private.update")
async def keep_private_side(
    actor: Actor,
    number: str,
    *,
    competitor: str,
    forecast: int | None,
    internal_note: str,
    version: int,
) -> None:
    """Write competitor, forecast (minor units) and our note; `version` 0 for the first time."""
    found = await one(actor, Opportunity, "update", number=number)
    if forecast is not None:
        rules.check_amount(forecast, "forecast")
    values: dict[str, Any] = {"competitor": competitor.strip()[:200], "forecast": forecast,
              "internal_note": internal_note.strip()}  # fmt: skip
    before = await _write_side(actor, found.id, version, values)
    await record(
        actor, "opportunity_private.update", found, counterparty_id=found.counterparty_id,
        before=before, after=values,
    )  # fmt: skip


async def _write_side(
    actor: Actor, opportunity_id: int, version: int, values: dict[str, Any]
) -> dict[str, Any]:
    """Write the private side and return what stood there before."""
    side = await OpportunityPrivate.get_or_none(opportunity_id=opportunity_id)
    if side is None:
        await OpportunityPrivate.create(opportunity_id=opportunity_id, **values)
        return {}
    before = {name: getattr(side, name) for name in values}
    if version == 0:
        raise Stale(before, side.version)
    await change(actor, side, "update", version, **values)
    return before
