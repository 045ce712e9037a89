"""Records of support for the tests that try every route."""

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.tickets.models import (
    Article,
    BusinessCalendar,
    Ticket,
    TicketInternalNote,
    TicketSnippet,
)
from shared.tickets.rules.clocks import NEVER
from shared.tickets.rules.life import ENDED, OPEN
from tests import files_desk
from tests.cast import ANCHOR


async def tickets(of: Counterparty) -> list[str]:
    """One that is open and one that is over."""
    mine = Ticket.filter(counterparty=of)
    running = await mine.filter(state__in=OPEN).order_by("-id").first()
    over = await mine.filter(state__in=ENDED).order_by("-id").first()
    return [one.number for one in (running, over) if one]


async def articles(_: Counterparty) -> list[str]:
    """A draft and one that is published."""
    draft = await Article.filter(is_published=False).first()
    return [draft.number, (await Article.filter(is_published=True).first()).number]  # type: ignore[union-attr]


async def snippets(_: Counterparty) -> list[str]:
    return [(await TicketSnippet.first()).public_id]  # type: ignore[union-attr]


async def levels(_: Counterparty) -> list[str]:
    return ["complaint-high"]


async def calendars(_: Counterparty) -> list[str]:
    return [(await BusinessCalendar.first()).public_id]  # type: ignore[union-attr]


async def open_one(place: Counterparty) -> None:
    """Open a request that nobody has answered yet, with a file on a note that only we read."""
    ticket = await Ticket.create(
        number=f"TK-2026-8{place.id:03d}", counterparty=place,
        opened_by=await User.get(name="林晓雨"), opened_by_name="林晓雨", category="consultation",
        subject="月亮灯", response_due_at=ANCHOR, resolution_due_at=ANCHOR, due_at=ANCHOR,
        warns_at=NEVER, escalates_at=NEVER, last_message_at=ANCHOR, created_at=ANCHOR,
        updated_at=ANCHOR,
    )  # fmt: skip
    note = await TicketInternalNote.create(
        ticket=ticket, author_name="林晓雨", text="月亮灯", created_at=ANCHOR
    )
    await files_desk.hang("ticket_internal_note", note.id, internal=True)
