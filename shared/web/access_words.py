"""The access list in plain words: what a colleague of the host did, to read for outsiders."""

from collections.abc import Mapping
from typing import Any

from shared.identity.past_views import PastView
from shared.journal.access_list import CHANGED, LOOKED, TAKEN
from shared.kernel.wording import Message, say

KINDS: dict[str, Message] = {
    TAKEN: say("Took along"), LOOKED: say("Looked"), CHANGED: say("Made a change"),
}  # fmt: skip
_WORDS: dict[str, Message] = {
    "counterparty.export": say("exported a list with your company in it"),
    "sales_order.export": say("exported a list of orders with yours in it"),
    "deal_registration.export": say("exported a list of deals with yours in it"),
    "credit_limit.export": say("exported a list of credit limits with yours in it"),
    "ticket.export": say("exported a list of requests with yours in it"),
    "sales_order.paper": say("downloaded order {number}"),
    "purchase_order.export": say("exported a list of purchase orders with yours in it"),
    "purchase_order.paper": say("downloaded purchase order {number}"),
    "supplier_item.export": say("exported a list of items with yours in it"),
    "attachment.download": say("downloaded a file of yours"),
    "attachment.remove": say("removed a file of yours"),
    "bank_account.show": say("had an account number of yours shown"),
    "membership.view_as": say("looked at the portal as {name} does"),
    "membership.leave_view": say("no longer looks as {name} does"),
    "counterparty.create": say("recorded your company"),
    "counterparty.update": say("changed your company details"),
    "counterparty.activate": say("made your company an active partner"),
    "contact.create": say("added a contact on file"),
    "contact.update": say("changed a contact on file"),
    "contact.archive": say("put a contact on file away"),
    "address.create": say("added an address of yours"),
    "address.update": say("changed an address of yours"),
    "address.archive": say("put an address of yours away"),
    "profile_change.apply": say("agreed to a change that you asked for"),
    "profile_change.review": say("took the first look at a change that you asked for"),
    "profile_change.approve": say("took the second look at a change that you asked for"),
    "profile_change.reject": say("refused a change that you asked for"),
    "profile_change.stop": say("stopped a change that you asked for"),
    "profile_change.take_effect": say("let a change that you asked for take effect"),
    "membership.invite": say("invited somebody into your company"),
    "membership.resend_invitation": say("sent an invitation into your company again"),
    "membership.revoke_invitation": say("withdrew an invitation into your company"),
    "membership.suspend": say("suspended somebody of your company"),
    "membership.reinstate": say("let somebody of your company in again"),
    "membership.name_administrator": say("named an administrator of your company"),
    "credit_limit.update": say("set your credit limit"),
    "sales_order.create": say("entered order {number} for you"),
    "sales_order.submit": say("submitted order {number} for you"),
    "sales_order.update": say("changed order {number}"),
    "sales_order.approve": say("approved order {number}"),
    "sales_order.confirm": say("confirmed order {number}"),
    "sales_order.reject": say("rejected order {number}"),
    "sales_order.hold": say("put order {number} on hold"),
    "sales_order.release": say("released order {number}"),
    "sales_order.ship": say("shipped from order {number}"),
    "sales_order.cancel": say("cancelled order {number}"),
    "sales_order.record_payment": say("recorded a payment of order {number}"),
    "channel_request.accept": say("accepted the order request {number} for you"),
    "channel_request.decline": say("declined the order request {number} for you"),
    "deal_registration.approve": say("approved deal {number}"),
    "deal_registration.reject": say("rejected deal {number}"),
    "deal_registration.extend": say("extended the protection of deal {number}"),
}
# For whoever may read the list, but not the views themselves.
_UNNAMED = say("looked at the portal as one of you does, or no longer does")
_NUMBERED = frozenset({"sales_order", "deal_registration", "channel_request"})


def told(row: dict[str, Any], views: Mapping[str, PastView]) -> Message:
    """Return what was done, with the number of the organisation's own record where there is one.

    `views` are those that the rows name: as whom one of us looked.
    """
    text = _WORDS[row["verb"]].text
    if row["record_table"] == "view_as":
        seen = views.get(row["record_number"])
        return Message(text, {"name": seen.seen_as}) if seen else _UNNAMED
    number = row["record_number"] if row["record_table"] in _NUMBERED else ""
    return Message(text, {"number": number})


def reason_of(row: dict[str, Any], views: Mapping[str, PastView]) -> str:
    """Return why one of us looked; other reasons are ours."""
    seen = views.get(row["record_number"])
    return seen.reason if seen and row["verb"] == "membership.view_as" else ""


def verbs() -> frozenset[str]:
    """Return the deeds that have words here."""
    return frozenset(_WORDS)
