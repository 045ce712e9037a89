"""The second wall on a live database: what a forgotten filter, a smuggled statement, a view sees.

On SQLite there is one wall; there these tests say that nothing pretends to be the second.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace

import asyncpg
import pytest
from tortoise.exceptions import OperationalError, TransactionManagementError

from shared.access.wall.statements import wall
from shared.catalogue.models import ProductCost
from shared.cli.doctor import SNAPSHOT
from shared.counterparties.models import Contact, Counterparty, CounterpartyPrivate
from shared.database import fulltext, speaking, walling
from shared.database.speaking import PORTAL, VIEW_AS, Voice
from shared.database.uow import Work, reading, uow
from shared.demo.cast import persona
from shared.journal.models import JournalEntry
from shared.kernel.errors import LookingOnly
from shared.opportunities.models import Opportunity
from shared.orders.models import SalesOrder
from shared.outbox.models import OutboxMessage
from shared.purchasing.models.orders import PurchaseOrder
from shared.settings.loading import LOGINS
from shared.tickets.models import Ticket, TicketInternalNote
from tests import backends
from tests.conftest import SECRET_KEY

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)
REFUSED = "row-level security|permission denied|not ours|read-only"


async def _member(subject: str = "zhou.min") -> tuple[Counterparty, Voice]:
    place = await Counterparty.get(number=persona(subject).counterparty)
    roles = frozenset(f"{kind}.member" for kind in ("distributor",) if place.is_distributor)
    return place, Voice(PORTAL, 1, place.id, roles)


@pytest.mark.asvs("8.4.1")
async def test_a_forgotten_filter_shows_nobody_elses_rows(walled: str) -> None:
    place, voice = await _member()
    everybodys = await SalesOrder.all().count()
    with speaking.speaking(voice):
        # Exactly what a careless query writes: no scope at all.
        found = await reading(lambda: SalesOrder.all().values_list("buyer_id", flat=True))
        beside = await SalesOrder.all().values_list("buyer_id", flat=True)
        deals = await reading(Opportunity.all().count)
    assert 0 < len(found) < everybodys
    assert {*found, *beside} == {place.id}
    assert deals < await Opportunity.all().count()


@pytest.mark.parametrize("model", [ProductCost, CounterpartyPrivate, TicketInternalNote])
async def test_private_tables_are_closed_to_the_portal(walled: str, model: type) -> None:
    _, voice = await _member()
    with speaking.speaking(voice), pytest.raises(OperationalError, match="permission denied"):
        await reading(model.all().count)  # type: ignore[attr-defined]


async def test_the_values_of_the_journal_and_of_messages_are_closed_to_the_portal(
    walled: str,
) -> None:
    _, voice = await _member()
    for column, model in (("after", JournalEntry), ("payload", OutboxMessage)):
        with speaking.speaking(voice), pytest.raises(OperationalError, match="permission denied"):
            await reading(lambda m=model, c=column: m.all().values_list(c))  # type: ignore[misc]


async def test_whoever_says_nothing_sees_nothing(walled: str) -> None:
    with speaking.speaking(Voice(PORTAL)):
        for model in (SalesOrder, Contact, Ticket, PurchaseOrder):
            assert await reading(model.all().count) == 0


async def test_a_smuggled_statement_cannot_change_the_organisation(walled: str) -> None:
    place, voice = await _member()
    other = await Counterparty.exclude(id=place.id).filter(is_distributor=True).first()
    assert other is not None
    true = speaking.claims(voice, speaking.READ)
    body = true.rpartition("|")[0].replace(f"{place.id}|", f"{other.id}|", 1)
    forged = hmac.digest(b"a guess", body.encode(), hashlib.sha256).hex()
    for smuggled in (f"{body}|{true.rpartition('|')[2]}", f"{body}|{forged}", str(other.id)):
        with speaking.speaking(voice), pytest.raises(OperationalError, match="not ours"):
            await reading(lambda s=smuggled: _smuggle(s))  # type: ignore[misc]


async def _smuggle(claims: str) -> int:
    connection = speaking.connection()
    await connection.execute_query("SELECT set_config('app.ctx', $1, true)", [claims])
    return await SalesOrder.all().count()


async def test_what_others_say_of_themselves_is_not_read_from_their_statements(
    walled: str,
) -> None:
    """A login sees the statements of its own role: claims in their text could be taken up."""
    place, voice = await _member()
    other = replace(voice, organisation=(await Counterparty.exclude(id=place.id).first()).id)  # type: ignore[union-attr]
    shown = asyncio.Event()

    async def others(work: Callable[[Work[None]], Awaitable[None]]) -> None:
        with speaking.speaking(other):
            await work(shown.wait)  # type: ignore[arg-type]

    tasks = [asyncio.create_task(others(one)) for one in (reading, uow)]
    try:
        with speaking.speaking(voice):
            seen = await _statements_of_others(len(tasks))
    finally:
        shown.set()
        await asyncio.gather(*tasks)
    assert len(seen) == len(tasks), "what introduces them is seen"
    assert not [one for one in seen if str(other.organisation) + "|" in one]


async def _statements_of_others(number: int) -> list[str]:
    asked = (
        "SELECT query FROM pg_stat_activity WHERE usename = current_user "
        "AND pid <> pg_backend_pid() AND state = 'idle in transaction' AND query LIKE '%app.ctx%'"
    )
    for _ in range(100):
        found = await speaking.connection().execute_query_dict(asked)
        if len(found) >= number:
            break
        await asyncio.sleep(0.02)
    return [str(row["query"]) for row in found]


async def test_a_deed_files_words_and_reads_nobody_elses(walled: str) -> None:
    _, voice = await _member()
    order = await SalesOrder.all().first()
    assert order is not None
    with speaking.speaking(voice):
        await uow(lambda: fulltext.index("sales_order", order.id, "entirely anew"))
        seen = await uow(lambda: _kinds_of_words())
        with pytest.raises(OperationalError, match="only a deed files words"):
            await reading(lambda: fulltext.index("sales_order", order.id, "never"))
    assert await fulltext.matching("sales_order", "entirely anew") == [order.id]
    assert set(seen) <= {"article"}


async def _kinds_of_words() -> list[str]:
    rows = await speaking.connection().execute_query_dict("SELECT kind FROM search_entry")
    return [str(row["kind"]) for row in rows]


async def test_claims_that_have_run_out_are_refused(
    walled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, voice = await _member()
    monkeypatch.setattr(speaking, "_GOOD_FOR", -60)
    with speaking.speaking(voice), pytest.raises(OperationalError, match="not ours"):
        await reading(SalesOrder.all().count)


async def test_the_key_and_the_roles_are_out_of_reach(walled: str) -> None:
    _, voice = await _member()
    for asked in ("SELECT * FROM app.secret", "SET ROLE postgres", "SET row_security = off"):
        with (
            speaking.speaking(voice),
            pytest.raises(OperationalError, match=r"denied|exist|policy|affected"),
        ):
            await reading(lambda a=asked: _then_count(a))  # type: ignore[misc]


async def _then_count(statement: str) -> int:
    await speaking.connection().execute_query(statement)
    return await SalesOrder.all().count()


async def test_a_page_writes_nothing_and_a_deed_only_its_own(walled: str) -> None:
    place, voice = await _member()
    foreign = await SalesOrder.exclude(buyer_id=place.id).first()
    own = await SalesOrder.filter(buyer_id=place.id).first()
    assert foreign is not None
    assert own is not None
    with speaking.speaking(voice):
        with pytest.raises(TransactionManagementError, match=REFUSED):
            await reading(lambda: SalesOrder.filter(id=own.id).update(note="x"))
        assert await uow(lambda: SalesOrder.filter(id=foreign.id).update(note="x")) == 0
        assert await uow(lambda: SalesOrder.filter(id=own.id).update(note="mine")) == 1
        with pytest.raises(OperationalError, match=REFUSED):
            await uow(lambda: SalesOrder.filter(id=own.id).update(buyer_id=foreign.buyer_id))


async def test_a_view_of_a_member_sees_what_she_sees_and_changes_nothing(walled: str) -> None:
    _, voice = await _member()
    viewing = Voice(VIEW_AS, voice.user_id, voice.organisation, voice.roles)
    with speaking.speaking(voice):
        hers = await reading(SalesOrder.all().count)
    with speaking.speaking(viewing):
        assert await reading(SalesOrder.all().count) == hers > 0
        with pytest.raises(LookingOnly):
            await uow(lambda: SalesOrder.all().update(note="x"))


@pytest.mark.parametrize("pool", LOGINS)
async def test_no_login_leaves_a_table_of_its_own_before_ours(
    databases: backends.PostgresDatabases, walled_url: str, pool: str
) -> None:
    """The next who gets the connection would read it instead: sessions, for one."""
    # Anew: what was revoked on a database as a whole, its copy does not take over.
    await walling.raise_wall(walled_url, databases.logins(walled_url), SECRET_KEY, wall)
    login = await asyncpg.connect(databases.logins(walled_url)[pool])
    try:
        for made in ("TEMP TABLE session (id int)", "TABLE public.mine (id int)", "SCHEMA mine",
                     "FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"):  # fmt: skip
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await login.execute(f"CREATE {made}")
    finally:
        await login.close()


@pytest.mark.asvs("13.2.2")
async def test_every_table_is_walled_and_no_login_stands_above_it(
    databases: backends.PostgresDatabases, walled: str
) -> None:
    roles = {pool: walling.login_of(url) for pool, url in databases.logins(walled).items()}
    assert await walling.unguarded() == []
    assert await walling.mighty(roles) == []
    assert await walling.mighty({"x": "nobody_of_this_name"}) == ["nobody_of_this_name"]


@pytest.mark.asvs("13.2.2")
async def test_the_grants_of_the_live_database_are_those_of_the_snapshot(
    databases: backends.PostgresDatabases, walled: str
) -> None:
    roles = {pool: walling.login_of(url) for pool, url in databases.logins(walled).items()}
    roles["owner"] = databases.role
    live = await walling.snapshot(roles)
    assert live == SNAPSHOT.read_text(encoding="utf-8").splitlines(), (
        "python tools/wall_snapshot.py writes the snapshot anew; read its difference"
    )
    assert await walling.is_as_raised(roles)


async def test_a_policy_changed_by_hand_is_noticed(
    databases: backends.PostgresDatabases, walled: str
) -> None:
    roles = {pool: walling.login_of(url) for pool, url in databases.logins(walled).items()}
    connection = speaking.connection()
    await connection.execute_script(
        "ALTER POLICY wall_portal_select ON sales_order USING (true); "
        "ALTER TABLE ticket DISABLE ROW LEVEL SECURITY"
    )
    assert not await walling.is_as_raised({**roles, "owner": databases.role})
    assert await walling.unguarded() == ["ticket"]
