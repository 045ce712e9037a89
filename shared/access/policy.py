"""The law: who may do what to which rows. No row here means no.

Read a line as: *role* — on these rows — may do these verbs. A permission is written
`table.verb`; `wanglai policy` prints this page as a table. Columns that outsiders never get
(cost, rating, competitor) live in tables of their own, which have no line for outsiders.
The words are those of `shared/access/grants.py`; how a row reaches its organisation stands in
`shared/access/reach.py`.
"""

from collections.abc import Iterable  # noqa: I001

from shared.access.grants import (
    ACCOUNT_MANAGER, ADDRESSED, ADMINISTRATOR, ALL, AUDIENCE, AUDITOR, CHANNEL, CONFLICTING_ROLES,
    EVERY_KIND, FINANCE, INVITED, ISSUED, KINDS, MEMBER, MEMBER_ROLES, MINE, OFFERED, ORGANISATION,
    ORGANISATION_ADMIN, OWN, PARTIES, PUBLISHED, PURCHASING, SALES_MANAGER, SHARED, STAFF_ROLES,
    SUPPLIERS, SUPPORT, SYSTEM, TEAM, UNSEALED, VIEWER, Grant, Tailored, every, on, outside,
)  # fmt: skip
from shared.access.quoting import QUOTING
from shared.access.reach import AUDIENCES, FOLLOWS, IMPARTIAL, ISSUES, PATHS, SHARES, UNSCOPED
from shared.access.selling_through import CHANNEL_ORDER, CHANNEL_REQUEST, END_CUSTOMER

__all__ = [
    "ACCOUNT_MANAGER", "ADDRESSED", "ADMINISTRATOR", "ALL", "AUDIENCE", "AUDIENCES", "AUDITOR", "CHANNEL",
    "CONFLICTING_ROLES", "EVERY_KIND", "FINANCE", "FOLLOWS", "IMPARTIAL", "INVITED", "ISSUED", "ISSUES",
    "KINDS", "MEMBER", "MEMBER_ROLES", "MINE", "OFFERED", "ORGANISATION", "ORGANISATION_ADMIN", "OWN",
    "PARTIES", "PATHS", "PUBLISHED", "PURCHASING", "SALES_MANAGER", "SHARED", "SHARES", "STAFF_ROLES",
    "SUPPLIERS", "SUPPORT", "SYSTEM", "TEAM", "UNSCOPED", "UNSEALED", "VIEWER", "Grant", "Tailored",
]  # fmt: skip

AM, SM, PU, SA = ACCOUNT_MANAGER, SALES_MANAGER, PURCHASING, SUPPORT
FI, AD, AU = FINANCE, ADMINISTRATOR, AUDITOR
BUYERS = "distributor customer"
READS, READS_ALL = on(ALL, "read"), on(ALL, "read export")
_HERS = {**every(STAFF_ROLES, on(MINE, "read update")),
         **outside(EVERY_KIND, MINE, "read update", viewer="read update")}  # fmt: skip
_ORDERS = (
    "read create update submit approve reject confirm hold release ship cancel "
    "request_cancellation decide_cancellation close export"
)

