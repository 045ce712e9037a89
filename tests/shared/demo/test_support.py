"""A year at the demo's support desk: every state, kept and broken promises, the complaint's photo."""

from shared.demo.support_texts import STORY
from shared.files.models import Attachment
from shared.tickets.models import Article, Ticket
from shared.tickets.rules import TicketState
from tests.cast import ANCHOR


async def test_the_desk_of_the_demo_is_alive(demo: str) -> None:
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
