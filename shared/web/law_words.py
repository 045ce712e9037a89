"""The law in words for people: kinds of records, verbs, sets of rows, roles."""

from collections.abc import Iterable

from shared.access import policy
from shared.access.actor import Actor
from shared.access.grounds import roles_with
from shared.kernel.wording import Message, say
from shared.web.role_words import role_name

TABLES: dict[str, Message] = {
    "user": say("People"),
    "staff_role": say("Staff roles"),
    "custom_role": say("Custom roles"),
    "role_request": say("Requests about roles"),
    "domain_claim": say("Mail domains to sign in by"),
    "domain_request": say("Requests about mail domains"),
    "membership": say("Memberships"),
    "counterparty": say("Counterparties"),
    "counterparty_private": say("Our notes on counterparties"),
    "contact": say("Contacts and addresses"),
    "profile_change": say("Profile changes"),
    "bank_account": say("Bank accounts"),
    "care": say("Care"),
    "end_customer": say("Distributors of record"),
    "deputy": say("Deputies"),
    "product": say("Products"),
    "product_cost": say("Costs of products"),
    "stock": say("Stock"),
    "price_list": say("Price lists"),
    "tax_rate": say("Tax rates"),
    "opportunity": say("Opportunities"),
    "opportunity_private": say("Our notes on opportunities"),
    "deal_registration": say("Deal registrations"),
    "sales_order": say("Sales orders"),
    "channel_order": say("Orders of end customers, for their distributor"),
    "channel_request": say("Order requests of distributors"),
    "shipment": say("Shipments"),
    "credit_limit": say("Credit limits"),
    "credit_proposal": say("Proposed credit limits"),
    "supplier_item": say("Supplier items"),
    "purchase_order": say("Purchase orders"),
    "rfq": say("Requests for quotation"),
    "rfq_invitation": say("Invitations to quote"),
    "bid": say("Bids"),
    "rfq_award": say("Awards"),
    "purchase_draft": say("Drafts of purchase orders"),
    "purchase_demand": say("Demand behind purchases"),
    "delivery": say("Deliveries"),
    "receipt": say("Receipts"),
    "discrepancy": say("Differences"),
    "document": say("Documents"),
    "document_share": say("Shares of documents"),
    "document_reading": say("Readings of documents"),
    "certificate_requirement": say("Required certificates"),
    "certificate": say("Certificates"),
    "attachment": say("Files"),
    "notification": say("Notifications"),
    "notification_choice": say("Choices of notifications"),
    "ticket": say("Support requests"),
    "ticket_internal_note": say("Internal notes"),
    "article": say("Articles"),
    "ticket_snippet": say("Snippets"),
    "service_level": say("Service levels"),
    "business_calendar": say("Business hours"),
    "announcement": say("Announcements"),
    "announcement_addressee": say("Addressees of announcements"),
    "announcement_revision": say("Revisions of announcements"),
    "view_as": say("Views of the portal"),
    "journal_entry": say("Journal"),
    "journal_concern": say("Whom the journal concerns"),
}
VERBS: dict[str, Message] = {
    "acknowledge": say("acknowledge"),
    "allocate": say("reserve goods that came in"),
    "accept": say("accept"),
    "answer": say("answer"),
    "approve": say("approve"),
    "archive": say("archive"),
    "arrive": say("note the arrival"),
    "ask_administrator": say("ask for an administrator"),
    "ask_extension": say("ask for more time"),
    "ask_information": say("ask for information"),
    "assign": say("assign"),
    "cancel": say("cancel"),
    "check": say("check"),
    "close": say("close"),
    "comment": say("comment"),
    "confirm": say("confirm"),
    "confirm_receipt": say("confirm the receipt"),
    "create": say("create"),
    "decline": say("decline"),
    "deactivate": say("deactivate"),
    "decide": say("decide"),
    "decide_cancellation": say("decide a cancellation"),
    "depart": say("let leave"),
    "download": say("download"),
    "end": say("end"),
    "end_sessions": say("end sessions"),
    "escalate": say("escalate"),
    "expect": say("move the day on which goods are expected"),
    "export": say("export"),
    "extend": say("extend"),
    "fail": say("end without an award"),
    "hold": say("put on hold"),
    "inspect": say("inspect"),
    "invite": say("invite"),
    "lose": say("mark as lost"),
    "merge": say("merge"),
    "message": say("message"),
    "move": say("move"),
    "name_administrator": say("name an administrator"),
    "note": say("add a note"),
    "open": say("open"),
    "plan": say("plan the next step"),
    "publish": say("publish"),
    "rate": say("rate"),
    "read": say("see"),
    "record_payment": say("record a payment"),
    "reject": say("reject"),
    "release": say("release"),
    "remind": say("remind"),
    "reopen": say("reopen"),
    "request_cancellation": say("ask for cancellation"),
    "resolve": say("resolve"),
    "review": say("review"),
    "see_access": say("see who looked"),
    "send": say("send"),
    "set_parent": say("say what it belongs to"),
    "set_reach": say("let somebody reach the organisations below"),
    "set_role": say("change roles"),
    "settle": say("settle"),
    "share": say("share"),
    "remove": say("remove"),
    "ship": say("ship"),
    "show": say("show in full"),
    "stop": say("stop"),
    "submit": say("submit"),
    "suspend": say("suspend"),
    "thank": say("thank"),
    "update": say("change"),
    "upload": say("upload"),
    "win": say("mark as won"),
    "view_as": say("look as one of them does"),
    "withdraw": say("withdraw"),
}
ROWS: dict[str, Message] = {
    policy.OWN: say("in her care, or that of somebody she stands in for"),
    policy.TEAM: say("in the care of her or her team"),
    policy.ALL: say("every one of them"),
    policy.SUPPLIERS: say("of suppliers"),
    policy.ORGANISATION: say("of her organisation"),
    policy.SHARED: say("shared with her organisation"),
    policy.MINE: say("written to her"),
    policy.OFFERED: say("on offer to every partner"),
    policy.AUDIENCE: say("meant for her organisation, by its kind or name"),
    policy.ISSUED: say("of her organisation, once sent"),
    policy.INVITED: say("that her organisation was invited to answer"),
    policy.UNSEALED: say("once their deadline has passed"),
    policy.ADDRESSED: say("addressed to her organisation"),
    policy.CHANNEL: say("for which her organisation is the distributor of record"),
    policy.PARTIES: say("between her organisation and its end customers, or its distributor"),
    policy.PUBLISHED: say("published"),
}
_KINDS: dict[str, Message] = {
    "distributor": say("Distributor"), "customer": say("Customer"),
    "supplier": say("Supplier"), "partner": say("Partner"),
}  # fmt: skip


