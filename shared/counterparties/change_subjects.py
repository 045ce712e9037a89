"""What a change is about: the record itself, a place, a person or an account, and its texts."""

from collections.abc import Mapping

from shared.counterparties.models import Address, BankAccount, Contact, Counterparty
from shared.counterparties.proposals import FIELDS, About, as_text, shown
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say

Subject = Counterparty | Address | Contact | BankAccount
TABLES: dict[About, type[Address] | type[Contact] | type[BankAccount]] = {
    About.ADDRESS: Address, About.CONTACT: Contact, About.BANK_ACCOUNT: BankAccount,
}  # fmt: skip
_NAMES = {About.ADDRESS: "label", About.CONTACT: "name", About.BANK_ACCOUNT: "number"}


async def subject_of(kept: Counterparty, about: About, target: str) -> Subject | None:
    """Return what is to be changed of `kept`, None for what is new; NotFound for a stranger's."""
    if about in (About.PROFILE, About.LOGO):
        return kept
    if not target:
        return None
    found = await TABLES[about].get_or_none(public_id=target, counterparty_id=kept.id)
    if found is None:
        raise NotFound
    return found


def present(about: About, subject: Subject | None) -> dict[str, str]:
    """Return the values that stand there now, as texts."""
    return {name: as_text(getattr(subject, name, "")) for name in FIELDS[about]}


def label_of(about: About, texts: Mapping[str, str]) -> str:
    """Return how lists call the place, person or account; "" for the profile."""
    name = _NAMES.get(about, "")
    return shown(about, name, texts.get(name, ""))[:200]


def refuse_put_away(subject: Subject | None) -> None:
    """Refuse to change what a colleague has put away meanwhile."""
    if getattr(subject, "is_archived", False):
        raise Refusal(say("This was put away meanwhile; nothing can be changed there any more."))
