"""For whom a deputy decides, so that the journal names both."""

from shared.access.actor import Actor
from shared.counterparties.models import Care, Deputy
from shared.kernel import clock


async def stands_in_for(actor: Actor, counterparty_id: int) -> str:
    """Return the name of the colleague in whose place the actor acts at this counterparty.

    Empty when the counterparty is in the actor's own care, or when she acts as somebody's leader.
    """
    cared = Care.filter(counterparty_id=counterparty_id)
    people = [row["user_id"] for row in await cared.values("user_id")]
    if actor.user_id in people:
        return ""
    now = clock.now()
    standing = await (
        Deputy.filter(
            deputy_id=actor.user_id, owner_id__in=people, starts_at__lte=now, ends_at__gt=now
        )
        .order_by("id")
        .values("owner__name")
    )
    return str(standing[0]["owner__name"]) if standing else ""
