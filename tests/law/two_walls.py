"""What the scope shows somebody of a table, beside what the database would show her without it."""

from typing import Any

from tortoise.models import Model

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import speaking
from shared.database.speaking import PORTAL, VIEW_AS, Voice
from shared.database.uow import reading

# A line may name a product that is no longer offered: the database lets its row through for the
# sake of the pages, the scope does not list it.
# So is the list that prices what no list of one's own does, and the roles that we made for
# ourselves: whether an invitation of ours still holds is asked on a page of the portal.
WIDER = frozenset({"product", "price_list", "price_entry", "custom_role"})


async def both(actor: Actor, model: type[Model]) -> tuple[set[int] | None, set[int]]:
    """Return (keys through the scope, None without any right; keys through the wall alone)."""
    may_read = bool(policy.grants(actor.roles, model._meta.db_table, "read"))
    scoped = set(await scope(actor, model).values_list("id", flat=True)) if may_read else None
    pool = VIEW_AS if actor.is_looked_through else PORTAL
    voice = Voice(pool, actor.user_id, actor.counterparty_id or 0, actor.spoken_roles)
    with speaking.speaking(voice):
        through: Any = await reading(lambda: model.all().values_list("id", flat=True))
    return scoped, set(through)  # type: ignore[arg-type]
