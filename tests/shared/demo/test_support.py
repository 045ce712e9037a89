"""A year at the demo's support desk: every state, kept and broken promises, the complaint's photo."""

from datetime import UTC, datetime

from shared.demo import world
from shared.demo.support_texts import STORY
from shared.files.models import Attachment
from shared.tickets.models import Article, Ticket
from shared.tickets.rules import TicketState

ANCHOR = datetime(2026, 11, 23, 2, tzinfo=UTC)


async def test_the_desk_of_the_demo_is_alive(database: str) -> None:
    await world.make(ANCHOR)
    states = set(await Ticket.all().distinct().values_list("state", flat=True))
    assert set(TicketState) - states <= {TicketState.MERGED}
    assert await Ticket.filter(due_at__lt=ANCHOR).exists()
    assert not await Ticket.filter(last_message_at__gt=ANCHOR).exists()
    assert await Article.filter(is_published=True).exclude(title_en="").count() >= 5
    story = await Ticket.get(subject=STORY.subject)
    assert (story.state, story.stars) == (TicketState.RATED, 5)
    assert not story.response_broken
    assert await Attachment.filter(
        parent_table="ticket_message", name__startswith="cracked"
    ).exists()
