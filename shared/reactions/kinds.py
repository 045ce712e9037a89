"""The kinds of matter that people are told about: what they choose mails for, and who hears of which."""

import json

from shared.access.actor import Actor
from shared.counterparties.field_names import outcome
from shared.kernel.wording import Message, say
from shared.reactions.letter_texts import told_on

# What a topic begins with → what the choice is called
LABELS: dict[str, Message] = {
    "sales_order": say("Orders"),
    "channel_request": say("Order requests"),
    "purchase_order": say("Purchase orders"),
    "rfq": say("Requests for quotation"),
    "delivery": say("Deliveries"),
    "discrepancy": say("Discrepancies"),
    "deal_registration": say("Deal registrations"),
    "opportunity": say("Opportunities"),
    "ticket": say("Support requests"),
    "certificate": say("Certificates"),
    "document": say("Documents"),
    "announcement": say("Announcements"),
    "profile_change": say("Changes of the company's record"),
    "membership": say("Administrators of the company"),
    "domain_request": say("Mail domains to decide"),
    "role_request": say("Rights to decide"),
    "credit_proposal": say("Credit limits to decide"),
}


def kind_of(topic: str) -> str:
    """Return the kind of matter that a topic belongs to."""
    return topic.partition(".")[0]


def kinds_for(actor: Actor) -> dict[str, Message]:
    """Return the kinds that the actor may be told about on her face, with their names."""
    told = told_on(actor.face)
    heard = {kind_of(topic) for topic, telling in told.items() if actor.may(telling.permission)}
    return {kind: label for kind, label in LABELS.items() if kind in heard}


def sentence(topic: str, face: str, number: str, company: str, decided: str = "") -> Message:
    """Return what a notification says in one line: the subject of its letter.

    `decided` names the fields of a decision, as the notification keeps them.
    A topic that this release no longer knows is told by its number alone.
    """
    telling = told_on(face).get(topic)
    words = {"number": number, "company": company, "title": company}
    if telling is None:
        return say("News about {number}", number=number)
    said = Message(telling.subject, words)
    fields = outcome(*json.loads(decided)) if decided else None
    return Message("{said} · {fields}", {"said": said, "fields": fields}) if fields else said
