"""Credit limits as finance sets them; orders take from them and give back in their own verbs.

A large one waits for a second person, who decides in `credit_proposals.py`.
"""

import secrets
from typing import Any

from shared.access import policy
from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change
from shared.counterparties import queries as counterparties
from shared.journal.actions import Change, record, record_many
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say
from shared.orders.models import CreditLimit, CreditProposal
from shared.orders.rules import ProposalState, needs_second_person
from shared.outbox.actions import announce
from shared.settings import load, worth

SET, PROPOSED = "set", "proposed"


@action("credit_limit.update")
async def set_credit_limit(
    actor: Actor, *, counterparty: str, amount: int, currency: str = "", version: int = 0,
    reason: str = "",
) -> str:  # fmt: skip
    """Set the limit of a counterparty (number) in minor units; `version` 0 sets the first one.

    A limit below what is used is allowed: it stops new orders. The currency stays once set.
    Returns "set", or "proposed" when it is so large that a second person has to approve it; until
    then the present one counts.
    """
    if amount < 0:
        raise Refusal(say("A credit limit is zero or more."), "amount")
    place = await counterparties.reachable(actor, counterparty, "credit_limit.update")
    held = await CreditLimit.get_or_none(counterparty_id=place.id)
    if held is not None and version == 0 and held.is_unset:
        version = held.version
    if held is not None and version != held.version:
        raise Stale({"amount": held.amount}, held.version)
    await _refuse_beside_another(place)
    currency = held.currency if held else currency or place.currency
    if _is_large(actor, held.amount if held else 0, amount, currency):
        await _propose(actor, place, held, amount, currency, reason.strip())
        return PROPOSED
    before = {"amount": held.amount} if held else {}
    if held is None:
        held = await _first(place.id, amount, currency)
    else:
        await change(actor, held, "update", version, amount=amount, updated_at=clock.now())
    await announce("credit_limit.changed", place.number)
    await record(
        actor, "credit_limit.update", held, number=place.number, counterparty_id=place.id,
        before=before, after={"amount": amount, "currency": held.currency}, reason=reason.strip(),
    )  # fmt: skip
    return SET


def _is_large(actor: Actor, before: int, amount: int, currency: str) -> bool:
    """Whether a second person decides; the machinery (import, demo) proposes to nobody."""
    if policy.SYSTEM in actor.roles:
        return False
    above = load().credit_four_eyes_above
    return needs_second_person(before, amount, value=worth(amount, currency), above=above)


async def _refuse_beside_another(place: Any) -> None:
    """What waits was proposed against the present limit: nothing may move below it unseen."""
    if await CreditProposal.filter(counterparty_id=place.id, state=ProposalState.PENDING).exists():
        raise Refusal(
            say("A limit proposed for {number} waits for a second person: decide that one first.",
                number=place.number),
            "amount",
        )  # fmt: skip


async def _propose(
    actor: Actor, place: Any, held: CreditLimit | None, amount: int, currency: str,
    reason: str,
) -> None:  # fmt: skip
    actor.must("credit_proposal.create")
    made = await CreditProposal.create(
        public_id=secrets.token_hex(8), counterparty_id=place.id, currency=currency,
        before=held.amount if held else None, amount=amount,
        limit_version=held.version if held else 0, reason=reason,
        proposed_by_id=actor.user_id, created_at=clock.now(),
    )  # fmt: skip
    after = {"amount": amount, "currency": currency}
    told = Change("credit_limit", place.number, place.id, {"amount": made.before}, after)
    await record_many(actor, "credit_limit.propose", [told], reason=reason)
    await announce(
        "credit_proposal.asked", place.number, counterparty_id=place.id, by=actor.user_id,
        reason=reason,
    )  # fmt: skip


async def _first(counterparty_id: int, amount: int, currency: str) -> CreditLimit:
    return await CreditLimit.create(
        counterparty_id=counterparty_id, amount=amount, currency=currency,
        updated_at=clock.now(),
    )  # fmt: skip