def role_in_words(role: str) -> Message:
    """Return what a role is called: `account_manager`, or `distributor.member`."""
    kind, _, within = role.rpartition(".")
    if not kind:
        return role_name(role)
    own = role if isinstance(role, policy.Tailored) else within
    return say("{kind} · {role}", kind=_KINDS[kind], role=role_name(own))


def verbs_in_words(verbs: Iterable[str]) -> list[Message]:
    """Return verbs in words, in their order."""
    return [VERBS[verb] for verb in verbs]


def missing_in_words(actor: Actor, permission: str) -> tuple[Message, ...]:
    """Say which right a refusal misses, and which roles on the actor's side of the house have it."""
    table, _, verb = permission.partition(".")
    parent, _ = policy.FOLLOWS.get(table, (table, ""))
    if parent not in TABLES or verb not in VERBS:
        return ()
    missing = say("Missing: {verb} ({kind}).", verb=VERBS[verb], kind=TABLES[parent])
    held = [one for one in roles_with(permission) if _is_beside(actor, one.role)]
    return (
        missing,
        *(say("{role}: {rows}", role=role_in_words(one.role), rows=ROWS[one.rows]) for one in held),
    )


def _is_beside(actor: Actor, role: str) -> bool:
    """Whether a role is one of ours for staff, one of her own organisation's kinds for outsiders."""
    kind, _, _ = role.rpartition(".")
    return not kind if actor.is_staff else kind in actor.kinds
