"""The journal in words: what a deed is called, how its fields and values read."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from shared.counterparties.field_names import FIELD_NAMES, USES, name_of_field
from shared.counterparties.proposals import TRUTHS
from shared.journal.queries import Deed
from shared.kernel.quantity import to_text
from shared.kernel.wording import Message, say
from shared.language.countries import country_name
from shared.language.formatting import formats
from shared.web.statuses import STATUSES

_DEEDS: dict[str, Message] = {
    "counterparty.create": say("recorded it"),
    "counterparty.update": say("changed the basics"),
    "counterparty.activate": say("activated it"),
    "counterparty.suspend": say("suspended it"),
    "counterparty.resume": say("resumed it"),
    "counterparty.block": say("put it on the blocklist"),
    "counterparty.unblock": say("took it off the blocklist"),
    "domain_claim.claim": say("claimed a mail domain"),
    "domain_claim.update": say("changed how people come by a mail domain"),
    "domain_claim.prove": say("proved a mail domain"),
    "domain_claim.lose": say("lost a mail domain, its record is gone"),
    "domain_claim.withdraw": say("gave a mail domain up"),
    "domain_request.create": say("asked for a change of a mail domain"),
    "domain_request.approve": say("agreed to a change of a mail domain"),
    "domain_request.reject": say("refused a change of a mail domain"),
    "domain_request.withdraw": say("took the change of a mail domain back"),
    "membership.join": say("joined through the company's own sign-in"),
    "user.prove_again": say("confirmed anew that it is she"),
    "counterparty.set_parent": say("said what it belongs to"),
    "membership.set_reach": say("changed whether somebody reaches the organisations below"),
    "membership.come_from_above": say("comes from the organisation above"),
    "membership.leave_below": say("comes no longer from the organisation above"),
    "membership.view_as": say("began to look as a member does"),
    "membership.view_page": say("looked at a page"),
    "membership.leave_view": say("left the view"),
    "contact.create": say("added a contact"),
    "contact.update": say("changed a contact"),
    "contact.archive": say("put a contact away"),
    "address.create": say("added an address"),
    "address.update": say("changed an address"),
    "address.archive": say("put an address away"),
    "profile_change.create": say("asked for a change"),
    "profile_change.update": say("edited the change asked for"),
    "profile_change.withdraw": say("withdrew the change asked for"),
    "profile_change.apply": say("agreed to a change asked for"),
    "profile_change.review": say("took the first look at a change"),
    "profile_change.approve": say("took the second look at a change"),
    "profile_change.reject": say("refused a change"),
    "profile_change.stop": say("stopped a change"),
    "profile_change.take_effect": say("let a change take effect"),
    "delivery.send": say("announced the delivery"),
    "delivery.update": say("corrected the notice"),
    "delivery.depart": say("let the goods leave"),
    "delivery.cancel": say("took the notice back"),
    "delivery.arrive": say("noted the arrival"),
    "receipt.create": say("received goods"),
    "receipt.inspect": say("inspected goods"),
    "discrepancy.accept": say("accepted what differs"),
    "discrepancy.dispute": say("disputed what differs"),
    "discrepancy.settle": say("settled what differs"),
    "discrepancy.withdraw": say("took a difference back"),
    "end_customer.update": say("said through which distributor it buys"),
    "channel_request.create": say("began an order request for an end customer"),
    "channel_request.update": say("changed an order request"),
    "channel_request.submit": say("sent an order request to an end customer"),
    "channel_request.cancel": say("took an order request back"),
    "channel_request.accept": say("accepted an order request of its distributor"),
    "channel_request.decline": say("declined an order request of its distributor"),
    "care.assign": say("handed the account over"),
    "care.add_collaborator": say("added a collaborator"),
    "care.remove_collaborator": say("removed a collaborator"),
    "product.create": say("added the product"),
    "product.update": say("changed the product"),
    "product.archive": say("took it out of the catalogue"),
    "product.restore": say("offered it again"),
    "price_list.create": say("began the price list"),
    "price_list.update": say("changed the price list"),
    "price_list.publish": say("published the price list"),
    "price_list.withdraw": say("withdrew the price list"),
    "price_list.revise": say("began a revision of the price list"),
    "price_list.discard": say("discarded a revision"),
    "price_list.price": say("changed prices"),
    "price_list.assign": say("assigned it to a buyer"),
    "price_list.unassign": say("took it from a buyer"),
    "stock.update": say("counted the stock"),
    "credit_limit.update": say("set the credit limit"),
    "credit_limit.propose": say("proposed the credit limit"),
    "credit_limit.reject": say("rejected the proposed credit limit"),
    "credit_limit.withdraw": say("took the proposed credit limit back"),
    "tax_rate.update": say("set the tax rate"),
    "document.create": say("filed the document"),
    "document.update": say("changed the document"),
    "document.add_edition": say("added an edition"),
    "document.withdraw": say("withdrew the document"),
    "document.share_again": say("shared the document again"),
    "document_share.create": say("shared it with an organisation"),
    "document_share.end": say("stopped sharing it"),
    "certificate.submit": say("sent a certificate"),
    "certificate.accept": say("accepted the certificate"),
    "certificate.refuse": say("sent the certificate back"),
    "certificate_requirement.create": say("required a certificate"),
    "certificate_requirement.update": say("changed a requirement"),
    "attachment.download": say("downloaded a file"),
    "attachment.remove": say("removed a file"),
    "attachment.infected": say("refused a file in which a virus was found"),
    "bank_account.show": say("had an account number shown"),
}
FIELDS: dict[str, Message] = {
    "name": say("Name"), "name_zh": say("Name in Chinese"), "name_en": say("Name in English"),
    "is_customer": say("Customer"), "is_distributor": say("Distributor"),
    "is_supplier": say("Supplier"), "is_partner": say("Partner"), "status": say("Status"),
    "tier": say("Value tier"), "country": say("Country or region"),
    "region": say("Province or state"), "city": say("City"), "currency": say("Currency"),
    "region_other": say("Province or state in the other language"),
    "city_other": say("City in the other language"),
    "name_other": say("Name in the other language"),
    "title_other": say("Job title in the other language"),
    "label_other": say("Label in the other language"),
    "recipient_other": say("Recipient in the other language"),
    "line_other": say("Street and number in the other language"),
    "payment_days": say("Payment terms in days"), "tax_number": say("Tax number"),
    "phone": say("Phone"), "website": say("Website"), "title": say("Job title"),
    "email": say("E-mail"), "is_decision_maker": say("Decision maker"), "label": say("Label"),
    "line": say("Street and number"), "recipient": say("Recipient"), "postcode": say("Postcode"),
    "kind": say("Used for"), "is_default": say("Default"), "is_archived": say("Put away"),
    "account_manager": say("Account manager"), "collaborator": say("Collaborator"),
    "sku": say("SKU"), "unit": say("Unit"), "minimum_quantity": say("Minimum quantity"),
    "pack_quantity": say("Pack quantity"), "tax_class": say("Tax class"),
    "allows_backorder": say("Back-order allowed"), "lead_days": say("Lead time in days"),
    "category_zh": say("Category in Chinese"), "category_en": say("Category in English"),
    "description_zh": say("Description in Chinese"),
    "description_en": say("Description in English"), "is_active": say("On offer"),
    "code": say("Code"), "valid_from": say("Valid from"), "valid_until": say("Valid until"),
    "is_standard": say("Standard list"), "is_published": say("Published"),
    "counterparty": say("Counterparty"), "priority": say("Priority"), "free": say("Free stock"),
    "expected": say("Expected"), "expected_on": say("Expected on"), "amount": say("Amount"),
    "rate": say("Rate"), "change": say("Change"), "proposed_by": say("Proposed by"),
    "distributor": say("Distributor of record"), "state": say("Status"), "refused": say("Not agreed to"),
}  # fmt: skip
_QUANTITIES = frozenset({"minimum_quantity", "pack_quantity", "free", "expected"})
_STATES = frozenset({"status", "state"})


@dataclass(frozen=True)
class ShownDeed:
    """A deed as a timeline shows it; `changes` is (field, before, after) in words."""

    at: datetime
    who: str
    what: Message | str
    reason: str
    changes: list[tuple[Message | str, Any, Any]]


def shown(deeds: list[Deed], locale: str) -> list[ShownDeed]:
    """Return deeds in words for a reader of `locale`; what has no words is shown by its name."""
    return [
        ShownDeed(
            deed.at, deed.who, _DEEDS.get(deed.verb, deed.verb), deed.reason,
            [
                (_field(deed.verb, name), _value(name, before, locale), _value(name, after, locale))
                for name, before, after in deed.changes
                if before not in (None, "", False) or after not in (None, "", False)
            ],
        )
        for deed in deeds
    ]  # fmt: skip


def _field(verb: str, name: str) -> Message | str:
    """Return a field in words; those of a change asked for are called as on its own pages."""
    asked = FIELD_NAMES.get(name) if verb.startswith("profile_change.") else None
    return asked or FIELDS.get(name) or name_of_field(name)


def _value(name: str, value: Any, locale: str) -> Any:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool) or (name in TRUTHS and value == "1"):
        return say("Yes") if value else say("No")
    if name in _QUANTITIES and isinstance(value, int):
        return to_text(value)
    if name == "rate" and isinstance(value, int):
        return formats(locale).percent(value)
    if name == "country":
        return country_name(value, locale)
    if name == "kind" and value in USES:
        return USES[value]
    if name in _STATES and value in STATUSES:
        return STATUSES[value].label
    if name == "refused" and isinstance(value, dict):
        return _refused(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _refused(reasons: dict[str, str]) -> Any:
    """Return “Website: it does not open · Phone: …”."""
    parts = [
        Message("{field}: {reason}", {"field": name_of_field(field), "reason": reason})
        for field, reason in reasons.items()
    ]
    return reduce(lambda a, b: Message("{a} · {b}", {"a": a, "b": b}), parts)
