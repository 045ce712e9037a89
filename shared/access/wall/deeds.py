"""What the portal touches beside the rows its people read: at the gate, and while it does a deed.

Each line is needed by a page or an action of the portal, and no line opens more than one verb. The
mode is signed with the claims, so a statement that was smuggled into a page cannot take a deed's.
"""

from dataclasses import dataclass

from shared.access import policy

SPOKEN = "(SELECT app.person()) IS NOT NULL"
GATE = "(SELECT app.mode()) = 'gate'"
ACT = "(SELECT app.mode()) = 'act'"
ACT_OR_GATE = "(SELECT app.mode()) IN ('act', 'gate')"
_US = "(SELECT app.org())"
OURS = f"counterparty_id = {_US}"
_MY_KEY = f"{ACT} AND split_part(key, ':', 1) = (SELECT app.person())::text"
_SUPPLIED = f"{ACT} AND id = ANY(ARRAY(SELECT app.supplied_%s()))"
_COLLEAGUES = f"SELECT m.user_id FROM public.membership m WHERE m.{OURS}"
_HER = "(SELECT app.person())"
_HERS = f"(user_id = {_HER} OR user_id IN ({_COLLEAGUES}))"
# What of an entry an outsider ever reads: never the values, never the reason.
_DEED = (
    "id", "at", "actor_id", "actor_name", "face", "counterparty_id", "verb", "record_table",
    "record_number",
)  # fmt: skip
_BUYERS = ",".join(f"{kind}.{role}" for kind in ("distributor", "customer") for role in
                   policy.MEMBER_ROLES)  # fmt: skip
_BUYER = f"(SELECT app.org_as('{{{_BUYERS}}}'))"

# Records that carry files an outsider may have; the rest of the tables carry only internal ones.
FILED = (
    "profile_change", "ticket_message", "announcement", "document_version", "certificate",
    "purchase_order", "purchase_message", "receipt", "discrepancy_message", "delivery",
    "sales_order", "deal_registration", "product",
)  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """Commands ("SELECT INSERT") on the rows of a table that fulfil an SQL condition.

    `columns` limits what of them is read. Views of a member see only what has `is_read`.
    """

    table: str
    commands: str
    condition: str
    columns: tuple[str, ...] = ()
    is_read: bool = True


def _deed(table: str, commands: str, condition: str = ACT, *columns: str) -> Opening:
    return Opening(table, commands, condition, columns, is_read=False)


