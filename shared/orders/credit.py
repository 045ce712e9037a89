"""Credit limits as finance sets them; orders take from them and give back in their own verbs."""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change
from shared.counterparties import queries as counterparties
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say
from shared.orders.models import CreditLimit
from shared.outbox.actions import announce


@action("credit_limit.update")
async def set_credit_limit(
    actor: Actor, *, counterparty: str, amount: int, currency: str = "", version: int = 0,
    reason: str = "",
) -> None:  # fmt: skip
    """Set the limit of a counterparty (number) in minor units; `version` 0 sets the first one.

    A limit below what is used is allowed: it stops new orders. The currency stays once set.
    """
    if amount < 0:
        raise Refusal(say("A credit limit is zero or more."), "amount")
    place = await counterparties.reachable(actor, counterparty, "credit_limit.update")
    held = await CreditLimit.get_or_none(counterparty_id=place.id)
    before = {"amount": held.amount} if held else {}
    if held is None:
        held = await _first(place.id, amount, currency or place.currency)
    elif version == 0:
        raise Stale({"amount": held.amount}, held.version)
    else:
        await change(actor, held, "update", version, amount=amount, updated_at=clock.now())
    await announce("credit_limit.changed", place.number)
    await record(
        actor, "credit_limit.update", held, number=place.number, counterparty_id=place.id,
        before=before, after={"amount": amount, "currency": held.currency}, reason=reason.strip(),
    )  # fmt: skip


async def _first(counterparty_id: int, amount: int, currency: str) -> CreditLimit:
    return await CreditLimit.create(
        counterparty_id=counterparty_id, amount=amount, currency=currency,
        updated_at=clock.now(),
    )  # fmt: skip
