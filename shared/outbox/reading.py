"""What a reader does with her notifications: opens them, puts them aside, chooses her mails."""

from collections.abc import Mapping

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.kernel import clock
from shared.outbox.actions import announce
from shared.outbox.models import Notification, NotificationChoice
from shared.outbox.notifying import WRITTEN
from shared.outbox.queries import unread_of
from shared.outbox.rules import MailChoice


@action("notification.update")
async def open_notification(actor: Actor, public_id: str) -> str:
    """Note that it was read and return the path of its matter; NotFound for somebody else's."""
    found: Notification = await one(actor, Notification, public_id=public_id)
    if found.read_at is None:
        await unread_of(actor).filter(id=found.id).update(read_at=clock.now())
        await announce(WRITTEN, f"user:{actor.user_id}")
    return str(found.path)


@action("notification.update")
async def read_all(actor: Actor) -> None:
    """Note that everything was read."""
    await unread_of(actor).update(read_at=clock.now())
    await announce(WRITTEN, f"user:{actor.user_id}")


@action("notification_choice.update")
async def choose_mails(actor: Actor, *, choices: Mapping[str, MailChoice]) -> None:
    """Keep when mails come, kind by kind; nothing kept means at once."""
    await scope(actor, NotificationChoice, "update").filter(kind__in=list(choices)).delete()
    await NotificationChoice.bulk_create(
        [
            NotificationChoice(user_id=actor.user_id, face=actor.face, kind=kind, mail=choice)
            for kind, choice in choices.items()
        ]
    )
