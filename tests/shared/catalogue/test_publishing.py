"""Prices reach buyers through a second person; a published list is revised behind the scenes."""

import asyncio
from dataclasses import replace

import pytest

from shared.access import policy
from shared.access.actor import Actor
from shared.catalogue import management, price_lists, publishing
from shared.catalogue.keeping import PriceRow
from shared.catalogue.models import PriceEntry, PriceList
from shared.journal.queries import deeds_about
from shared.kernel import quantity
from shared.kernel.errors import NotAllowed, Refusal, Stale
from tests.shared.catalogue.shop import DEALERS, SHAVER, Shop
from tests.shared.counterparties.company import person

LIST = DEALERS.code
REV = f"{LIST}-REV"


def price(minor: int) -> PriceRow:
    return PriceRow(SHAVER.sku, quantity.of(1), minor)


async def version(code: str = LIST) -> int:
    return (await PriceList.get(code=code)).version


async def add(actor: Actor, *rows: PriceRow, code: str = LIST) -> None:
    await price_lists.save_prices(
        actor, code=code, version=await version(code), kept={}, added=list(rows)
    )


async def change(actor: Actor, minor: int, code: str = REV) -> None:
    entry = await PriceEntry.get(price_list__code=code)
    await price_lists.save_prices(
        actor, code=code, version=await version(code), kept={entry.id: price(minor)}, added=[]
    )


async def publish(actor: Actor, code: str = LIST) -> str:
    return await publishing.publish_price_list(actor, code=code, version=await version(code))


async def live_price() -> int:
    return (await PriceEntry.get(price_list__code=LIST)).price


@pytest.fixture
async def frida(shop: Shop) -> Actor:
    return await person("Frida", policy.FINANCE)


@pytest.fixture
async def published(shop: Shop, frida: Actor) -> Shop:
    """The list with one price, written by Fiona and published by Frida."""
    await add(shop.fiona, price(18_800))
    await publish(frida)
    return shop


async def test_whoever_wrote_prices_does_not_publish_them(shop: Shop, frida: Actor) -> None:
    await add(shop.fiona, price(18_800))
    with pytest.raises(Refusal, match="wrote in it yourself"):
        await publish(shop.fiona)
    assert not (await PriceList.get(code=LIST)).is_published
    await publish(frida)
    assert (await PriceList.get(code=LIST)).is_published


async def test_a_small_edit_of_another_does_not_free_the_author(shop: Shop, frida: Actor) -> None:
    await add(shop.fiona, price(18_800))
    await change(frida, 18_801, LIST)
    for author in (shop.fiona, frida):
        with pytest.raises(Refusal, match="wrote in it yourself"):
            await publish(author)
    assert not (await PriceList.get(code=LIST)).is_published
    kept = await management.price_list(frida, LIST)
    assert set(await management.authors(frida, kept.id)) >= {shop.fiona.user_id, frida.user_id}
    await publish(await person("Fu", policy.FINANCE))
    assert await management.authors(frida, kept.id) == {}


async def test_authors_count_from_the_last_publication_on(published: Shop, frida: Actor) -> None:
    await publishing.revise_price_list(published.fiona, code=LIST)
    await change(frida, 17_000)
    # Fiona wrote what stands; in the revision she wrote nothing.
    assert await publish(published.fiona, REV) == LIST
    assert await live_price() == 17_000


async def test_nobody_slips_an_edit_under_her_own_publication(shop: Shop, frida: Actor) -> None:
    await add(shop.fiona, price(18_800))
    seen = await version()
    entry = await PriceEntry.get(price_list__code=LIST)
    edit = price_lists.save_prices(
        frida, code=LIST, version=seen, kept={entry.id: price(1)}, added=[]
    )
    answers = await asyncio.gather(
        edit, publishing.publish_price_list(frida, code=LIST, version=seen), return_exceptions=True
    )
    assert sum(isinstance(one, Exception) for one in answers) == 1
    is_hers = await live_price() == 1
    assert (await PriceList.get(code=LIST)).is_published is not is_hers


async def test_a_sales_manager_proposes_and_finance_publishes(shop: Shop, frida: Actor) -> None:
    sam = await person("Sam", policy.SALES_MANAGER)
    await add(sam, price(18_800))
    with pytest.raises(NotAllowed):
        await publish(sam)
    blocked = management.why_not_publish(sam, {sam.user_id: "Sam"})
    assert blocked is not None
    assert "Finance publishes" in str(blocked)
    await publish(frida)


async def test_an_edit_after_the_last_look_is_not_published_silently(
    shop: Shop, frida: Actor
) -> None:
    await add(shop.fiona, price(18_800))
    seen = await version()
    await change(shop.fiona, 100, LIST)
    with pytest.raises(Stale):
        await publishing.publish_price_list(frida, code=LIST, version=seen)


async def test_published_prices_are_not_changed_in_place(published: Shop) -> None:
    with pytest.raises(Refusal, match="revision"):
        await change(published.fiona, 1, LIST)
    with pytest.raises(Refusal, match="revision"):
        await price_lists.update_price_list(
            published.fiona, code=LIST, version=await version(), card=replace(DEALERS, name_zh="x")
        )
    assert await live_price() == 18_800


async def test_a_revision_takes_the_place_of_its_list_at_once(
    published: Shop, frida: Actor
) -> None:
    live = await PriceList.get(code=LIST)
    code = await publishing.revise_price_list(published.fiona, code=LIST)
    assert code == REV
    assert await publishing.revise_price_list(frida, code=LIST) == REV
    await change(published.fiona, 17_000)
    assert await live_price() == 18_800
    with pytest.raises(Refusal, match="wrote in it yourself"):
        await publish(published.fiona, REV)
    assert await publish(frida, REV) == LIST
    assert await live_price() == 17_000
    assert (await PriceList.get(code=LIST)).id == live.id
    assert not await PriceList.filter(code=REV).exists()
    deed = (await deeds_about(await person("Jia", policy.AUDITOR), "price_list", LIST))[0]
    assert deed.changes == [(f"{SHAVER.sku} ≥ 1", "188.00 / 1", "170.00 / 1")]


async def test_a_revision_of_a_list_that_moved_is_refused(published: Shop, frida: Actor) -> None:
    await publishing.revise_price_list(published.fiona, code=LIST)
    await change(published.fiona, 17_000)
    await publishing.withdraw_price_list(frida, code=LIST, version=await version())
    with pytest.raises(Refusal, match="has changed since"):
        await publish(frida, REV)
    assert await live_price() == 18_800


async def test_a_revision_is_discarded_and_the_list_stays(published: Shop) -> None:
    await publishing.revise_price_list(published.fiona, code=LIST)
    back = await publishing.discard_revision(published.fiona, code=REV, version=await version(REV))
    assert back == LIST
    assert await live_price() == 18_800
    assert not await PriceList.filter(code=REV).exists()


async def test_a_small_house_may_let_the_author_publish(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_PRICE_FOUR_EYES", "0")
    await add(shop.fiona, price(18_800))
    await publish(shop.fiona)
    await change(shop.fiona, 17_000, LIST)
    assert await live_price() == 17_000
