"""What a person decides for herself: the language she reads, and how she is named."""

from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.rules import check_second_forms
from shared.database.uow import uow
from shared.journal.actions import record
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say


async def choose_language(actor: Actor, locale: str) -> None:
    """Keep the language ("zh" or "en") with the person, for every device and every mail."""

    async def keep() -> None:
        await User.filter(id=actor.user_id).update(locale=locale)

    await uow(keep)


async def own_name(actor: Actor) -> User:
    """Return the actor's own record."""
    return await User.get(id=actor.user_id)


async def write_own_name(actor: Actor, *, version: int, **wanted: str) -> None:
    """Save `name`, `name_other`, `title` and `title_other` of the actor, nobody else's.

    Refuses no name, and a second form in the language of the first; Stale when it was saved since.
    """
    if not wanted["name"].strip():
        raise Refusal(say("Enter the name."), "name")
    check_second_forms(User(**wanted), "name", "title")

    async def write() -> None:
        kept = await User.get(id=actor.user_id)
        before = {field: getattr(kept, field) for field in wanted}
        written = User.filter(id=kept.id, version=version)
        if not await written.update(**wanted, version=version + 1):
            raise Stale(before, kept.version)
        changed = [field for field in wanted if wanted[field] != before[field]]
        await record(
            actor, "user.name", kept, number=kept.public_id,
            before={field: before[field] for field in changed},
            after={field: wanted[field] for field in changed},
        )  # fmt: skip

    await uow(write)
