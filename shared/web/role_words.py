"""What roles are called, and what an invitation may be for: one place for both faces."""

from collections.abc import Iterable

from shared.access import policy
from shared.identity.rules import INVITATION_HOURS
from shared.kernel.two_languages import Bilingual
from shared.kernel.wording import Message, say

STAFF_LABELS: dict[str, Message] = {
    policy.ACCOUNT_MANAGER: say("Account manager"), policy.SALES_MANAGER: say("Sales manager"),
    policy.PURCHASING: say("Purchasing"), policy.SUPPORT: say("Support"),
    policy.FINANCE: say("Finance"), policy.ADMINISTRATOR: say("Administrator"),
    policy.AUDITOR: say("Auditor"),
}  # fmt: skip
MEMBER_LABELS: dict[str, Message] = {
    policy.ORGANISATION_ADMIN: say("Organisation administrator"), policy.MEMBER: say("Member"),
    policy.VIEWER: say("Viewer"),
}  # fmt: skip


def role_name(role: str) -> Message:
    """Return what a role is called; a custom one as its administrator named it."""
    if isinstance(role, policy.Tailored):
        return Message("{name}", {"name": Bilingual(role.name_zh, role.name_en)})
    return STAFF_LABELS.get(role) or MEMBER_LABELS.get(role) or say("Custom role")


# role, its name, what it does in a few words: as it is offered when somebody is invited
MEMBER_ROLES: tuple[tuple[str, Message, Message], ...] = tuple(
    (role, MEMBER_LABELS[role], does)
    for role, does in (
        (policy.ORGANISATION_ADMIN, say("Orders, registers deals, invites colleagues")),
        (policy.MEMBER, say("Orders and registers deals")),
        (policy.VIEWER, say("Reads, changes nothing")),
    )
)


def roles_offered(custom: Iterable[policy.Tailored]) -> list[tuple[str, Message, Message]]:
    """Return the roles that may be given in an organisation: the built-in ones, then its own."""
    own = ((str.__str__(role), role_name(role), say("A role of your own")) for role in custom)
    return [*MEMBER_ROLES, *own]


def labels_with(custom: Iterable[policy.Tailored]) -> dict[str, Message]:
    """Return what the roles of members are called, an organisation's own among them."""
    return {**MEMBER_LABELS, **{str.__str__(role): role_name(role) for role in custom}}


# how long an invitation may live: hours and words
LIVES = tuple(zip(INVITATION_HOURS, (say("3 days"), say("1 day"), say("7 days")), strict=True))
