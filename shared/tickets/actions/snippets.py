"""Keeping answers that are used again."""

import re
from dataclasses import asdict, dataclass
from secrets import token_hex

from tortoise.exceptions import IntegrityError

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.tickets.models import TicketSnippet

_SHORTCUT = re.compile(r"^[\w-]{1,40}$")


@dataclass(frozen=True)
class SnippetText:
    """A shortcut and what it stands for in each language."""

    shortcut: str
    text_zh: str = ""
    text_en: str = ""


@action("ticket_snippet.create")
async def keep_snippet(actor: Actor, *, text: SnippetText, key: str = "") -> str:
    """Keep a new answer under its shortcut and return its public id."""
    _check(text)
    await _check_free(text.shortcut)
    snippet = await TicketSnippet.create(
        public_id=token_hex(12), updated_at=clock.now(), **asdict(text)
    )
    await record(actor, "ticket_snippet.create", snippet, number=text.shortcut, after=asdict(text))
    return snippet.public_id


@action("ticket_snippet.update")
async def change_snippet(actor: Actor, public_id: str, *, text: SnippetText, version: int) -> None:
    """Write an answer anew."""
    snippet = await one(actor, TicketSnippet, "update", public_id=public_id)
    _check(text)
    if text.shortcut != snippet.shortcut:
        await _check_free(text.shortcut)
    before = {name: getattr(snippet, name) for name in asdict(text)}
    try:
        await change(actor, snippet, "update", version, **asdict(text), updated_at=clock.now())
    except IntegrityError:
        raise _taken(text.shortcut) from None
    await record(
        actor, "ticket_snippet.update", snippet, number=text.shortcut, before=before,
        after=asdict(text),
    )  # fmt: skip


@action("ticket_snippet.update")
async def put_away(actor: Actor, public_id: str, *, version: int, away: bool = True) -> None:
    """Offer an answer no more, or again with `away` false; its words are kept."""
    snippet = await one(actor, TicketSnippet, "update", public_id=public_id)
    await change(actor, snippet, "update", version, is_archived=away)
    await record(
        actor, "ticket_snippet.archive", snippet, number=snippet.shortcut,
        after={"is_archived": away},
    )  # fmt: skip


def _check(text: SnippetText) -> None:
    if not _SHORTCUT.match(text.shortcut):
        raise Refusal(say("A shortcut is one word of letters, digits and hyphens."), "shortcut")
    if not (text.text_zh.strip() or text.text_en.strip()):
        raise Refusal(say("Write the answer in one language at least."), "text_zh")


async def _check_free(shortcut: str) -> None:
    if await TicketSnippet.filter(shortcut=shortcut).exists():
        raise _taken(shortcut)


def _taken(shortcut: str) -> Refusal:
    return Refusal(
        say("There is an answer under “{shortcut}” already.", shortcut=shortcut), "shortcut"
    )
