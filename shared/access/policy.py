"""The law: who may do what to which rows. No row here means no.

Read a line as: *role* — on these rows — may do these verbs. A permission is written
`table.verb`; `wanglai policy` prints this page as a table. Columns that outsiders never get
(cost, rating, competitor) live in tables of their own, which have no line for outsiders.
"""

from collections.abc import Iterable
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

# Rows
OWN = "own accounts"  # counterparties in my care, or in the care of those I stand in for
TEAM = "team"  # mine and my team's
ALL = "all"
SUPPLIERS = "suppliers"
ORGANISATION = "organisation"
SHARED = "shared"  # rows shared with my organisation through the table's share table
OFFERED = "offered"  # what is on offer to every partner: active products


@dataclass(frozen=True)
class Grant:
    """Verbs on a set of rows."""

    rows: str
    verbs: frozenset[str]


def on(rows: str, verbs: str) -> Grant:
    """Write a grant: `on(OWN, "read update")`."""
    return Grant(rows, frozenset(verbs.split()))


def _outside(kinds: str, **by_role: Grant) -> dict[str, Grant]:
    """Give the same grants to several kinds; a viewer reads what a member reads."""
    grants: dict[str, Grant] = {}
    for kind in kinds.split():
        for role, grant in by_role.items():
            grants[f"{kind}.{role}"] = grant
    return grants


EVERY_KIND = "distributor customer supplier partner"
_READ_ALL = on(ALL, "read export")
_KEEPS_ORDERS = (
    "read create update submit approve reject confirm hold release ship cancel "
    "request_cancellation decide_cancellation close export"
)

