"""Articles: drafts stay inside, both languages before publishing, and suggestions while typing."""

import pytest

from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
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
