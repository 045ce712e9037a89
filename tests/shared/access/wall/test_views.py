"""A view behind the second wall: a login that has no right to write, whatever is smuggled in."""

import pytest
from tortoise.exceptions import OperationalError, TransactionManagementError

from shared.database import speaking
from shared.database.speaking import PORTAL, VIEW_AS, Voice
from shared.database.uow import reading
from shared.identity.models import Membership, Session, ViewAs
from shared.journal.models import JournalEntry
from shared.orders.models import SalesOrder
from shared.outbox.models import Notification
from tests import backends
from tests.cast import FACES, browser_of
from tests.web import Browser

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)
WHY = "She asked why an order is missing"


async def zhou() -> Membership:
    return await Membership.get(
        user__email="zhou.min@qiming.example", counterparty__number="CP-0001"
    ).select_related("user", "counterparty")


async def view() -> Browser:
    """Begin a view of Zhou Min through both faces, each with its login."""
    lin, held = await browser_of("lin.xiaoyu"), await zhou()
    answer = await lin.post(
        f"/counterparties/CP-0001/people/{held.public_id}/view-as", {"reason": WHY}
    )
    assert answer.status_code == 307, answer.text
    browser = Browser(FACES["portal"])
    home = browser.face.public_url.rstrip("/")
    opened = await browser.send("POST", answer.headers["location"].removeprefix(home), headers={})
    assert opened.status_code == 303, opened.text
    return browser


async def test_the_whole_way_works_behind_the_wall(walled: str) -> None:
    browser = await view()
    own = await browser_of("zhou.min")
    numbers = await SalesOrder.filter(buyer__number="CP-0001").values_list("number", flat=True)
    for path in ("/", "/orders", "/company", "/company/people", "/notifications", "/documents"):
        seen, hers = await browser.get(path), await own.get(path)
        assert (seen.status_code, hers.status_code) == (200, 200), path
        assert {n for n in numbers if n in seen.text} == {n for n in numbers if n in hers.text}
    assert (await browser.post("/notifications/reading")).status_code == 403
    gone = await browser.post("/leave-view")
    assert gone.headers["location"].endswith("/counterparties/CP-0001/people")
    told = await own.get("/company/access")
    assert told.status_code == 200
    assert WHY in told.text
    verbs = (
        await JournalEntry.filter(record_table="view_as")
        .order_by("-id")
        .limit(2)
        .values_list("verb", flat=True)
    )
    assert verbs == ["membership.leave_view", "membership.view_page"]
    assert (await ViewAs.filter().order_by("-id").first()).ended_at is not None  # type: ignore[union-attr]


async def voice_of_a_view() -> Voice:
    held = await zhou()
    return Voice(
        VIEW_AS, held.user_id, held.counterparty_id, frozenset({"distributor.organisation_admin"})
    )


REFUSALS = (OperationalError, TransactionManagementError)
SMUGGLED = (
    "UPDATE sales_order SET note = 'x'",
    "COMMIT; BEGIN READ WRITE; UPDATE sales_order SET note = 'x'",
    "SET TRANSACTION READ WRITE; DELETE FROM notification",
    "ROLLBACK; INSERT INTO journal_head (id, hash) VALUES (9, 'x')",
    "COMMIT; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; BEGIN; UPDATE membership SET role = 'x'",
    "COMMIT; BEGIN; CREATE TABLE public.planted (id int)",
    "COMMIT; BEGIN; TRUNCATE notification",
    "COMMIT; BEGIN; UPDATE view_as SET until = now() + interval '1 year'",
    "COMMIT; BEGIN; SELECT nextval('sales_order_id_seq')",
    "COMMIT; BEGIN; SELECT * FROM sales_order FOR UPDATE",
)


@pytest.mark.parametrize("statement", SMUGGLED)
async def test_a_smuggled_statement_writes_nothing(walled: str, statement: str) -> None:
    before = await _contents()
    with (
        speaking.speaking(await voice_of_a_view()),
        pytest.raises(REFUSALS, match=r"permission denied|read-only|must be owner|mode must be"),
    ):
        await reading(lambda: speaking.connection().execute_script(statement))
    assert await _contents() == before


async def test_sessions_and_what_other_organisations_tell_her_stay_closed(walled: str) -> None:
    held = await zhou()
    elsewhere = (
        await Membership.exclude(counterparty_id=held.counterparty_id)
        .select_related("counterparty")
        .first()
    )
    assert elsewhere is not None
    await Membership.create(
        public_id="m" * 24, user=held.user, counterparty=elsewhere.counterparty, role="member",
        created_at=held.created_at,
    )  # fmt: skip
    for place in (held.counterparty_id, elsewhere.counterparty_id):
        await Notification.create(
            public_id=f"wall{place}", once=f"wall{place}", user=held.user, face=PORTAL, place_id=place,
            topic="ticket.answered", record_number="TK-1", path="/", created_at=held.created_at,
        )  # fmt: skip
    with speaking.speaking(await voice_of_a_view()):
        places = await reading(lambda: Notification.all().values_list("place_id", flat=True))
        with pytest.raises(OperationalError, match="permission denied"):
            await reading(Session.all().count)
    assert held.counterparty_id in places
    assert elsewhere.counterparty_id not in places


async def test_without_a_login_of_its_own_no_view_begins(
    walled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "_pools", speaking._pools - {VIEW_AS})
    with pytest.raises(AssertionError, match="database login of its own"):
        await view()


async def _contents() -> list[object]:
    """Return what the statements try to change."""
    return [
        await SalesOrder.all().order_by("id").values_list("id", "note"),
        await Membership.all().order_by("id").values_list("id", "role"),
        await Notification.all().count(), await ViewAs.all().values_list("id", "until"),
    ]  # fmt: skip
