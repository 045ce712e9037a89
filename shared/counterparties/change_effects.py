"""How a change is written to what it is about; called by the verbs around a change alone."""

import secrets
from collections.abc import Mapping
from typing import Any

from shared.counterparties.change_subjects import TABLES, Subject, refuse_put_away, subject_of
from shared.counterparties.indexing import index_words
from shared.counterparties.models import Address, Counterparty, ProfileChange
from shared.counterparties.proposals import About, Wish, as_values
from shared.files.handing_on import hand_on
from shared.kernel import clock
from shared.kernel.errors import Stale


async def apply(change: ProfileChange, kept: Counterparty, texts: Mapping[str, str]) -> None:
    """Write the approved `texts` to the record, inside the open unit of work."""
    about = About(change.about)
    subject = await subject_of(kept, about, change.target)
    if about is About.LOGO:
        await hand_on("profile_change", change.id, "counterparty", kept.id)
    elif change.verb == Wish.ADD:
        await _add(kept, about, _columns(texts, about))
    elif subject is not None:
        refuse_put_away(subject)
        await _write(kept, subject, _columns(texts, about))
    if about in (About.PROFILE, About.CONTACT):
        await index_words(kept)


def _columns(texts: Mapping[str, str], about: About) -> dict[str, Any]:
    values = as_values(texts)
    if about is About.BANK_ACCOUNT and "number" in values:
        values["last_four"] = values["number"][-4:]
    return values


async def _add(kept: Counterparty, about: About, values: dict[str, Any]) -> None:
    if values.get("is_default"):
        await _no_other_default(kept.id, str(values["kind"]))
    await TABLES[about].create(
        public_id=secrets.token_hex(8), counterparty_id=kept.id, created_at=clock.now(), **values
    )


async def _write(kept: Counterparty, subject: Subject, values: dict[str, Any]) -> None:
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
