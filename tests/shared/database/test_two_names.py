"""A database of the release before, with people and places, comes to have second forms."""

from collections.abc import Iterator

import pytest
from tortoise.connection import get_connection

from shared.access.actor import system
from shared.access.models import User
from shared.counterparties.models import Address, Contact, Counterparty
from shared.counterparties.queries import contacts_of
from shared.database.connecting import connected
from shared.database.migrating import migrate
from shared.kernel.two_languages import form_of
from tests import backends
from tests.old_schema import bring_to

BEFORE = "0002_indices"
NOW = "2026-01-02 03:04:05+00:00"
OLD_ROWS = (
    'INSERT INTO "user" (id, public_id, name, email, phone, title, locale, zone, is_active, version,'
    f" created_at) VALUES (1, 'u1', '林晓雨', 'lin@x.example', '', '客户经理', '', 'Asia/Shanghai',"
    f" true, 1, '{NOW}'), (2, 'u2', 'Emily Carter', 'emily@x.example', '', 'Buyer', '',"
    f" 'Asia/Shanghai', true, 1, '{NOW}')",
    "INSERT INTO counterparty (id, number, name_zh, name_en, is_customer, is_distributor, is_supplier,"
    " is_partner, status, tier, country, region, city, currency, payment_days, tax_number, phone,"
    " website, external_source, external_key, version, created_at, updated_at) VALUES (1, 'CP-0001',"
    " '启明', 'Qiming', false, true, false, false, 'active', 'A', 'CN', '江苏', '苏州', 'CNY', 30, '',"
    f" '', '', '', '', 1, '{NOW}', '{NOW}')",
    "INSERT INTO contact (id, public_id, counterparty_id, name, title, email, phone,"
    " is_decision_maker, is_archived, external_key, version, created_at) VALUES (1, 'c1', 1, '王芳',"
    f" '采购经理', '', '', true, false, '', 1, '{NOW}')",
    "INSERT INTO address (id, public_id, counterparty_id, kind, label, recipient, phone, line, city,"
    " region, postcode, country, is_default, is_archived, external_key, version, created_at) VALUES"
    " (1, 'a1', 1, 'ship', '中心仓库', '王芳', '', '人民路 1 号', '苏州', '江苏', '215000', 'CN', true,"
    f" false, '', 1, '{NOW}')",
)


@pytest.fixture
def old_url(databases: backends.Databases) -> Iterator[str]:
    url = databases.create()
    yield url
    databases.drop(url)


async def test_old_rows_keep_their_words_and_take_a_second_form(old_url: str) -> None:
    await bring_to(old_url, BEFORE, *OLD_ROWS)
    assert "0050_two_names" in await migrate(old_url)
    async with connected(old_url):
        names = await User.all().order_by("id").values_list("name", "name_other", "title_other")
        assert names == [("林晓雨", "", ""), ("Emily Carter", "", "")]
        place = await Address.get(id=1)
        assert [form_of(locale, place, "city") for locale in ("zh", "en")] == ["苏州", "苏州"]
        assert form_of("en", place, "line").lang == "zh-CN"
        await Contact.filter(id=1).update(name_other="Wang Fang")
        await Counterparty.filter(id=1).update(city_other="Suzhou")
        (known,) = await contacts_of(system(), 1)
        assert [form_of(locale, known, "name") for locale in ("zh", "en")] == ["王芳", "Wang Fang"]


async def test_the_release_before_can_still_write(database: str) -> None:
    for statement in OLD_ROWS:
        await get_connection("default").execute_script(statement)
    assert await User.filter(name_other="", title_other="").count() == 2
