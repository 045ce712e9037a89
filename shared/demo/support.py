"""Part of the demo world: a year at the support desk, and the complaint of the story.

Clocks are those of the rules, so that what is late in the demo would be late in life.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.counterparties.working_days import read
from shared.database import fulltext
from shared.demo import support_texts as texts
from shared.demo.cast import BEICHEN, HAIYUE, MARKETER, MOULDER, NORTHLAKE, QIMING
from shared.demo.setting_up import World
from shared.demo.support_photo import hang_photo
from shared.demo.support_shelf import make_articles, make_calendars, make_snippets
from shared.demo.support_texts import Topic
from shared.kernel.business_hours import Calendar, after
from shared.orders.models import SalesOrder
from shared.tickets.models import (
    BusinessCalendar,
    Ticket,
    TicketInternalNote,
    TicketMessage,
)
from shared.tickets.rules import Priority, TicketState, clocks
from shared.tickets.rules.clocks import DEFAULTS, Clocks
from shared.tickets.writing import columns_of

SEED = 20260708
_S = TicketState
# organisation → who of it writes; whoever has nobody in the portal calls, and Gao writes it down
_WRITERS = {
    QIMING: ("zhou.min", "fang.jie"), HAIYUE: ("bo.wei",), NORTHLAKE: ("emily.carter",),
    BEICHEN: ("ma.lan",), MOULDER: ("lu.bin",), MARKETER: ("qiao.an",),
}  # fmt: skip
_PLACES = (QIMING, HAIYUE, NORTHLAKE, BEICHEN, QIMING, "CP-0005", "CP-0010", HAIYUE, QIMING,
           NORTHLAKE, "CP-0021", QIMING)  # fmt: skip
OLD, EVERY = 56, timedelta(days=6)
# what is going on at the desk today: hours since it was opened, how far it came, whether Gao has it
_TODAY: tuple[tuple[str, float, TicketState, bool, Priority], ...] = (
    (QIMING, 74, _S.WAITING, True, Priority.NORMAL),
    (HAIYUE, 30, _S.NEW, False, Priority.HIGH),
    (BEICHEN, 96, _S.IN_PROGRESS, True, Priority.NORMAL),
    (NORTHLAKE, 20, _S.IN_PROGRESS, True, Priority.NORMAL),
    ("CP-0005", 8, _S.NEW, False, Priority.NORMAL),
    (QIMING, 2, _S.NEW, False, Priority.NORMAL),
    (MOULDER, 26, _S.IN_PROGRESS, True, Priority.LOW),
    (HAIYUE, 70, _S.RESOLVED, True, Priority.NORMAL),
    (QIMING, 100, _S.RESOLVED, True, Priority.NORMAL),
    (MARKETER, 50, _S.WAITING, True, Priority.LOW),
    ("CP-0010", 120, _S.IN_PROGRESS, True, Priority.URGENT),
)


@dataclass
class _Story:
    """One request to be stored: its row, and what was said when by whom."""

    ticket: Ticket
    said: list[tuple[datetime, User, bool, str]] = field(default_factory=list)
    notes: list[tuple[datetime, User, str]] = field(default_factory=list)


async def make_support(world: World) -> None:
    """Create calendars, articles, snippets, a year of requests, and today's queues."""
    home, abroad = await make_calendars(world)
    await make_articles(world)
    await make_snippets(world)
    chance = Random(SEED)  # noqa: S311 - a story that repeats, not a secret
    stories = [_old(world, chance, n, home, abroad) for n in range(OLD)]
    stories += [_present(world, chance, n, home, abroad) for n in range(len(_TODAY))]
    stories.append(_complaint(world, abroad))
    stories.sort(key=lambda story: story.ticket.created_at)
    await _store(world, stories)
    await hang_photo(world)


