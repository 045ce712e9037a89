"""The picture that an organisation is shown with."""

from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database.compound import Question
from shared.files.queries import FileRow, picture_of


def logo_of(actor: Actor, **which: Any) -> Question[FileRow | None]:
    """Ask for the last logo that was agreed to of the organisation `which` (its `id` or `number`)."""
    return picture_of(actor, "counterparty", scope(actor, Counterparty).filter(**which))
