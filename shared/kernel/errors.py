"""The ways in which the domain says no. The HTTP edge turns each into one kind of answer."""

from typing import Any

from shared.kernel.wording import Message, say

LOOKING_ONLY = say(
    "You are looking at the portal as somebody else does: you can read, but neither change nor take "
    "anything along. Nothing was changed."
)


class Refusal(Exception):
    """The business says no, in a sentence that the user can read (422).

    `field` names the form field the sentence belongs beside; `fixes` are values that would do,
    offered as buttons (value, label).
    """

    def __init__(
        self,
        message: Message,
        field: str | None = None,
        fixes: tuple[tuple[str, Message], ...] = (),
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.fixes = fixes


class Invalid(Exception):
    """Several fields are wrong at once (422): field name → refusals."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(str(refusal) for refusal in refusals))
        self.refusals = refusals


class NotFound(Exception):
    """There is no such record, or none that this actor may see; we never say which (404)."""


class NotAllowed(Exception):
    """The policy does not give this actor this permission (403).

    `because` is the rule in plain words, where the actor may see the record itself.
    """

    def __init__(self, permission: str, because: Message | None = None) -> None:
        super().__init__(permission)
        self.permission = permission
        self.because = because


class LookingOnly(NotAllowed):
    """Somebody looks at the portal as another person does: nothing is changed or taken along (403)."""

    def __init__(self) -> None:
        super().__init__("membership.view_as", LOOKING_ONLY)


class Stale(Exception):
    """Somebody saved in between (409). `theirs` holds the stored values by field name."""

    def __init__(self, theirs: dict[str, Any], version: int) -> None:
        super().__init__("The record was changed in the meantime.")
        self.theirs = theirs
        self.version = version


class NoRoom(Exception):
    """The house cannot take what was sent right now; the sentence says why (507)."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message
