"""Answers to be used again: all of them to keep, those that fit to put into a reply."""

from tortoise.expressions import Q

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.kernel.errors import NotFound
from shared.tickets.models import TicketSnippet

MOST = 300


async def snippets(actor: Actor, words: str = "", *, archived: bool = False) -> list[TicketSnippet]:
    """Return snippets by shortcut; `words` are looked for in shortcut and both texts."""
    rows = scope(actor, TicketSnippet).filter(is_archived=archived)
    if asked := words.strip()[:60]:
        rows = rows.filter(
            Q(shortcut__icontains=asked) | Q(text_zh__icontains=asked) | Q(text_en__icontains=asked)
        )
    return list(await rows.order_by("shortcut", "id").limit(MOST))


async def find_snippet(actor: Actor, public_id: str) -> TicketSnippet:
    """Return one snippet; NotFound when there is none."""
    found = await scope(actor, TicketSnippet).get_or_none(public_id=public_id)
    if found is None:
        raise NotFound
    return found
