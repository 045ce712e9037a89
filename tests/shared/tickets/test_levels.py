"""What is promised and when the desk works, kept by the desk; and its canned answers."""

import pytest

from shared.counterparties.working_days import calendar_for
from shared.kernel.errors import NotAllowed, Refusal, Stale
from shared.tickets.actions import levels as actions
from shared.tickets.actions import snippets
from shared.tickets.actions.levels import CalendarFields
from shared.tickets.actions.snippets import SnippetText
from shared.tickets.queries import levels as queries
from shared.tickets.queries.snippets import snippets as kept_snippets
from shared.tickets.rules import Category, Priority
from tests.shared.opportunities.market import NOON
from tests.shared.tickets.desk import Desk, opened, ticket

OFFICE = CalendarFields("上海", "Asia/Shanghai", tuple("12345"), "09:00", "18:00")


def office(**changes: object) -> CalendarFields:
    return CalendarFields(**{**OFFICE.__dict__, **changes})  # type: ignore[arg-type]


async def test_another_promise_holds_for_requests_opened_from_then_on(desk: Desk) -> None:
    old = await ticket(await opened(desk.zhou))
    await actions.set_level(
        desk.gao, Category.TECHNICAL, Priority.NORMAL, response=30, resolution=60, version=0
    )
    new = await ticket(await opened(desk.zhou))
    assert (new.response_due_at - NOON).total_seconds() == 1800
    assert (await ticket(old.number)).response_due_at == old.response_due_at
    with pytest.raises(Stale):
        await actions.set_level(
            desk.mei, Category.TECHNICAL, Priority.NORMAL, response=9, resolution=9, version=0
        )


async def test_a_promise_of_nothing_is_refused(desk: Desk) -> None:
    for response, resolution in ((0, 60), (120, 60), (10**9, 10**9)):
        with pytest.raises(Refusal):
            await actions.set_level(
                desk.gao, Category.TECHNICAL, Priority.LOW, response=response,
                resolution=resolution, version=0,
            )  # fmt: skip


async def test_a_customer_abroad_is_promised_by_the_calendar_of_its_country(desk: Desk) -> None:
    await actions.add_calendar(desk.gao, fields=OFFICE)
    chicago = office(name="Chicago", zone="America/Chicago", countries="us, ca")
    await actions.add_calendar(desk.gao, fields=chicago)
    first, second = await queries.calendars(desk.gao)
    assert (first.is_default, second.is_default) == (True, False)
    assert second.countries == "US CA"
    _, there = await calendar_for(desk.gao, "US")
    _, here = await calendar_for(desk.gao, "DE")
    assert (there.zone, here.zone) == ("America/Chicago", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Moon/Base"}, "zone"), ({"weekdays": ()}, "weekdays"),
        ({"closes": "08:00"}, "closes"), ({"opens": "late"}, "opens"),
        ({"holidays": "soon"}, "holidays"), ({"workdays": "2026-02-30"}, "workdays"),
        ({"countries": "Atlantis"}, "countries"),
    ],
)  # fmt: skip
async def test_a_calendar_that_no_desk_works_by_is_refused_at_its_field(
    desk: Desk, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        await actions.add_calendar(desk.gao, fields=office(**changes))
    assert refusal.value.field == field


async def test_only_the_desk_keeps_promises_and_snippets(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await actions.add_calendar(desk.lin, fields=OFFICE)
    with pytest.raises(NotAllowed):
        await snippets.keep_snippet(desk.lin, text=SnippetText("hello", "您好"))


async def test_a_snippet_is_found_by_shortcut_or_words_and_a_shortcut_is_given_once(
    desk: Desk,
) -> None:
    await snippets.keep_snippet(desk.gao, text=SnippetText("hello", "您好", "Hello"))
    assert [one.shortcut for one in await kept_snippets(desk.lin, "您好")] == ["hello"]
    assert await kept_snippets(desk.lin, "nothing") == []
    for text in (SnippetText("hello", "x"), SnippetText("two words", "x"), SnippetText("empty")):
        with pytest.raises(Refusal):
            await snippets.keep_snippet(desk.gao, text=text)
