"""Large credit limits: proposed by one of finance, decided by another; until then the old one counts.

`set_credit_limit` in `credit.py` proposes; the second person is compared inside the statement.
"""

from typing import Any

from tortoise.queryset import QuerySet

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.counterparties import queries as counterparties
from shared.journal.actions import Change, record, record_many
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.two_languages import name_kept
from shared.kernel.wording import say
from shared.orders.models import CreditLimit, CreditProposal
from shared.orders.rules import ProposalState, check_decision_reason
from shared.outbox.actions import announce


@action("credit_proposal.decide")
async def approve_credit_limit(actor: Actor, *, counterparty: str, version: int) -> None:
    """Let the proposed limit of a counterparty (number) count from now on.

    Refused to whoever proposed it, and when the limit was changed since.
    """
    found = await _waiting(actor, counterparty)
    _refuse_proposer(actor, found)
    await _decide(actor, found, version, ProposalState.APPROVED)
    held = await _apply(found)
    await announce("credit_limit.changed", counterparty)
    await record(
        actor, "credit_limit.update", held, number=counterparty,
        counterparty_id=found.counterparty_id,
        before={"amount": found.before} if found.limit_version else {},
        after={"amount": found.amount, "currency": found.currency,
               "proposed_by": name_kept(found.proposed_by)}, reason=found.reason,
    )  # fmt: skip
    await _tell(actor, found, counterparty, "approved")


@action("credit_proposal.decide")
async def reject_credit_limit(
    actor: Actor, *, counterparty: str, version: int, reason: str
) -> None:
    """Refuse the proposed limit with a reason; the present one stays."""
    found = await _waiting(actor, counterparty)
    told = check_decision_reason(reason)
    _refuse_proposer(actor, found)
    await _decide(actor, found, version, ProposalState.REJECTED)
    await _journal(actor, found, "reject", told)
    await _tell(actor, found, counterparty, "rejected", reason=told)


@action("credit_proposal.create")
async def withdraw_credit_limit(actor: Actor, *, counterparty: str, version: int) -> None:
    """Take one's own proposal back."""
    found = await _waiting(actor, counterparty)
    if found.proposed_by_id != actor.user_id:
        raise NotFound
    rows = scope(actor, CreditProposal, "create").filter(proposed_by_id=actor.user_id)
    await _end(rows, found, version, state=ProposalState.WITHDRAWN)
    await _journal(actor, found, "withdraw", "")


async def _tell(
    actor: Actor, found: CreditProposal, number: str, what: str, reason: str = ""
) -> None:
    await announce(
        f"credit_proposal.{what}", number, counterparty_id=found.counterparty_id,
        by=actor.user_id, to=found.proposed_by_id, reason=reason,
    )  # fmt: skip


async def _waiting(actor: Actor, number: str) -> CreditProposal:
    place = await counterparties.counterparty(actor, number)
    found = await one(actor, CreditProposal, counterparty_id=place.id, state=ProposalState.PENDING)
    await found.fetch_related("proposed_by")
    return found


@duty("Nobody decides a credit limit that she proposed.")
def _refuse_proposer(actor: Actor, found: CreditProposal) -> None:
    if found.proposed_by_id == actor.user_id:
        raise Refusal(say("You proposed it yourself: a colleague of finance decides."))


@duty("The statement that decides a credit limit leaves out what the actor proposed.")
def _of_others(actor: Actor) -> QuerySet[CreditProposal]:
    return scope(actor, CreditProposal, "decide").exclude(proposed_by_id=actor.user_id)


async def _decide(actor: Actor, found: CreditProposal, version: int, state: ProposalState) -> None:
    """Decide in one statement that asks again who proposed it."""
    await _end(
        _of_others(actor),
        found,
        version,
        state=state,
        decided_by_id=actor.user_id,
        decided_at=clock.now(),
    )


async def _end(rows: Any, found: CreditProposal, version: int, **values: Any) -> None:
    still = rows.filter(id=found.id, version=version, state=ProposalState.PENDING)
    if not await still.update(**values, version=version + 1):
        raise Stale({"amount": found.amount}, found.version)


async def _apply(found: CreditProposal) -> CreditLimit:
    """Write the limit if it stands as it stood when this was proposed."""
    now = clock.now()
    # An order makes the row of a buyer without a limit; that is still no limit.
    held, _ = await CreditLimit.get_or_create(
        {"amount": 0, "currency": found.currency, "updated_at": now},
        counterparty_id=found.counterparty_id,
    )
    seen = found.limit_version or 1
    same = CreditLimit.filter(id=held.id, version=seen, amount=found.before or 0)
    if not await same.update(amount=found.amount, updated_at=now, version=seen + 1):
        raise Refusal(
            say("The limit has changed since this was proposed: reject it and propose it anew.")
        )
    return await CreditLimit.get(counterparty_id=found.counterparty_id)


async def _journal(actor: Actor, found: CreditProposal, verb: str, reason: str) -> None:
    place = await counterparties.by_id(actor, found.counterparty_id)
    after = {"amount": found.amount, "currency": found.currency}
    told = Change("credit_limit", place.number, found.counterparty_id, {}, after)
    await record_many(actor, f"credit_limit.{verb}", [told], reason=reason)
