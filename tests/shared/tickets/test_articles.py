"""Articles: drafts stay inside, both languages before publishing, and suggestions while typing."""

import pytest

from shared.demo.support_texts import ARTICLES
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.kernel.search_words import words_to_store
from shared.tickets.actions import articles as actions
from shared.tickets.actions.articles import ArticleText
from shared.tickets.queries.articles import ArticleFilter, find_article, list_articles, suggest
from shared.tickets.rules import Category
from shared.tickets.rules.suggesting import best
from tests.shared.tickets.desk import Desk

CHARGING = ArticleText(
    Category.TECHNICAL, "剃须刀充不进电怎么办", "The shaver does not charge",
    "请清洁充电口。", "Clean the charging port.",
)  # fmt: skip
HEADS = ArticleText(
    Category.CONSULTATION, "刀头对照表", "Which heads fit", "HD-310 配 S310。", "HD-310 fits S310."
)


async def published(desk: Desk, text: ArticleText) -> str:
    number = await actions.write_article(desk.gao, text=text)
    await actions.publish(desk.gao, number, version=1)
    return number


async def test_a_draft_is_ours_until_it_is_published(desk: Desk) -> None:
    number = await actions.write_article(desk.gao, text=CHARGING)
    for outsider in (desk.zhou, desk.bo, desk.market.tang):
        with pytest.raises(NotFound):
            await find_article(outsider, number)
        assert (await list_articles(outsider, ArticleFilter(), PageRequest())).rows == []
        assert await suggest(outsider, "charge") == []
    assert (await find_article(desk.lin, number))["title"] == CHARGING.title_en
    await actions.publish(desk.gao, number, version=1)
    assert (await find_article(desk.bo.reading("zh"), number))["title"] == CHARGING.title_zh


async def test_what_is_published_is_whole_in_both_languages(desk: Desk) -> None:
    half = ArticleText(Category.TECHNICAL, title_zh="刀头")
    number = await actions.write_article(desk.gao, text=half)
    with pytest.raises(Refusal) as refusal:
        await actions.publish(desk.gao, number, version=1)
    assert refusal.value.field == "title_en"
    whole = await published(desk, CHARGING)
    with pytest.raises(Refusal):
        await actions.change_article(desk.gao, whole, text=half, version=2)


async def test_two_writers_do_not_overwrite_each_other(desk: Desk) -> None:
    number = await actions.write_article(desk.gao, text=CHARGING)
    await actions.change_article(desk.mei, number, text=HEADS, version=1)
    with pytest.raises(Stale):
        await actions.change_article(desk.gao, number, text=CHARGING, version=1)


@pytest.mark.parametrize(
    "typed", ["我的剃须刀充电不亮", "my shaver will not charge any more", "充电"]
)
async def test_a_sentence_finds_the_article_that_shares_some_of_its_words(
    desk: Desk, typed: str
) -> None:
    charging = await published(desk, CHARGING)
    await published(desk, HEADS)
    found = await suggest(desk.zhou, typed)
    assert found[0]["number"] == charging


SHELF = [(n, words_to_store(*said)) for n, (_, *said, is_out) in enumerate(ARTICLES, 1) if is_out]
CHARGE, E3, FIT, HOT, DAMAGE, PACKS = range(1, 7)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("您好，我们上周收到的一批货里面，有几台剃须刀充不进电，请问怎么处理", CHARGE),
        ("电充不进去了，新买的剃须刀", CHARGE),
        ("客户反映充不了电", CHARGE),
        ("My customers tell me that several of the new shavers are not charging", CHARGE),
        ("Good morning, could you please help me with this: the battery will not charge", CHARGE),
        ("shaver won't charge", CHARGE),
        ("S730开机显示E3代码", E3),
        ("the display of our S730 says E3 after shipping", E3),
        ("S520可以用哪个刀头", FIT),
        ("Which head fits the S520?", FIT),
        ("理发器很烫手，正常吗", HOT),
        ("hair clipper overheats after ten minutes", HOT),
        ("昨天到的货有破损，镜子碎了", DAMAGE),
        ("the carton arrived broken and five mirrors are damaged", DAMAGE),
        ("一箱有几个", PACKS),
        ("minimum order quantity", PACKS),
    ],
)
def test_what_people_write_finds_the_article_on_the_shelf(typed: str, first: int) -> None:
    assert best(typed, SHELF, 4)[:1] == [first]


def test_words_that_share_no_two_characters_with_an_article_may_still_find_it() -> None:
    assert PACKS in best("最少要订多少", SHELF, 4)


@pytest.mark.parametrize(
    "typed",
    ["请问发票抬头如何变更", "付款条件可以改吗", "可以开增值税专用发票吗",
     "we need a new invoice with the correct tax number", "How do I add a colleague to the portal?",
     "您好，请问一下", "hello, can you help me please"],
)  # fmt: skip
def test_small_words_alone_find_nothing(typed: str) -> None:
    assert best(typed, SHELF, 4) == []


def test_the_end_of_a_long_sentence_counts_as_well() -> None:
    story = "我司是贵司在华东区的经销商，去年开始合作销售贵司全系列产品，" * 2
    assert best(story + "镜子到货破损", SHELF, 4)[0] == DAMAGE


async def test_a_sentence_about_something_else_finds_nothing(desk: Desk) -> None:
    await published(desk, CHARGING)
    assert await suggest(desk.zhou, "请问发票抬头如何变更") == []
    assert await suggest(desk.zhou, "?") == []


def test_a_rare_word_counts_more_than_one_that_all_share() -> None:
    articles = [(n, "shaver manual") for n in range(1, 6)] + [(9, "shaver mirror")]
    assert best("shaver mirror", articles, 3)[0] == 9


async def test_only_the_desk_and_its_leaders_write_and_readers_say_thanks(desk: Desk) -> None:
    number = await published(desk, CHARGING)
    for reader in (desk.lin, desk.zhou):
        with pytest.raises(NotAllowed):
            await actions.write_article(reader, text=HEADS)
    await actions.thank(desk.zhou, number, key="a")
    await actions.thank(desk.zhou, number, key="a")
    await actions.thank(desk.bo, number, key="b")
    assert (await find_article(desk.gao, number))["helped"] == 2
    with pytest.raises(NotAllowed):
        await actions.thank(desk.market.tang, number)