# fmt: off
MATRIX: dict[str, dict[str, Grant]] = {
    # People
    "user": {**every(STAFF_ROLES, READS), AD: on(ALL, "read deactivate")},
    "staff_role": {AD: on(ALL, "read create update"), AU: READS},
    # Custom roles; what touches the rights of administrators waits for a second one.
    "custom_role": {
        AM: on(OWN, "read"), SM: on(TEAM, "read"), PU: on(SUPPLIERS, "read"),
        **every((SA, FI, AU), READS), AD: on(ALL, "read create update"),
        **outside(EVERY_KIND, ORGANISATION, "read", admin="create update"),
    },
    "role_request": {AD: on(ALL, "read create decide"), AU: READS},
    # Mail domains by which people join, and through which provider: two administrators open one,
    # each of them closes it.
    "domain_claim": {
        AD: on(ALL, "read check withdraw"), AU: READS,
        **outside(EVERY_KIND, ORGANISATION, "", viewer="", admin="read"),
    },
    "domain_request": {AD: on(ALL, "read create decide"), AU: READS},
    "membership": {
        AM: on(OWN, "read invite suspend name_administrator set_reach view_as"),
        SM: on(TEAM, "read invite suspend name_administrator set_reach view_as"),
        PU: on(SUPPLIERS, "read invite suspend name_administrator set_reach view_as"),
        SA: on(ALL, "read view_as"), **every((FI, AU), READS),
        AD: on(ALL, "read invite suspend name_administrator set_reach"),
        **outside(EVERY_KIND, ORGANISATION, "read ask_administrator",
                  admin="invite suspend set_role set_reach end_sessions"),
    },
    # Counterparties
    "counterparty": {
        AM: on(OWN, "read create update set_parent export"),
        SM: on(TEAM, "read create update set_parent archive export"),
        PU: on(SUPPLIERS, "read create update set_parent export"),
        SA: READS, FI: READS_ALL, AD: on(ALL, "read update set_parent"), AU: READS_ALL,
        **outside(EVERY_KIND, ORGANISATION, "read"),
    },
    "counterparty_private": {
        AM: on(OWN, "read update"), SM: on(TEAM, "read update"), PU: on(SUPPLIERS, "read update"),
        FI: READS, AU: READS,
    },
    "contact": {
        AM: on(OWN, "read create update archive"), SM: on(TEAM, "read create update archive"),
        PU: on(SUPPLIERS, "read create update archive"), **every((SA, FI, AD, AU), READS),
        **outside(EVERY_KIND, ORGANISATION, "read"),
    },
    "profile_change": {
        AM: on(OWN, "read review stop"), SM: on(TEAM, "read review stop"),
        PU: on(SUPPLIERS, "read review stop"), FI: on(ALL, "read approve stop"), AU: READS,
        **outside(EVERY_KIND, ORGANISATION, "", viewer="", admin="read create update withdraw"),
    },
    "bank_account": {
        # Numbers are masked; whoever has to compare one has it shown, which the journal keeps.
        AM: on(OWN, "read show"), SM: on(TEAM, "read show"), PU: on(SUPPLIERS, "read show"),
        FI: on(ALL, "read show"), AU: READS,
        **outside(EVERY_KIND, ORGANISATION, "read show", viewer=""),
    },
    "care": {
        AM: on(OWN, "read"), SM: on(TEAM, "read create update"), PU: on(SUPPLIERS, "read create"),
        **every((SA, FI, AD, AU), READS),
    },
    "end_customer": END_CUSTOMER,
    "deputy": {**every((AM, SM, AD), on(ALL, "read create update")), AU: READS},
    # Goods, prices, stock
    "product": {
        AM: READS_ALL, SM: READS_ALL, PU: on(ALL, "read create update archive export"),
        SA: READS, FI: READS_ALL, AU: READS_ALL,
        **outside(BUYERS, OFFERED, "read export"),
    },
    "product_cost": every((SM, PU, FI, AU), READS),
    "stock": {**every((AM, SM, SA, FI, AU), READS), PU: on(ALL, "read update")},
    "price_list": {
        AM: READS_ALL, SA: READS, AU: READS_ALL,
        # A sales manager proposes; finance publishes, never its own last change.
        SM: on(ALL, "read create update export"), FI: on(ALL, "read create update publish export"),
        **outside(BUYERS, ORGANISATION, "read export"),
    },
    "tax_rate": {FI: on(ALL, "read update"), **every((AM, SM, AU), READS)},
    # Selling
    "opportunity": {
        AM: on(OWN, "read create update move win lose plan note share export"),
        SM: on(TEAM, "read create update move win lose reopen plan note share export"),
        FI: READS, AU: READS_ALL,
        **outside("distributor", SHARED, "read note plan move export"),
        **outside("partner", SHARED, "read export"),
    },
    "opportunity_private": {
        AM: on(OWN, "read update"), SM: on(TEAM, "read update"), FI: READS, AU: READS,
    },
    "deal_registration": {
        AM: on(OWN, "read review ask_information approve reject extend export"),
        SM: on(TEAM, "read review ask_information approve reject extend export"),
        FI: READS, AU: READS_ALL,
        **outside("distributor partner", ORGANISATION,
                  "read create update submit withdraw ask_extension export"),
    },
    "sales_order": {
        AM: on(OWN, _ORDERS), SM: on(TEAM, _ORDERS),
        PU: on(ALL, "read expect allocate"),
        SA: READS, FI: on(ALL, "read record_payment export"), AU: READS_ALL,
        **outside(BUYERS, ORGANISATION,
                  "read create update submit cancel request_cancellation export"),
    },
    "channel_order": CHANNEL_ORDER, "channel_request": CHANNEL_REQUEST,
    "shipment": {
        AM: on(OWN, "read update"), SM: on(TEAM, "read update"), PU: on(ALL, "read update"),
        **every((SA, FI, AU), READS),
        **outside(BUYERS, ORGANISATION, "read confirm_receipt"),
    },
    "credit_limit": {
        AM: on(OWN, "read"), SM: on(TEAM, "read"), FI: on(ALL, "read update export"), AU: READS_ALL,
        # Whoever may order must see what is left before submitting; a viewer orders nothing.
        **outside(BUYERS, ORGANISATION, "read", viewer=""),
    },
    # A large limit: one of finance proposes it, another one decides.
    "credit_proposal": {
        AM: on(OWN, "read"), SM: on(TEAM, "read"), FI: on(ALL, "read create decide"), AU: READS,
    },
    # Buying: prices are costs, so account managers are not named here
    "supplier_item": {
        PU: on(ALL, "read create update archive export"), **every((SM, FI, AU), READS_ALL),
        **outside("supplier", ORGANISATION, "read"),
    },
    "purchase_order": {
        PU: on(ALL, "read create update send decide cancel message remind export"),
        FI: on(ALL, "read approve export"), **every((SM, AU), READS_ALL),
        **outside("supplier", ISSUED, "read answer decide_cancellation message export"),
    },
    **QUOTING,
    "purchase_draft": {PU: on(ALL, "read update"), **every((SM, FI, AU), READS)},
    "purchase_demand": every((PU, SM, FI, AU), READS),
    "delivery": {
        PU: on(ALL, "read arrive"), **every((SM, SA, FI, AU), READS),
        **outside("supplier", ORGANISATION, "read create update depart cancel"),
    },
    "receipt": {
        PU: on(ALL, "read create inspect"), **every((SM, FI, AU), READS),
        **outside("supplier", ORGANISATION, "read"),
    },
    "discrepancy": {
        PU: on(ALL, "read message settle withdraw"), **every((SM, FI, AU), READS),
        **outside("supplier", ORGANISATION, "read answer message"),
    },
    # Papers: what we share, what organisations prove
    "document": {
        AM: on(ALL, "read create update"), FI: on(ALL, "read create update"), AU: READS,
        **every((SM, PU, SA), on(ALL, "read create update publish")),
        **outside(EVERY_KIND, AUDIENCE, "read open"),
    },
    "document_share": {
        AM: on(OWN, "read create end"), SM: on(TEAM, "read create end"),
        PU: on(SUPPLIERS, "read create end"), **every((SA, FI), on(ALL, "read create end")), AU: READS,
    },
    "document_reading": {
        AM: on(OWN, "read"), SM: on(TEAM, "read"), PU: on(SUPPLIERS, "read"),
        **every((SA, FI, AU), READS), **outside(EVERY_KIND, ORGANISATION, "read"),
    },
    "certificate_requirement": {
        **every((SM, PU), on(ALL, "read create update")), **every((AM, SA, FI, AD, AU), READS),
        **outside(EVERY_KIND, AUDIENCE, "read"),
    },
    "certificate": {
        AM: on(OWN, "read review"), SM: on(TEAM, "read review"), PU: on(SUPPLIERS, "read review"),
        **every((SA, FI, AU), READS), **outside(EVERY_KIND, ORGANISATION, "read submit"),
    },
    # Files go with their parent record; here stands who may send them and take them out
    "attachment": {
        **every((AM, FI), on(ALL, "upload download")), AU: on(ALL, "download"),
        **every((SM, PU, SA, AD), on(ALL, "upload download remove")),
        **outside(EVERY_KIND, ORGANISATION, "upload", viewer=""),
    },
    # What a person is told, and how
    "notification": dict(_HERS),
    "notification_choice": dict(_HERS),
    # Support
    "ticket": {
        AM: on(OWN, "read create comment update escalate export"), SM: on(TEAM, "read export"),
        PU: on(SUPPLIERS, "read create comment"),
        SA: on(ALL, "read create comment update assign resolve reopen merge escalate export"),
        FI: READS, AU: READS_ALL,
        **outside(EVERY_KIND, ORGANISATION,
                  "read create comment close reopen rate cancel export"),
    },
    "ticket_internal_note": {
        AM: on(OWN, "read create"), SM: on(TEAM, "read create"), PU: on(SUPPLIERS, "read create"),
        SA: on(ALL, "read create"), **every((FI, AU), READS),
    },
    "article": {
        **every((SM, SA), on(ALL, "read create update publish")),
        **every((AM, PU, FI, AD, AU), READS), **outside(EVERY_KIND, PUBLISHED, "read thank"),
    },
    "ticket_snippet": {SA: on(ALL, "read create update"), **every((AM, SM, PU, AU), READS)},
    "service_level": {**every((SA, AD), on(ALL, "read update")), **every((SM, AU), READS)},
    "business_calendar": {
        **every((SA, AD), on(ALL, "read create update")), **every((SM, AU), READS),
    },
    # What we tell organisations; who has read it is seen by whoever sees the person
    "announcement": {
        **every((SM, SA), on(ALL, "read create update publish withdraw remind export")),
        **every((AM, AU), READS_ALL), **every((PU, FI, AD), READS),
        **outside(EVERY_KIND, ADDRESSED, "read acknowledge", viewer="read acknowledge"),
    },
    "announcement_addressee": {
        AM: on(OWN, "read"), SM: on(TEAM, "read update"), SA: on(ALL, "read update"),
        PU: on(SUPPLIERS, "read"), **every((FI, AD, AU), READS),
    },
    "announcement_revision": every(STAFF_ROLES, READS),
    # The journal
    "journal_entry": {
        AM: on(OWN, "read"), SM: on(TEAM, "read"), **every((AD, AU, FI), READS),
        **outside(EVERY_KIND, ORGANISATION, "", viewer="", admin="see_access"),
    },
    "view_as": {
        AM: on(OWN, "read"), SM: on(TEAM, "read"), PU: on(SUPPLIERS, "read"),
        **every((SA, FI, AD, AU), READS), **outside(EVERY_KIND, ORGANISATION, "", viewer="", admin="read"),
    },
    "journal_concern": outside(EVERY_KIND, ORGANISATION, "", viewer="", admin="read"),
}
# fmt: on


def grants(roles: Iterable[str], table: str, verb: str) -> list[Grant]:
    """Return the grants that let one of `roles` do `verb` on rows of `table`."""
    return [grant for grant in held(roles, table) if verb in grant.verbs]


def held(roles: Iterable[str], table: str) -> list[Grant]:
    """Return every grant of `roles` on rows of `table`: built-in ones from above, a custom one's own."""
    parent, _ = FOLLOWS.get(table, (table, ""))
    by_role = MATRIX.get(parent, {})
    found: list[Grant] = []
    for role in roles:
        if isinstance(role, Tailored):
            found += role.law.get(parent, ())
        elif role in by_role:
            found.append(by_role[role])
    return found


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