OPENINGS: tuple[Opening, ...] = (
    # The gate: who stands there, and for whom she may speak
    _deed("session", "SELECT INSERT UPDATE DELETE", GATE),
    _deed("user", "SELECT INSERT", GATE),
    _deed("membership", "SELECT INSERT UPDATE", GATE),
    _deed("counterparty", "SELECT", GATE),
    # Files of one organisation are counted one after another: its row is locked, which asks for a
    # right to change something of it. A version more or less does no harm.
    Opening("counterparty", "UPDATE", f"{ACT} AND id = {_US}", ("version",), is_read=False),
    _deed("document_reading", "INSERT", f"{ACT} AND {OURS} AND user_id = {_HER}"),
    _deed("external_identity", "SELECT INSERT", GATE),
    _deed("invitation", "SELECT UPDATE", GATE),
    _deed("address_proof", "SELECT INSERT UPDATE", GATE),
    _deed("step_up", "SELECT INSERT UPDATE", GATE),
    _deed("domain_claim", "SELECT", GATE),
    _deed("staff_role", "SELECT", GATE),
    _deed("custom_role", "SELECT", GATE),
    # A colleague of ours comes to look: by her pass, while she has the care of the account
    _deed("view_as", "SELECT UPDATE", GATE),
    _deed("care", "SELECT", GATE),
    _deed("deputy", "SELECT", GATE),
    # People: oneself, one's colleagues, and the staff whose names stand on the pages
    Opening("user", "SELECT", f"id = {_HER} OR id IN ({_COLLEAGUES})"),
    Opening("user", "SELECT", f"{SPOKEN} AND app.is_staff(id)"),
    _deed("user", "SELECT"),
    _deed("user", "UPDATE", f"{ACT} AND id = (SELECT app.person())"),
    Opening("staff_role", "SELECT", SPOKEN),
    # Whether whoever invited still could: our colleagues' custom roles hold no secret
    Opening("custom_role", "SELECT", f"counterparty_id IS NULL AND {SPOKEN}"),
    _deed("session", "SELECT", _HERS),
    _deed("session", "DELETE", f"{ACT} AND {_HERS}"),
    # Whoever changes her own rights goes on under a new secret, for the same organisation
    _deed("session", "INSERT", f"{ACT} AND user_id = {_HER} AND {OURS}"),
    Opening("invitation", "SELECT", OURS),
    _deed("invitation", "INSERT UPDATE", f"{ACT} AND {OURS}"),
    Opening("care", "SELECT", OURS),
    _deed("deputy", "SELECT"),
    # An order keeps through whom its buyer buys on the day that it is submitted
    _deed("end_customer", "SELECT", f"{ACT} AND {OURS}"),
    _deed("notification", "INSERT SELECT UPDATE"),
    _deed("notification_choice", "SELECT"),
    # Shares are tables of who sees what: each organisation sees its own line
    Opening("document_share", "SELECT", OURS),
    Opening("announcement_addressee", "SELECT", OURS),
    Opening("price_list_assignment", "SELECT", OURS),
    # What stands behind a price, a promise, a name on a line
    Opening("product", "SELECT", f"{SPOKEN} AND app.is_named_to_us(id)"),
    _deed("product", "SELECT"),
    # The list for everyone who buys in its currency prices what no list of ours does.
    Opening("price_list", "SELECT", "is_standard AND is_published "
            f"AND currency = (SELECT app.currency_of_us()) AND {_BUYER} IS NOT NULL"),
    Opening("stock", "SELECT", SPOKEN),
    _deed("stock", "UPDATE"),
    Opening("tax_rate", "SELECT", SPOKEN),
    _deed("service_level", "SELECT"),
    _deed("business_calendar", "SELECT"),
    _deed("article", "UPDATE", f"{ACT} AND is_published"),
    # Files: those of rows we see, never what is internal
    Opening("attachment", "SELECT", f"NOT is_internal AND (owner_id = {_US} OR %(parents)s)"),
    _deed("attachment", "INSERT UPDATE", f"{ACT} AND NOT is_internal AND (owner_id = {_US} OR %(parents)s)"),
    # What a supplier does with a request that was sent to her: read, answered, declined
    Opening(
        "rfq_invitation", "UPDATE",
        f"{ACT} AND supplier_id = {_US} AND invited_at IS NOT NULL",
        ("read_at", "answered_at", "declined_at", "decline_reason", "version"), is_read=False,
    ),
    # A supplier's promise reaches the sales orders that wait for it
    Opening("purchase_demand", "SELECT", ACT),
    _deed("sales_order", "SELECT UPDATE", _SUPPLIED % "orders"),
    _deed("sales_order_line", "SELECT UPDATE", _SUPPLIED % "lines"),
    _deed("credit_limit", "INSERT UPDATE", f"{ACT} AND {OURS}"),
    _deed("credit_limit", "SELECT", f"{ACT} AND {OURS}"),
    _deed("certificate", "SELECT", f"{ACT} AND {OURS}"),
    _deed("certificate_requirement", "SELECT"),
    # The journal is read without its values, by whom the law lets see accesses
    Opening(
        "journal_entry", "SELECT",
        "counterparty_id = (SELECT app.org_as('{%(see_access)s}')) "
        "OR id IN (SELECT entry_id FROM public.journal_concern)",
        _DEED,
    ),
    # Whoever writes an entry is given its number back: her own deeds, and those of the gate
    _deed("journal_entry", "SELECT", f"({ACT} AND actor_id = {_HER}) OR {GATE}", *_DEED),
    _deed("journal_entry", "INSERT", ACT_OR_GATE),
    _deed("journal_head", "SELECT UPDATE", ACT_OR_GATE),
    # Machinery of every deed
    _deed("idempotency_key", "SELECT INSERT UPDATE", _MY_KEY),
    _deed("number_sequence", "SELECT INSERT UPDATE"),
    _deed("outbox_message", "INSERT", ACT_OR_GATE),
    _deed("outbox_message", "UPDATE"),
    # Open pages learn that something happened to a record, never what: no payload is granted
    Opening(
        "outbox_message", "SELECT", "(SELECT app.mode()) IS NOT NULL",
        ("id", "once", "topic", "record_number", "status", "created_at"),
    ),
    Opening("search_entry", "SELECT", f"kind = 'article' AND {SPOKEN}"),
)  # fmt: skip
