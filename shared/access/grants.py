"""The words in which the law is written: roles, sets of rows, and what a role may do on them."""

from dataclasses import dataclass

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
PUBLISHED = "published"  # what we have published to everybody outside


@dataclass(frozen=True)
class Grant:
    """Verbs on a set of rows."""

    rows: str
    verbs: frozenset[str]


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
