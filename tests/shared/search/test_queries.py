"""One search finds what its reader may see, in both scripts, and nothing else."""

from dataclasses import replace

from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.scope import scope
from shared.campaigns.models import Announcement
from shared.demo.cast import HAIYUE, QIMING
from shared.documents.models import Document
from shared.search.queries import everything
from tests.cast import Cast


def member(cast: Cast, number: str) -> Actor:
    roles = frozenset({"distributor.member"})
    kinds = frozenset({"distributor"})
    return Actor(1, "M", "", PORTAL, roles, cast.counterparties[number].id, number, kinds=kinds)


async def test_two_han_characters_find_a_company(cast: Cast) -> None:
    lin = cast.users["lin.xiaoyu"]
    manager = Actor(lin.id, lin.name, "", ADMIN, frozenset({"account_manager"}))
    found = await everything(manager, "启明")
    assert QIMING in [one.number for one in found if one.kind == "counterparty"]


async def test_a_member_finds_own_orders_and_products_only(cast: Cast) -> None:
    found = await everything(member(cast, QIMING), "S520")
    assert {one.kind for one in found} >= {"sales_order", "product"}
    theirs = await everything(member(cast, HAIYUE), "S520")
    ours = {one.number for one in found if one.kind == "sales_order"}
    assert ours.isdisjoint(one.number for one in theirs if one.kind == "sales_order")


async def test_a_member_never_finds_other_companies(cast: Cast) -> None:
    found = await everything(member(cast, QIMING), "海岳")
    assert found == []


async def test_punctuation_finds_nothing(cast: Cast) -> None:
    assert await everything(member(cast, QIMING), '"*--') == []


async def found_by(actor: Actor, words: str, kind: str) -> set[str]:
    return {one.name_en or one.number for one in await everything(actor, words) if one.kind == kind}


async def test_papers_are_found_by_those_they_are_open_to(cast: Cast) -> None:
    wu = cast.users["wu.jing"]
    chief = Actor(wu.id, wu.name, "", ADMIN, frozenset({"sales_manager"}))
    for words, paper, finds in (
        ("dealer price", "Dealer price list 2027", (True, True)),
        ("经销协议", "Dealer agreement 2026 (Qiming)", (True, False)),
        ("quality manual", "Quality manual for suppliers", (False, False)),
    ):
        assert paper in await found_by(chief, words, "document"), words
        readers = (member(cast, QIMING), member(cast, HAIYUE))
        found = tuple([paper in await found_by(one, words, "document") for one in readers])
        assert found == finds, words


async def test_a_withdrawn_paper_is_found_by_us_alone(cast: Cast) -> None:
    await Document.filter(title_en="Dealer price list 2027").update(is_shared=False)
    wu = cast.users["wu.jing"]
    chief = Actor(wu.id, wu.name, "", ADMIN, frozenset({"sales_manager"}))
    assert await found_by(chief, "dealer price", "document")
    assert not await found_by(member(cast, QIMING), "dealer price", "document")


async def test_announcements_are_found_by_title_and_text_where_they_are_addressed(
    cast: Cast,
) -> None:
    qiming, wu = member(cast, QIMING), cast.users["wu.jing"]
    chief = Actor(wu.id, wu.name, "", ADMIN, frozenset({"sales_manager"}))
    everywhere = {one.number: one async for one in Announcement.all()}
    hers = set(await scope(qiming, Announcement).values_list("number", flat=True))
    assert hers
    assert hers != set(everywhere)
    for number, kept in everywhere.items():
        for words in (number, kept.title_zh, kept.title_en):
            assert number in {one.number for one in await everything(chief, words, each=50)}
            found = {one.number for one in await everything(qiming, words, each=50)}
            assert (number in found) == (number in hers), words


async def test_a_bank_account_is_found_by_its_last_four_signs(cast: Cast) -> None:
    lin = cast.users["lin.xiaoyu"]
    manager = Actor(lin.id, lin.name, "", ADMIN, frozenset({"account_manager"}))
    (found,) = [one for one in await everything(manager, "2207") if one.kind == "bank_account"]
    assert (found.number, "2207" in found.note) == (QIMING, False)
    assert await found_by(member(cast, QIMING), "2207", "bank_account")
    assert not await found_by(member(cast, HAIYUE), "2207", "bank_account")
    viewer = replace(member(cast, QIMING), roles=frozenset({"distributor.viewer"}))
    support = Actor(1, "S", "", ADMIN, frozenset({"support"}))
    for actor in (viewer, support):
        assert not await found_by(actor, "2207", "bank_account")
