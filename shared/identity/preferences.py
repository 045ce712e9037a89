"""What a person chooses for herself and nobody else sees: the language she reads."""

from shared.access.actor import Actor
from shared.access.models import User
from shared.database.uow import uow


async def choose_language(actor: Actor, locale: str) -> None:
    """Keep the language ("zh" or "en") with the person, for every device and every mail."""

    async def keep() -> None:
        await User.filter(id=actor.user_id).update(locale=locale)

    await uow(keep)