MATRIX: dict[str, dict[str, Grant]] = {
    "user": {
        **{role: on(ALL, "read") for role in STAFF_ROLES},
        ADMINISTRATOR: on(ALL, "read deactivate"),
    },
    "staff_role": {
        ADMINISTRATOR: on(ALL, "read create update"),
        AUDITOR: on(ALL, "read"),
    },
    "membership": {
        ACCOUNT_MANAGER: on(OWN, "read invite suspend"),
        SALES_MANAGER: on(TEAM, "read invite suspend"),
        PURCHASING: on(SUPPLIERS, "read invite suspend"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read"),
        ADMINISTRATOR: on(ALL, "read invite suspend"),
        AUDITOR: on(ALL, "read"),
        **_outside(
            EVERY_KIND,
            organisation_admin=on(ORGANISATION, "read invite suspend"),
            member=on(ORGANISATION, "read"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "counterparty": {
        ACCOUNT_MANAGER: on(OWN, "read create update export"),
        SALES_MANAGER: on(TEAM, "read create update archive export"),
        PURCHASING: on(SUPPLIERS, "read create update export"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read export"),
        ADMINISTRATOR: on(ALL, "read update"),
        AUDITOR: _READ_ALL,
        **_outside(
            EVERY_KIND,
            organisation_admin=on(ORGANISATION, "read"),
            member=on(ORGANISATION, "read"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "counterparty_private": {
        ACCOUNT_MANAGER: on(OWN, "read update"),
        SALES_MANAGER: on(TEAM, "read update"),
        PURCHASING: on(SUPPLIERS, "read update"),
        FINANCE: on(ALL, "read"),
        AUDITOR: on(ALL, "read"),
    },
    "contact": {
        ACCOUNT_MANAGER: on(OWN, "read create update archive"),
        SALES_MANAGER: on(TEAM, "read create update archive"),
        PURCHASING: on(SUPPLIERS, "read create update archive"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read"),
        ADMINISTRATOR: on(ALL, "read"),
        AUDITOR: on(ALL, "read"),
        **_outside(
            EVERY_KIND,
            organisation_admin=on(ORGANISATION, "read"),
            member=on(ORGANISATION, "read"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "care": {
        ACCOUNT_MANAGER: on(OWN, "read"),
        SALES_MANAGER: on(TEAM, "read create update"),
        PURCHASING: on(SUPPLIERS, "read create"),
        **{role: on(ALL, "read") for role in (SUPPORT, FINANCE, ADMINISTRATOR, AUDITOR)},
    },
    "deputy": {
        ACCOUNT_MANAGER: on(ALL, "read create update"),
        SALES_MANAGER: on(ALL, "read create update"),
        ADMINISTRATOR: on(ALL, "read create update"),
        AUDITOR: on(ALL, "read"),
    },
    "product": {
        ACCOUNT_MANAGER: on(ALL, "read export"),
        SALES_MANAGER: on(ALL, "read export"),
        PURCHASING: on(ALL, "read create update archive export"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read export"),
        AUDITOR: _READ_ALL,
        **_outside(
            "distributor customer",
            organisation_admin=on(OFFERED, "read export"),
            member=on(OFFERED, "read export"),
            viewer=on(OFFERED, "read"),
        ),
    },
    "product_cost": {
        SALES_MANAGER: on(ALL, "read"),
        PURCHASING: on(ALL, "read"),
        FINANCE: on(ALL, "read"),
        AUDITOR: on(ALL, "read"),
    },
    "stock": {
        **{role: on(ALL, "read") for role in (ACCOUNT_MANAGER, SALES_MANAGER, SUPPORT, FINANCE)},
        PURCHASING: on(ALL, "read update"),
        AUDITOR: on(ALL, "read"),
    },
    "price_list": {
        ACCOUNT_MANAGER: on(ALL, "read export"),
        SALES_MANAGER: on(ALL, "read create update publish export"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read create update publish export"),
        AUDITOR: _READ_ALL,
        **_outside(
            "distributor customer",
            organisation_admin=on(ORGANISATION, "read export"),
            member=on(ORGANISATION, "read export"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "tax_rate": {
        FINANCE: on(ALL, "read update"),
        **{role: on(ALL, "read") for role in (ACCOUNT_MANAGER, SALES_MANAGER, AUDITOR)},
    },
    "opportunity": {
        ACCOUNT_MANAGER: on(OWN, "read create update move win lose plan note share export"),
        SALES_MANAGER: on(TEAM, "read create update move win lose reopen plan note share export"),
        FINANCE: on(ALL, "read"),
        AUDITOR: _READ_ALL,
        **_outside(
            "distributor",
            organisation_admin=on(SHARED, "read note plan move export"),
            member=on(SHARED, "read note plan move export"),
            viewer=on(SHARED, "read"),
        ),
        **_outside(
            "partner",
            organisation_admin=on(SHARED, "read export"),
            member=on(SHARED, "read export"),
            viewer=on(SHARED, "read"),
        ),
    },
    "opportunity_private": {
        ACCOUNT_MANAGER: on(OWN, "read update"),
        SALES_MANAGER: on(TEAM, "read update"),
        FINANCE: on(ALL, "read"),
        AUDITOR: on(ALL, "read"),
    },
    "deal_registration": {
        ACCOUNT_MANAGER: on(OWN, "read review ask_information approve reject extend export"),
        SALES_MANAGER: on(TEAM, "read review ask_information approve reject extend export"),
        FINANCE: on(ALL, "read"),
        AUDITOR: _READ_ALL,
        **_outside(
            "distributor partner",
            organisation_admin=on(
                ORGANISATION, "read create update submit withdraw ask_extension export"
            ),
            member=on(ORGANISATION, "read create update submit withdraw ask_extension export"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "sales_order": {
        ACCOUNT_MANAGER: on(OWN, _KEEPS_ORDERS),
        SALES_MANAGER: on(TEAM, _KEEPS_ORDERS),
        PURCHASING: on(ALL, "read"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read record_payment export"),
        AUDITOR: _READ_ALL,
        **_outside(
            "distributor customer",
            organisation_admin=on(
                ORGANISATION, "read create update submit cancel request_cancellation export"
            ),
            member=on(ORGANISATION, "read create update submit cancel request_cancellation export"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "shipment": {
        ACCOUNT_MANAGER: on(OWN, "read update"),
        SALES_MANAGER: on(TEAM, "read update"),
        PURCHASING: on(ALL, "read update"),
        SUPPORT: on(ALL, "read"),
        FINANCE: on(ALL, "read"),
        AUDITOR: on(ALL, "read"),
        **_outside(
            "distributor customer",
            organisation_admin=on(ORGANISATION, "read confirm_receipt"),
            member=on(ORGANISATION, "read confirm_receipt"),
            viewer=on(ORGANISATION, "read"),
        ),
    },
    "credit_limit": {
        ACCOUNT_MANAGER: on(OWN, "read"),
        SALES_MANAGER: on(TEAM, "read"),
        FINANCE: on(ALL, "read update export"),
        AUDITOR: _READ_ALL,
        # Whoever may order must see what is left before submitting; a viewer orders nothing.
        **_outside(
            "distributor customer",
            organisation_admin=on(ORGANISATION, "read"),
            member=on(ORGANISATION, "read"),
        ),
    },
    "journal_entry": {
        ACCOUNT_MANAGER: on(OWN, "read"),
        SALES_MANAGER: on(TEAM, "read"),
        ADMINISTRATOR: on(ALL, "read"),
        AUDITOR: on(ALL, "read"),
        FINANCE: on(ALL, "read"),
    },
}

# Rows that go with a parent are seen by whoever sees the parent: table → (parent, relation).
FOLLOWS: dict[str, tuple[str, str]] = {
    "address": ("contact", ""),
    "sales_order_line": ("sales_order", "order"),
    "shipment_line": ("shipment", "shipment"),
    "price_entry": ("price_list", "price_list"),
    "opportunity_share": ("opportunity", "opportunity"),
    "opportunity_note": ("opportunity", "opportunity"),
}

# How a row reaches its counterparty: table → relation ("" is the row itself).
PATHS: dict[str, str] = {
    "counterparty": "",
    "counterparty_private": "counterparty",
    "membership": "counterparty",
    "contact": "counterparty",
    "address": "counterparty",
    "care": "counterparty",
    "opportunity": "counterparty",
    "opportunity_private": "opportunity__counterparty",
    "deal_registration": "distributor",
    "sales_order": "buyer",
    "shipment": "order__buyer",
    "credit_limit": "counterparty",
    "journal_entry": "counterparty",
}

# Where a share is written: table → (share table, column of the row, column of the organisation).
SHARES: dict[str, tuple[str, str, str]] = {
    "opportunity": ("opportunity_share", "opportunity_id", "counterparty_id"),
    "price_list": ("price_list_assignment", "price_list_id", "counterparty_id"),
}

# Machinery: reached only by the rooms that own them, never through a page.
UNSCOPED: dict[str, str] = {
    "number_sequence": "numbers are given, never listed",
    "idempotency_key": "read by @action alone",
    "search_entry": "gives ids only; readers pass them through scope",
    "external_identity": "read while signing in, before there is an actor",
    "session": "read while signing in, before there is an actor",
    "invitation": "found by its secret token; listed through the membership permission",
    "outbox_message": "read by the relay alone",
    "journal_head": "read by the journal alone",
    "price_list_assignment": "read while pricing, for one counterparty at a time",
}


def grants(roles: Iterable[str], table: str, verb: str) -> list[Grant]:
    """Return the grants that let one of `roles` do `verb` on rows of `table`."""
    parent, _ = FOLLOWS.get(table, (table, ""))
    by_role = MATRIX.get(parent, {})
    return [by_role[r] for r in roles if r in by_role and verb in by_role[r].verbs]


def is_known(table: str) -> bool:
    """Return whether the law says who reads `table`."""
    return table in MATRIX or table in FOLLOWS


def gives(roles: Iterable[str], permission: str) -> bool:
    """Return whether one of `roles` has `permission` on any row at all."""
    table, _, verb = permission.partition(".")
    roles = tuple(roles)
    return SYSTEM in roles or bool(grants(roles, table, verb))


def permissions() -> set[str]:
    """Return every permission that the law knows."""
    return {
        f"{table}.{verb}"
        for table, by_role in MATRIX.items()
        for grant in by_role.values()
        for verb in grant.verbs
    }
