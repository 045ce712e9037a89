"""For whom a deputy decides, so that the journal names both."""

from shared.access.actor import Actor
from shared.counterparties.models import Care, Deputy
from shared.kernel import clock
from shared.kernel.two_languages import Kept, name_kept


async def stands_in_for(actor: Actor, counterparty_id: int) -> Kept:
    """Return the name of the colleague in whose place the actor acts at this counterparty.

    Empty when the counterparty is in the actor's own care, or when she acts as somebody's leader.
    """
    cared = Care.filter(counterparty_id=counterparty_id)
    people = [row["user_id"] for row in await cared.values("user_id")]
    if actor.user_id in people:
        return ""
    now = clock.now()
    standing = Deputy.filter(
        deputy_id=actor.user_id, owner_id__in=people, starts_at__lte=now, ends_at__gt=now
    )
    found = await standing.order_by("id").select_related("owner").first()
    return name_kept(found.owner) if found else ""