def _old(
    world: World, chance: Random, n: int, home: BusinessCalendar, abroad: BusinessCalendar
) -> _Story:
    """Return a request of the past that is over, most of them rated."""
    number = _PLACES[n % len(_PLACES)]
    at = world.anchor - EVERY * (OLD - n) - timedelta(hours=chance.randrange(4, 60))
    story = _begin(world, number, _topic(chance, number), at, home, abroad, chance)
    solved = _converse(world, story, chance, (home, abroad), hours=chance.choice((1, 1, 2, 3, 6)))
    ticket = story.ticket
    ticket.state, ticket.closed_at = _S.CLOSED, solved + timedelta(days=7)
    if n % 11 == 7:
        ticket.state, ticket.resolved_at = _S.CANCELLED, None
    elif n % 4:
        praise = texts.PRAISE_ABROAD if number == NORTHLAKE else texts.PRAISE
        ticket.state, ticket.stars = _S.RATED, chance.choice((5, 5, 4, 4, 5, 3, 2))
        ticket.rating_comment = chance.choice(praise)
        ticket.rated_at = solved + timedelta(hours=chance.randrange(2, 90))
        ticket.closed_at = ticket.rated_at
    ticket.updated_at = ticket.closed_at
    return story


def _present(
    world: World, chance: Random, n: int, home: BusinessCalendar, abroad: BusinessCalendar
) -> _Story:
    """Return a request of these days, as far as it has come."""
    number, hours, state, has_it, priority = _TODAY[n]
    at = world.anchor - timedelta(hours=hours)
    story = _begin(world, number, _topic(chance, number), at, home, abroad, chance, priority)
    ticket, gao = story.ticket, world.users["gao.yuan"]
    if state == _S.RESOLVED:
        _converse(world, story, chance, (home, abroad), hours=1, until=world.anchor)
    elif has_it:
        calendar = read(abroad if number == NORTHLAKE else home)
        topic = _topic_of(story)
        answered = min(after(calendar, at, timedelta(minutes=50)), world.anchor)
        story.said.append((answered, gao, True, topic.question))
        kept = clocks.respond(_clocks(ticket), answered)
        if state == _S.WAITING:
            kept = clocks.pause(kept, answered)
        _keep(ticket, calendar, kept, world.anchor)
        ticket.assignee_id = gao.id
        if n % 2:
            story.notes.append((answered, gao, chance.choice(texts.NOTES)))
    ticket.state = state
    _last(story)
    return story


def _complaint(world: World, abroad: BusinessCalendar) -> _Story:
    """Return the complaint of the story: five broken mirrors, answered in time, rated."""
    calendar = read(abroad)
    at = after(calendar, world.anchor - timedelta(days=6), timedelta(minutes=20))
    chance = Random(SEED + 1)  # noqa: S311 - a story that repeats, not a secret
    story = _begin(world, NORTHLAKE, texts.STORY, at, abroad, abroad, chance)
    solved = _converse(world, story, chance, (abroad, abroad), hours=1)
    ticket = story.ticket
    ticket.state, ticket.stars = _S.RATED, 5
    ticket.rating_comment = "An answer within the hour, and new mirrors two days later."
    ticket.rated_at = ticket.closed_at = ticket.updated_at = solved + timedelta(hours=3)
    return story


def _begin(
    world: World, number: str, topic: Topic, at: datetime, home: BusinessCalendar,
    abroad: BusinessCalendar, chance: Random, priority: Priority = Priority.NORMAL,
) -> _Story:  # fmt: skip
    """Return a request as it was opened, with its first message."""
    kept = abroad if number == NORTHLAKE else home
    writers = _WRITERS.get(number, ("gao.yuan",))
    writer = world.users[chance.choice(writers)]
    running = clocks.start(read(kept), DEFAULTS[topic.category, priority], at)
    ticket = Ticket(
        counterparty_id=world.counterparties[number].id, opened_by_id=writer.id,
        opened_by_name=writer.name, category=topic.category, priority=priority,
        subject=topic.subject, calendar_id=kept.id,
        product_id=world.products[topic.sku].id if topic.sku else None,
        last_message_at=at, created_at=at, updated_at=at,
        **columns_of(read(kept), running, None, 0, at),
    )  # fmt: skip
    return _Story(ticket, [(at, writer, "gao.yuan" in writers, topic.text)])


