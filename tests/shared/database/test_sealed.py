"""A database of the release before, with account numbers in clear, comes to hold sealed ones."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.connection import get_connection

from shared.counterparties.models import BankAccount, ProfileChangeItem
from shared.database.connecting import connected
from shared.database.migrating import is_current, migrate
from shared.database.sealed import MARK, open_seals
from shared.settings import Problem, Settings
from tests import backends
from tests.conftest import SECRET_KEY
from tests.old_schema import bring_to
from tests.shared.database.test_two_names import NOW, OLD_ROWS

BEFORE, SEALING = "0061_price_authors", "0064_sealed_accounts"
NUMBER = "571905123417733"
IN_CLEAR = (
    *OLD_ROWS,
    "INSERT INTO bank_account (id, public_id, counterparty_id, holder, bank, country, currency,"
    " number, code, is_archived, version, created_at) VALUES (1, 'b1', 1, 'Qiming', 'ICBC', 'CN',"
    f" 'CNY', '{NUMBER}', '102305000123', false, 1, '{NOW}')",
    "INSERT INTO profile_change (id, number, counterparty_id, about, verb, target, label, state,"
    " is_grave, note, reason, requested_by_id, requested_at, answer_by, version) VALUES (1,"
    " 'PC-2026-0001', 1, 'bank_account', 'update', 'b1', '', 'submitted', true, '', '', 1,"
    f" '{NOW}', '{NOW}', 1)",
    "INSERT INTO profile_change_item (id, change_id, field, old, new, state, reason) VALUES"
    f" (1, 1, 'number', '', '{NUMBER}', 'open', '')",
)


@pytest.fixture(scope="module")
def before(databases: backends.Databases) -> Iterator[str]:
    """A database of the release before with rows of that time, to copy from."""
    url = databases.create()
    asyncio.run(bring_to(url, BEFORE, *IN_CLEAR))
    yield url
    databases.drop(url)


@pytest.fixture
def old_url(databases: backends.Databases, before: str) -> Iterator[str]:
    url = databases.create(before)
    yield url
    databases.drop(url)


@pytest.fixture
def empty_url(databases: backends.Databases) -> Iterator[str]:
    url = databases.create()
    yield url
    databases.drop(url)


async def test_old_numbers_are_sealed_and_come_back_in_clear(old_url: str) -> None:
    assert SEALING in await migrate(old_url)
    async with connected(old_url):
        raw = await _raw()
        assert all(value.startswith(MARK) for value in raw if value)
        account, item = await BankAccount.get(id=1), await ProfileChangeItem.get(id=1)
        assert (account.number, account.last_four) == (NUMBER, "7733")
        assert (item.old, item.new) == ("", NUMBER)
    if old_url.startswith("sqlite:"):
        assert NUMBER.encode() not in _bytes_of(old_url)
    await bring_to(old_url, BEFORE)
    async with connected(old_url):
        assert await _raw() == [NUMBER, "", NUMBER]


async def test_without_the_key_the_migration_says_so_and_changes_nothing(old_url: str) -> None:
    open_seals(Settings())
    try:
        with pytest.raises(Problem, match="WANGLAI_SECRET_KEY is missing"):
            await migrate(old_url)
    finally:
        open_seals(Settings(secret_key=SECRET_KEY))
    async with connected(old_url):
        assert await _raw() == [NUMBER, "", NUMBER]
        assert not await is_current(), "it goes on once the key is there"


async def test_an_installation_without_accounts_needs_no_key(empty_url: str) -> None:
    open_seals(Settings())
    try:
        assert SEALING in await migrate(empty_url)
    finally:
        open_seals(Settings(secret_key=SECRET_KEY))


def _bytes_of(url: str) -> bytes:
    return Path(url.removeprefix("sqlite://")).read_bytes()


async def _raw() -> list[str]:
    connection = get_connection("default")
    (account,) = await connection.execute_query_dict("SELECT number FROM bank_account")
    (item,) = await connection.execute_query_dict("SELECT old, new FROM profile_change_item")
    return [account["number"], item["old"], item["new"]]
