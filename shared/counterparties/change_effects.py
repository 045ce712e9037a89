"""What a change is about and how it is written there; called by the verbs around a change alone."""

import secrets
from collections.abc import Mapping

from shared.counterparties.indexing import index_words
from shared.counterparties.models import (
    Address,
    BankAccount,
    Contact,
    Counterparty,
    ProfileChange,
)
from shared.counterparties.proposals import FIELDS, About, Wish, as_text, as_values, shown
from shared.files.handing_on import hand_on
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.wording import say

Subject = Counterparty | Address | Contact | BankAccount
_TABLES: dict[About, type[Address] | type[Contact] | type[BankAccount]] = {
    About.ADDRESS: Address, About.CONTACT: Contact, About.BANK_ACCOUNT: BankAccount,
}  # fmt: skip
_NAMES = {About.ADDRESS: "label", About.CONTACT: "name", About.BANK_ACCOUNT: "number"}


async def subject_of(kept: Counterparty, about: About, target: str) -> Subject | None:
    """Return what is to be changed of `kept`, None for what is new; NotFound for a stranger's."""
    if about in (About.PROFILE, About.LOGO):
        return kept
    if not target:
        return None
    found = await _TABLES[about].get_or_none(public_id=target, counterparty_id=kept.id)
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


async def apply(change: ProfileChange, kept: Counterparty, texts: Mapping[str, str]) -> None:
    """Write the approved `texts` to the record, inside the open unit of work."""
    about = About(change.about)
    subject = await subject_of(kept, about, change.target)
    if about is About.LOGO:
        await hand_on("profile_change", change.id, "counterparty", kept.id)
    elif change.verb == Wish.ADD:
        await _add(kept, about, texts)
    elif subject is not None:
        refuse_put_away(subject)
        await _write(kept, subject, as_values(texts))
    if about in (About.PROFILE, About.CONTACT):
        await index_words(kept)


def refuse_put_away(subject: Subject | None) -> None:
    """Refuse to change what a colleague has put away meanwhile."""
    if getattr(subject, "is_archived", False):
        raise Refusal(say("This was put away meanwhile; nothing can be changed there any more."))


async def _add(kept: Counterparty, about: About, texts: Mapping[str, str]) -> None:
    values = as_values(texts)
    if values.get("is_default"):
        await _no_other_default(kept.id, str(values["kind"]))
    await _TABLES[about].create(
        public_id=secrets.token_hex(8), counterparty_id=kept.id, created_at=clock.now(), **values
    )


async def _write(kept: Counterparty, subject: Subject, values: dict[str, object]) -> None:
    if isinstance(subject, Address) and values.get("is_default"):
        await _no_other_default(kept.id, str(values.get("kind", subject.kind)))
    if isinstance(subject, Address) and values.get("is_archived"):
        values = {**values, "is_default": False}
    if isinstance(subject, Counterparty):
        values = {**values, "updated_at": clock.now()}
    version = subject.version
    written = await type(subject).filter(id=subject.pk, version=version).update(
        **values, version=version + 1
    )  # fmt: skip
    if not written:
        raise Stale({}, version)
    for name, value in values.items():
        setattr(subject, name, value)


async def _no_other_default(counterparty_id: int, kind: str) -> None:
    others = Address.filter(counterparty_id=counterparty_id, kind=kind, is_default=True)
    await others.update(is_default=False)
