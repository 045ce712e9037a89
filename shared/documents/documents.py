"""Verbs on shared papers: file one, add an edition, choose who may see it, note that it was read."""

from collections.abc import Sequence
from dataclasses import asdict
from secrets import token_hex
from typing import Any

from shared.access import policy
from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places, scope
from shared.database.fulltext import index
from shared.documents.models import (
    Document,
    DocumentReading,
    DocumentShare,
    DocumentVersion,
    for_kinds,
)
from shared.documents.rules import Card, check_card
from shared.files.actions import attach
from shared.files.queries import attached
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.outbox.notifying import take_back

MOST_FILES = 5
DUE = "document.due"
SHARED, RENEWED = "document.shared", "document.renewed"


@action("document.create")
async def file_document(
    actor: Actor, *, card: Card, files: Sequence[str], note: str = "", key: str = ""
) -> str:
    """File a paper with its first edition and return its public id; kinds see it at once."""
    check_card(card)
    _check_audience(actor, card.kinds)
    now = clock.now()
    made = await Document.create(
        public_id=token_hex(12), title_zh=card.title_zh, title_en=card.title_en, kind=card.kind,
        **for_kinds(card.kinds), edition=1, created_at=now, updated_at=now,
    )  # fmt: skip
    names = await _add_edition(actor, made, 1, files, note)
    await index("document", made.id, card.title_zh, card.title_en)
    await record(
        actor, "document.create", made, number=made.public_id,
        after={**_titles(card), "kinds": list(card.kinds), "files": names},
    )  # fmt: skip
    await _tell(made)
    return str(made.public_id)


@action("document.update")
async def update_document(actor: Actor, public_id: str, *, version: int, card: Card) -> None:
    """Save titles, kind and the kinds of organisations it is meant for."""
    check_card(card)
    kept = await one(actor, Document, "update", public_id=public_id)
    _check_audience(actor, kept.kinds if kept.kinds != card.kinds else ())
    _check_audience(actor, card.kinds if kept.kinds != card.kinds else ())
    before = {**_titles(kept), "kinds": list(kept.kinds)}
    await change(
        actor, kept, "update", version, title_zh=card.title_zh, title_en=card.title_en,
        kind=card.kind, **for_kinds(card.kinds), updated_at=clock.now(),
    )  # fmt: skip
    after = {**_titles(card), "kinds": list(card.kinds)}
    await index("document", kept.id, card.title_zh, card.title_en)
    await record(
        actor, "document.update", kept, number=public_id,
        before={name: before[name] for name in after if before[name] != after[name]},
        after={name: after[name] for name in after if before[name] != after[name]},
    )  # fmt: skip
    await _tell(kept)


@action("document.update")
async def add_edition(
    actor: Actor,
    public_id: str,
    *,
    version: int,
    files: Sequence[str],
    note: str = "",
    key: str = "",
) -> int:
    """Add a new edition and return its number; earlier ones are kept, readers see it as new."""
    kept = await one(actor, Document, "update", public_id=public_id)
    _check_audience(actor, kept.kinds)
    number = kept.edition + 1
    await change(actor, kept, "update", version, edition=number, updated_at=clock.now())
    names = await _add_edition(actor, kept, number, files, note)
    await record(
        actor, "document.add_edition", kept, number=public_id,
        after={"edition": number, "files": names},
    )  # fmt: skip
    await _tell(kept, RENEWED)
    return number


@action("document.update")
async def set_shared(actor: Actor, public_id: str, *, version: int, is_shared: bool) -> None:
    """Withdraw a paper from everybody outside at once, or open it to its audience again."""
    kept = await one(actor, Document, "update", public_id=public_id)
    _check_audience(actor, kept.kinds)
    if kept.is_shared == is_shared:
        raise Refusal(say("This is no longer possible: the record has moved on."))
    await change(actor, kept, "update", version, is_shared=is_shared, updated_at=clock.now())
    verb = "document.share_again" if is_shared else "document.withdraw"
    await record(actor, verb, kept, number=public_id)
    if is_shared:
        await _tell(kept)
    else:
        await take_back("document.", public_id)


@action("document_share.create")
async def share_with(actor: Actor, public_id: str, *, counterparty: str) -> None:
    """Open a paper to one organisation (its number) in the actor's care."""
    kept = await one(actor, Document, "update", public_id=public_id)
    place = await places(actor, "document_share.create").get_or_none(number=counterparty)
    if place is None:
        raise Refusal(say("There is no such counterparty in your care."), "counterparty")
    if await DocumentShare.filter(document_id=kept.id, counterparty_id=place.id).exists():
        raise Refusal(say("It is shared with them already."), "counterparty")
    await DocumentShare.create(document=kept, counterparty_id=place.id, created_at=clock.now())
    await record(
        actor, "document_share.create", kept, number=public_id, counterparty_id=place.id,
        after={"counterparty": counterparty},
    )  # fmt: skip
    await _tell(kept)


@action("document_share.end")
async def end_share(actor: Actor, public_id: str, *, counterparty: str) -> None:
    """Close a paper to one organisation: its files do not open any more."""
    kept = await one(actor, Document, "update", public_id=public_id)
    share = await scope(actor, DocumentShare, "end").get_or_none(
        document_id=kept.id, counterparty__number=counterparty
    )
    if share is None:
        raise NotFound
    await share.delete()
    await record(
        actor, "document_share.end", kept, number=public_id,
        counterparty_id=share.counterparty_id, before={"counterparty": counterparty},
    )  # fmt: skip
    await take_back("document.", public_id, place_id=share.counterparty_id)


@action("document.open")
async def note_reading(actor: Actor, public_id: str, *, file: str) -> str:
    """Note that this person opened the latest edition and return the id of its `file`.

    Raises NotFound for a file of anything else: what was not opened is not noted as read.
    """
    kept = await one(actor, Document, "open", public_id=public_id)
    edition = await DocumentVersion.get_or_none(document_id=kept.id, number=kept.edition)
    if edition is None or (await attached(actor, file, "document_version")).parent_id != edition.id:
        raise NotFound
    mine = {"edition_id": edition.id, "user_id": actor.user_id}
    if actor.counterparty_id and not await DocumentReading.filter(**mine).exists():
        await DocumentReading.create(**mine, counterparty_id=actor.counterparty_id, at=clock.now())
    return file


def _check_audience(actor: Actor, kinds: Sequence[str]) -> None:
    """What is meant for whole kinds is in the hands of those who may publish."""
    if kinds and not actor.may("document.publish") and policy.SYSTEM not in actor.roles:
        raise Refusal(
            say("Only sales managers, purchasing and support share with all of a kind."), "kinds"
        )


async def _add_edition(
    actor: Actor, document: Document, number: int, files: Sequence[str], note: str
) -> list[str]:
    if not files:
        raise Refusal(say("Choose a file."), "files")
    edition = await DocumentVersion.create(
        document=document, number=number, note=note, created_by_id=actor.user_id or None,
        created_at=clock.now(),
    )  # fmt: skip
    return await attach(actor, files, "document_version", edition.id, most=MOST_FILES)


async def _tell(kept: Document, tells: str = SHARED) -> None:
    """Have everybody told whom it is open to and who was not told of this edition before."""
    await announce(DUE, kept.public_id, tells=tells, edition=kept.edition)


def _titles(card: Card | Document) -> dict[str, Any]:
    names = ("title_zh", "title_en", "kind")
    values = asdict(card) if isinstance(card, Card) else vars(card)
    return {name: str(values[name]) for name in names}
