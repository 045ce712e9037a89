"""Roles as they are kept beside a person: a built-in one by its name, a custom one with its law.

Whoever reads roles from the database reads them through here, in the statement that reads them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tortoise.expressions import Q

from shared.access import tailoring
from shared.access.policy import Tailored
from shared.counterparties.rules import SHUT_OUT
from shared.identity.models import CustomRole
from shared.identity.rules import Reach

_CUSTOM = ("base", "name_zh", "name_en", "law", "is_active")


def columns(prefix: str = "") -> tuple[str, ...]:
    """Return the columns of a role; `prefix` leads to the row that holds it (`staff_roles__`)."""
    return (f"{prefix}role", *(f"{prefix}custom__{one}" for one in _CUSTOM))


def member_columns(prefix: str = "") -> tuple[str, ...]:
    """Return the columns of a member's role, and of the membership through which she has it."""
    through = f"{prefix}through__"
    return (
        *columns(prefix), f"{prefix}through_id", *columns(through), f"{through}is_active",
        f"{through}reach", f"{through}counterparty__status",
    )  # fmt: skip


def staff_hat(row: Mapping[str, Any], prefix: str = "") -> str | None:
    """Return the role in a row of `columns`, a custom one with its grants; None without any."""
    return _hat(row, prefix, is_staff=True)


def member_hat(row: Mapping[str, Any], prefix: str = "") -> str | None:
    """Return a member's role in a row of `member_columns`; None when she has none any more.

    `rules.member_roles` says what it is in her kinds of organisation. Through the organisation above
    she has the role that she has there, as long as she reaches below from there; one that was made
    there is cut by the ceiling of the kinds below.
    """
    if row[f"{prefix}through_id"] is None:
        return _hat(row, prefix, is_staff=False)
    above = f"{prefix}through__"
    is_open = row[f"{above}is_active"] and row[f"{above}counterparty__status"] not in SHUT_OUT
    if not is_open or row[f"{above}reach"] != Reach.BELOW:
        return None
    return _hat(row, above, is_staff=False)


def let_in() -> Q:
    """Return the condition for memberships that open a door now: one's own, or through one above."""
    above = Q(through__is_active=True, through__reach=Reach.BELOW)
    above &= ~Q(through__counterparty__status__in=SHUT_OUT)
    own = Q(through_id__isnull=True) | above
    return Q(is_active=True) & ~Q(counterparty__status__in=SHUT_OUT) & own


def as_hat(kept: CustomRole) -> Tailored:
    """Return a custom role as a role's name with its grants, of the staff or of a member."""
    names = (kept.name_zh, kept.name_en)
    if kept.counterparty_id is None:
        return tailoring.tailored(kept.key, kept.base, names, kept.law)
    return Tailored(kept.key, kept.base, names, kept.law)


def with_law(role: Tailored, law: Mapping[str, str]) -> Tailored:
    """Return the same role as it would be with another law."""
    names, text = (role.name_zh, role.name_en), tailoring.written(law)
    if role.law:
        return tailoring.tailored(str(role), role.base, names, text)
    return Tailored(role, role.base, names, text)


def keys(roles: Iterable[str]) -> list[str]:
    """Return roles as the journal keeps them: by their names alone, in order."""
    return sorted(str.__str__(role) for role in roles)


def _hat(row: Mapping[str, Any], prefix: str, *, is_staff: bool) -> str | None:
    role = row[f"{prefix}role"]
    base, zh, en, law, is_active = (row[f"{prefix}custom__{one}"] for one in _CUSTOM)
    # The key of a role that was removed is a name that the law does not know.
    if role is None or law is None or not is_active:
        return role  # type: ignore[no-any-return]
    if is_staff:
        return tailoring.tailored(role, base, (zh, en), law)
    return Tailored(role, base, (zh, en), law)