def _converse(
    world: World, story: _Story, chance: Random,
    calendars: tuple[BusinessCalendar, BusinessCalendar], *, hours: int,
    until: datetime | None = None,
) -> datetime:  # fmt: skip
    """Let the desk ask, the customer answer, the desk solve it; return when."""
    ticket, topic, gao = story.ticket, _topic_of(story), world.users["gao.yuan"]
    calendar = read(next(one for one in calendars if one.id == ticket.calendar_id))
    moments = [ticket.created_at]
    for worked in (
        timedelta(minutes=20 + hours * 35),
        timedelta(hours=2 + hours),
        timedelta(hours=3),
    ):
        moments.append(after(calendar, moments[-1], worked))
    if until and moments[-1] > until:
        share = (until - ticket.created_at) / 4
        moments = [ticket.created_at + share * n for n in range(4)]
    _, asked, told, solved = moments
    customer = story.said[0][1]
    story.said += [(asked, gao, True, topic.question), (told, customer, story.said[0][2], topic.answer),
                   (solved, gao, True, topic.solution)]  # fmt: skip
    kept = clocks.pause(clocks.respond(_clocks(ticket), asked), asked)
    kept = clocks.pause(clocks.resume(calendar, kept, told), solved)
    _keep(ticket, calendar, kept, solved)
    ticket.assignee_id, ticket.resolved_at = gao.id, solved
    if chance.random() < 0.3:
        story.notes.append((told, gao, chance.choice(texts.NOTES)))
    _last(story)
    return solved


def _clocks(ticket: Ticket) -> Clocks:
    return Clocks(
        ticket.created_at, ticket.response_due_at, ticket.resolution_due_at, ticket.responded_at,
        ticket.paused_at, timedelta(seconds=ticket.waited),
    )  # fmt: skip


def _keep(ticket: Ticket, calendar: Calendar, kept: Clocks, at: datetime) -> None:
    for name, value in columns_of(calendar, kept, ticket.due_at, ticket.escalation, at).items():
        setattr(ticket, name, value)


def _last(story: _Story) -> None:
    at, _, is_ours, _ = story.said[-1]
    story.ticket.last_message_at = story.ticket.updated_at = at
    story.ticket.last_is_ours = is_ours


def _topic(chance: Random, number: str) -> Topic:
    return chance.choice(texts.ABROAD if number == NORTHLAKE else texts.AT_HOME)


def _topic_of(story: _Story) -> Topic:
    known = (*texts.AT_HOME, *texts.ABROAD, texts.STORY)
    return next(topic for topic in known if topic.subject == story.ticket.subject)


async def _store(world: World, stories: list[_Story]) -> None:
    """Write the requests and what was said, in the order of time, and their search words."""
    await _name(stories)
    await Ticket.bulk_create([story.ticket for story in stories], batch_size=100)
    ids = dict(await Ticket.all().values_list("number", "id"))
    said = [
        TicketMessage(ticket_id=ids[one.ticket.number], author_id=who.id, author_name=who.name,
                      is_ours=is_ours, text=text, created_at=at)
        for one in stories for at, who, is_ours, text in one.said
    ]  # fmt: skip
    said.sort(key=lambda message: message.created_at)
    await TicketMessage.bulk_create(said, batch_size=200)
    noted = [
        TicketInternalNote(ticket_id=ids[one.ticket.number], author_id=who.id,
                           author_name=who.name, text=text, created_at=at)
        for one in stories for at, who, text in one.notes
    ]  # fmt: skip
    noted.sort(key=lambda note: note.created_at)
    await TicketInternalNote.bulk_create(noted, batch_size=200)
    places = {place.id: place for place in world.counterparties.values()}
    await fulltext.index_many("ticket", [_words(ids, one.ticket, places) for one in stories])


async def _name(stories: list[_Story]) -> None:
    """Number the requests of each year, and let complaints name the latest order."""
    orders = await _latest_orders()
    given: dict[int, int] = {}
    for story in stories:
        year = story.ticket.created_at.year
        given[year] = given.get(year, 0) + 1
        story.ticket.number = f"TK-{year}-{given[year]:04d}"
        if story.ticket.category == "complaint":
            story.ticket.order_id = orders.get(story.ticket.counterparty_id)


async def _latest_orders() -> dict[int, int]:
    rows = SalesOrder.exclude(state="draft").order_by("placed_at")
    return dict(await rows.values_list("buyer_id", "id"))


def _words(
    ids: dict[str, int], ticket: Ticket, places: dict[int, Counterparty]
) -> tuple[int, tuple[str | None, ...]]:
    place = places[ticket.counterparty_id]
    words = (ticket.number, ticket.subject, ticket.opened_by_name, place.name_zh, place.name_en)
    return ids[ticket.number], words
