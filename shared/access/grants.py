"""The words in which the law is written: roles, sets of rows, and what a role may do on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Staff
ACCOUNT_MANAGER, SALES_MANAGER = "account_manager", "sales_manager"
PURCHASING, SUPPORT, FINANCE = "purchasing", "support", "finance"
ADMINISTRATOR, AUDITOR, SYSTEM = "administrator", "auditor", "system"
STAFF_ROLES = (
    ACCOUNT_MANAGER, SALES_MANAGER, PURCHASING, SUPPORT, FINANCE, ADMINISTRATOR, AUDITOR,
)  # fmt: skip
CONFLICTING_ROLES = (
    frozenset({ADMINISTRATOR, FINANCE}),
    frozenset({ADMINISTRATOR, AUDITOR}),
    frozenset({PURCHASING, FINANCE}),
)

# Outside: kind of organisation × role in it
KINDS = ("distributor", "customer", "supplier", "partner")
ORGANISATION_ADMIN, MEMBER, VIEWER = "organisation_admin", "member", "viewer"
MEMBER_ROLES = (ORGANISATION_ADMIN, MEMBER, VIEWER)
EVERY_KIND = " ".join(KINDS)

# Rows
OWN = "own accounts"  # counterparties in my care, or in the care of those I stand in for
TEAM = "team"  # mine and my team's
ALL = "all"
SUPPLIERS = "suppliers"
ORGANISATION = "organisation"
SHARED = "shared"  # rows shared with my organisation through the table's share table
MINE = "mine"  # what was written to me, on the face where I am
OFFERED = "offered"  # what is on offer to every partner: active products that are sold
AUDIENCE = (
    "meant for us"  # open, and meant for a kind that my organisation holds, or for it by name
)
ISSUED = "issued to organisation"  # of my organisation, once the other side has sent it
ADDRESSED = "addressed to organisation"  # what we tell it now, by its kind or by its name
CHANNEL = "channel"  # what names my organisation as the distributor of record
PARTIES = "either side"  # that, and what is my own organisation's, once it was sent to it
INVITED = "invited"  # what our organisation was invited to answer, once it is published
UNSEALED = "unsealed"  # what was submitted, once the deadline of its request has passed
PUBLISHED = "published"  # what we have published to everybody outside


@dataclass(frozen=True)
class Grant:
    """Verbs on a set of rows."""

    rows: str
    verbs: frozenset[str]


class Tailored(str):
    """A role that an administrator made: its name, as every role has one, and grants of its own.

    It stands wherever a role's name does. `law` is table → grants, already cut to what the code
    allows; `base` is the built-in role that it was cloned from.
    """

    base: str
    name_zh: str
    name_en: str
    text: str
    law: Mapping[str, tuple[Grant, ...]]

    def __new__(
        cls, name: str, base: str = "", names: tuple[str, str] = ("", ""), text: str = "",
        law: Mapping[str, tuple[Grant, ...]] = MappingProxyType({}),
    ) -> "Tailored":  # fmt: skip
        """Return the role `name`; `names` are zh and en, `text` is its law as it is stored."""
        made = super().__new__(cls, name)
        made.base, made.text, made.law = base, text, law
        made.name_zh, made.name_en = names
        return made


def on(rows: str, verbs: str) -> Grant:
    """Write a grant: `on(OWN, "read update")`."""
    return Grant(rows, frozenset(verbs.split()))


def every(roles: tuple[str, ...], grant: Grant) -> dict[str, Grant]:
    """Give the same grant to several staff roles."""
    return dict.fromkeys(roles, grant)


def outside(
    kinds: str, rows: str, verbs: str, *, viewer: str = "read", admin: str = ""
) -> dict[str, Grant]:
    """Write the grants of outside organisations on `rows`.

    Members and organisation administrators of every kind in `kinds` may do `verbs`,
    administrators `admin` besides, viewers only `viewer` ("" for nothing at all).
    """
    by_role = {ORGANISATION_ADMIN: f"{verbs} {admin}", MEMBER: verbs, VIEWER: viewer}
    return {
        f"{kind}.{role}": on(rows, may)
        for kind in kinds.split()
        for role, may in by_role.items()
        if may.strip()
    }
