"""Account numbers at rest: no table, journal or backup holds one; who may, has it shown and noted."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection

from shared.access import policy
from shared.access.actor import Actor, system
from shared.counterparties import account_numbers, change_decisions, change_queries
from shared.counterparties.models import BankAccount, ProfileChange, ProfileChangeItem
from shared.counterparties.proposals import About
from shared.database import sealed
from shared.database.registry import APP
from shared.database.sealed import MARK, UNREADABLE, open_seals
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.settings import Settings
from tests.conftest import SECRET_KEY
from tests.shared.counterparties.company import Company, outsider
from tests.shared.counterparties.wishes import ACCOUNT, approved, asked, decided

NUMBER = ACCOUNT["number"].replace(" ", "")


async def in_effect(company: Company, zhou: Actor) -> BankAccount:
    """Ask for the account, and let it take effect after two looks and the cooling period."""
    number = await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    await decided(company.alice, number, number=True)
    await approved(company.fiona, number)
    with clock.frozen(clock.now() + timedelta(hours=73)):
        await change_decisions.take_effect_due(system())
    return await BankAccount.get(counterparty_id=zhou.counterparty_id)


async def everything(table: str) -> str:
    return json.dumps(
        await get_connection("default").execute_query_dict(f'SELECT * FROM "{table}"'),
        default=str,
    )


async def test_no_table_of_the_database_holds_the_number(company: Company, zhou: Actor) -> None:
    kept = await in_effect(company, zhou)
    assert (kept.number, kept.last_four) == (NUMBER, NUMBER[-4:])
    tables = [model._meta.db_table for model in Tortoise.apps[APP].values()]
    held = {table: await everything(table) for table in tables}
    assert [table for table, rows in held.items() if NUMBER in rows] == []
    assert MARK in held["bank_account"]
    assert MARK in held["profile_change_item"]


async def test_a_backup_of_the_file_does_not_hold_it_either(
    company: Company, zhou: Actor, database: str, tmp_path: Path
) -> None:
    if not database.startswith("sqlite:"):
        pytest.skip("PostgreSQL keeps no file of its own; the table test holds for a dump")
    await in_effect(company, zhou)
    copy = tmp_path / "copy.db"
    place = database.removeprefix("sqlite://")
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    assert b"Qiming" in copy.read_bytes()
    assert NUMBER.encode() not in copy.read_bytes()


async def test_who_may_has_it_shown_and_the_journal_keeps_it(company: Company, zhou: Actor) -> None:
    kept = await in_effect(company, zhou)
    assert await account_numbers.show_account(company.alice, kept.public_id, of=company.qiming) == (
        NUMBER
    )
    entry = await JournalEntry.get(verb="bank_account.show")
    assert (entry.actor_name, entry.counterparty_id) == ("Alice", zhou.counterparty_id)
    assert NUMBER not in entry.after
    assert "•••• 1234" in entry.after
    assert await account_numbers.show_account(zhou, kept.public_id, of=company.qiming) == NUMBER


async def test_nobody_else_has_it_shown(company: Company, zhou: Actor) -> None:
    kept = await in_effect(company, zhou)
    stranger = await outsider(company.haiyue, "distributor.organisation_admin")
    for actor in (company.bob, company.petra, stranger):
        with pytest.raises(NotFound):
            await account_numbers.show_account(actor, kept.public_id, of=company.qiming)
    auditor = Actor(0, "Audit", "", "admin", frozenset({policy.AUDITOR}))
    viewer = await outsider(company.qiming, "distributor.viewer")
    for actor in (auditor, viewer, company.admin):
        with pytest.raises(NotAllowed):
            await account_numbers.show_account(actor, kept.public_id, of=company.qiming)
    with pytest.raises(NotFound):
        await account_numbers.show_account(company.alice, kept.public_id, of=company.haiyue)
    assert not await JournalEntry.filter(verb="bank_account.show").exists()


async def test_the_numbers_of_a_change_are_shown_and_noted(company: Company, zhou: Actor) -> None:
    number = await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    await account_numbers.show_asked(company.alice, number)
    entry = await JournalEntry.get(verb="bank_account.show")
    assert json.loads(entry.after) == {"change": number, "number": "•••• 1234"}
    with pytest.raises(NotFound):
        await account_numbers.show_asked(company.bob, number)


async def test_a_former_key_still_opens_and_sealing_anew_lets_it_go(
    company: Company, zhou: Actor
) -> None:
    kept = await in_effect(company, zhou)
    try:
        open_seals(Settings(secret_key="the-next-key", former_secret_keys=SECRET_KEY))
        assert (await BankAccount.get(id=kept.id)).number == NUMBER
        done, lost = await account_numbers.seal_anew()
        assert (done, lost) == (1 + await ProfileChangeItem.all().count(), 0)
        open_seals(Settings(secret_key="the-next-key"))
        assert (await BankAccount.get(id=kept.id)).number == NUMBER
        open_seals(Settings(secret_key=SECRET_KEY))
        assert (await BankAccount.get(id=kept.id)).number == UNREADABLE
        assert (await account_numbers.seal_anew())[1] == done
        with pytest.raises(Refusal, match="cannot be read"):
            await account_numbers.show_account(company.alice, kept.public_id, of=company.qiming)
    finally:
        open_seals(Settings(secret_key=SECRET_KEY))


async def test_without_a_key_nothing_is_written_in_clear(
    company: Company, zhou: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WANGLAI_SECRET_KEY", raising=False)
    open_seals(Settings())
    try:
        assert not sealed.has_key()
        with pytest.raises(Refusal, match="no secret key"):
            await asked(zhou, ACCOUNT, About.BANK_ACCOUNT)
    finally:
        open_seals(Settings(secret_key=SECRET_KEY))
    assert not await ProfileChange.exists()


async def test_every_way_of_reading_opens_it(company: Company, zhou: Actor) -> None:
    kept = await in_effect(company, zhou)
    change = await ProfileChange.get()
    detail = await change_queries.change_detail(company.alice, change.number)
    assert NUMBER in [item["new"] for item in detail.items]
    (row,) = await BankAccount.filter(id=kept.id).values("number")
    assert row["number"] == NUMBER
    assert await BankAccount.filter(last_four="1234").count() == 1
