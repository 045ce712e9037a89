"""What stands on the shelf of the demo's support desk: calendars, articles, snippets."""

from datetime import timedelta

from shared.database import fulltext
from shared.demo import support_texts as texts
from shared.demo.setting_up import World
from shared.tickets.models import Article, BusinessCalendar, TicketSnippet
from shared.tickets.queries.articles import SEARCH, SUGGESTING


async def make_calendars(world: World) -> tuple[BusinessCalendar, BusinessCalendar]:
    made = world.anchor - timedelta(days=380)
    home = await BusinessCalendar.create(
        public_id="ca1e" + "0" * 20, name="中国 · 常州", zone="Asia/Shanghai", is_default=True,
        holidays=texts.HOLIDAYS, workdays=texts.WORKDAYS, updated_at=made,
    )  # fmt: skip
    abroad = await BusinessCalendar.create(
        public_id="ca1e" + "1" * 20, name="North America", zone="America/Chicago",
        countries="US CA", opens=480, closes=1020, holidays=texts.HOLIDAYS_US, updated_at=made,
    )  # fmt: skip
    return home, abroad


async def make_articles(world: World) -> None:
    made = world.anchor - timedelta(days=300)
    for n, (category, *said, is_published) in enumerate(texts.ARTICLES, 1):
        at = made + timedelta(days=n * 20)
        one = await Article.create(
            number=f"KB-{n:04d}", category=category, title_zh=said[0], title_en=said[1],
            body_zh=said[2], body_en=said[3], is_published=is_published,
            published_at=at if is_published else None, helped=(7 * n) % 23 if is_published else 0,
            author=world.users["gao.yuan"], created_at=at, updated_at=at,
        )  # fmt: skip
        await fulltext.index(SEARCH, one.id, one.number, *map(str, said))
        await fulltext.index(SUGGESTING, one.id, *map(str, said))


async def make_snippets(world: World) -> None:
    for n, (shortcut, zh, en) in enumerate(texts.SNIPPETS):
        await TicketSnippet.create(
            public_id=f"5e{n:022d}", shortcut=shortcut, text_zh=zh, text_en=en,
            updated_at=world.anchor - timedelta(days=200),
        )  # fmt: skip
