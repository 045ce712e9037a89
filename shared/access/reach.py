"""How a row reaches the organisation it belongs to: beside the law, for the scope to follow."""

# Rows that go with a parent are seen by whoever sees the parent: table → (parent, relation).
FOLLOWS: dict[str, tuple[str, str]] = {
    "address": ("contact", ""),
    "administrator_request": ("membership", "candidate"),
    "profile_change_item": ("profile_change", "change"),
    "sales_order_line": ("sales_order", "order"),
    "shipment_line": ("shipment", "shipment"),
    "channel_order_line": ("channel_order", "order"),
    "channel_request_line": ("channel_request", "request"),
    "price_entry": ("price_list", "price_list"),
    "opportunity_share": ("opportunity", "opportunity"),
    "opportunity_note": ("opportunity", "opportunity"),
    "opportunity_step": ("opportunity", "opportunity"),
    "document_version": ("document", "document"),
    "purchase_line": ("purchase_order", "order"),
    "purchase_revision": ("purchase_order", "order"),
    "purchase_message": ("purchase_order", "order"),
    "purchase_promise": ("purchase_order", "line__order"),
    "rfq_line": ("rfq", "rfq"),
    "bid_line": ("bid", "bid"),
    "delivery_line": ("delivery", "delivery"),
    "receipt_line": ("receipt", "receipt"),
    "discrepancy_message": ("discrepancy", "discrepancy"),
    "ticket_message": ("ticket", "ticket"),
    "announcement_receipt": ("membership", "membership"),
}

# How a row reaches its counterparty: table → relation ("" is the row itself).
PATHS: dict[str, str] = {
    "counterparty": "",
    "counterparty_private": "counterparty",
    "membership": "counterparty",
    "custom_role": "counterparty",
    "domain_claim": "counterparty",
    "domain_request": "counterparty",
    "contact": "counterparty",
    "address": "counterparty",
    "profile_change": "counterparty",
    "bank_account": "counterparty",
    "care": "counterparty",
    "end_customer": "counterparty",
    "channel_request": "customer",
    "opportunity": "counterparty",
    "opportunity_private": "opportunity__counterparty",
    "deal_registration": "distributor",
    "sales_order": "buyer",
    "shipment": "order__buyer",
    "credit_limit": "counterparty",
    "attachment": "owner",
    "certificate": "counterparty",
    "document_share": "counterparty",
    "document_reading": "counterparty",
    "credit_proposal": "counterparty",
    "journal_entry": "counterparty",
    "journal_concern": "counterparty",
    "supplier_item": "supplier",
    "purchase_order": "supplier",
    "rfq_invitation": "supplier",
    "bid": "supplier",
    "rfq_award": "supplier",
    "delivery": "supplier",
    "receipt": "supplier",
    "discrepancy": "supplier",
    "ticket": "counterparty",
    "ticket_internal_note": "ticket__counterparty",
    "announcement_addressee": "counterparty",
    "view_as": "counterparty",
}

# Of rows that go with a parent, what names an organisation is read outside by that one alone, so that
# two who share a parent learn nothing of each other; what names none is ours, and read by all of them
# unless OURS says otherwise: table → column.
APART: dict[str, str] = {
    "opportunity_share": "counterparty_id",
    "opportunity_note": "counterparty_id",
    "opportunity_step": "counterparty_id",
}

# What a CHANNEL row names as its distributor of record: table → relation.
CHANNELS: dict[str, str] = {
    "end_customer": "distributor",
    "channel_order": "distributor",
    "channel_request": "distributor",
}

# What EITHER SIDE reads and only one of them does: table → (verbs of the distributor, of the other).
BETWEEN: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "channel_request": (
        frozenset({"create", "update", "submit", "cancel"}), frozenset({"accept", "decline"}),
    )
}  # fmt: skip

# Of those APART, where what names no organisation is read by us alone: table → the same column.
OURS: dict[str, str] = {"opportunity_step": "counterparty_id"}

# When a row that is ISSUED, or to which one is INVITED, was sent: table → column, empty before.
ISSUES: dict[str, str] = {
    "purchase_order": "sent_at",
    "rfq": "published_at",
    "rfq_invitation": "invited_at",
    "rfq_award": "awarded_at",
    "channel_request": "submitted_at",
}

# What is sealed from our own people until the deadline of its parent, and unless it was submitted:
# table → (relation to the parent, the parent's deadline, column that is empty in a draft).
SEALS: dict[str, tuple[str, str, str]] = {"bid": ("rfq", "closes_at", "submitted_at")}

# What its writer has not sent yet (`submitted_at` is empty) is no business of ours: table → (state of
# a draft, column that says we wrote it on somebody's behalf, state of a draft that was thrown away,
# which nobody sees any more). The journal keeps that there was one.
UNSENT: dict[str, tuple[str, str, str]] = {
    "sales_order": ("draft", "is_ours", "cancelled"),
    "deal_registration": ("draft", "", ""),
    "channel_request": ("draft", "", "cancelled"),
}

# What is MINE was told for an organisation, or for none: table → column. Who has left it reads it no more.
TOLD_FOR: dict[str, str] = {"notification": "place_id"}

# What is meant for an AUDIENCE: table → column that says it is open at all.
AUDIENCES: dict[str, str] = {"document": "is_shared", "certificate_requirement": "is_active"}

# Where a share is written: table → (share table, column of the row, column of the organisation).
SHARES: dict[str, tuple[str, str, str]] = {
    "opportunity": ("opportunity_share", "opportunity_id", "counterparty_id"),
    "document": ("document_share", "document_id", "counterparty_id"),
    "price_list": ("price_list_assignment", "price_list_id", "counterparty_id"),
    "rfq": ("rfq_invitation", "rfq_id", "supplier_id"),
    "announcement": ("announcement_addressee", "announcement_id", "counterparty_id"),
}

# What none of us decides for an organisation that she is a member of herself: table → verbs.
IMPARTIAL: dict[str, frozenset[str]] = {
    "membership": frozenset({"name_administrator"}),
    "domain_request": frozenset({"decide"}),
    "certificate": frozenset({"review"}),
    "profile_change": frozenset({"review", "approve"}),
    "deal_registration": frozenset({"review", "approve", "reject", "extend"}),
}

# What nobody sees who looks at the portal as she does: account numbers, and where people sign in.
HERS_ALONE = frozenset({"bank_account.show", "membership.end_sessions"})

# Machinery: reached only by the rooms that own them, never through a page.
UNSCOPED: dict[str, str] = {
    "number_sequence": "numbers are given, never listed",
    "idempotency_key": "read by @action alone",
    "search_entry": "gives ids only; readers pass them through scope",
    "external_identity": "read while signing in, before there is an actor",
    "session": "read while signing in, before there is an actor",
    "address_proof": "found by the cookie of who accepts an invitation",
    "step_up": "found by the session of who proves herself anew",
    "invitation": "found by its secret token; listed through the membership permission",
    "outbox_message": "read by the relay alone",
    "journal_head": "read by the journal alone",
    "price_list_assignment": "read while pricing, for one counterparty at a time",
    "price_list_author": "read for one list that is in reach, before it is published",
}
