"""Making one of two requests of the same organisation: the conversation goes on under the other."""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.tickets.models import Ticket
from shared.tickets.rules.life import OPEN
from shared.tickets.writing import counterparty_of, locked, step, tell


@action("ticket.merge")
async def merge(actor: Actor, number: str, *, into: str, key: str = "") -> str:
    """Let the request go on under `into`, which shows its messages too; return that number.

    What was merged into it before goes along, so that nothing is two steps away.
    """
    ticket = await locked(actor, "merge", number)
    target = await _target(actor, ticket, into.strip().upper())
    now = clock.now()
    await step(
        actor, ticket, "merge", "merge", merged_into_id=target.id, closed_at=now,
        reason=target.number,
    )  # fmt: skip
    rows = scope(actor, Ticket, "merge")
    await rows.filter(merged_into_id=ticket.id).update(merged_into_id=target.id)
    latest = max(target.last_message_at, ticket.last_message_at)
    await rows.filter(id=target.id).update(last_message_at=latest, updated_at=now)
    await tell(actor, "merged", ticket, into=target.number)
    return target.number


async def _target(actor: Actor, ticket: Ticket, into: str) -> Ticket:
    found = await scope(actor, Ticket, "merge").get_or_none(
        number=into, counterparty_id=counterparty_of(ticket)
    )
    if found is None or found.id == ticket.id:
        raise Refusal(
            say("There is no other request {number} of this organisation.", number=into), "into"
        )
    if found.state not in OPEN:
        raise Refusal(say("{number} is over. Choose one that is open.", number=into), "into")
    return found
