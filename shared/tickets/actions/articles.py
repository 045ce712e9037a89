"""Writing articles: drafts in both languages, publishing, taking back, and a reader's thanks."""

from dataclasses import asdict, dataclass

from tortoise.expressions import F

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.database import fulltext
from shared.database.numbering import next_number
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.tickets.models import Article
from shared.tickets.queries.articles import SEARCH, SUGGESTING
from shared.tickets.rules import Category

_FIRST_WORDS = 300  # characters of a body by which its matter is known
_TEXTS = ("title_zh", "title_en", "body_zh", "body_en")


@dataclass(frozen=True)
class ArticleText:
    """What an article says; one language is enough for a draft."""

    category: Category
    title_zh: str = ""
    title_en: str = ""
    body_zh: str = ""
    body_en: str = ""


@action("article.create")
async def write_article(actor: Actor, *, text: ArticleText, key: str = "") -> str:
    """Begin a draft and return its number."""
    _check_title(text)
    now = clock.now()
    article = await Article.create(
        number=await next_number("KB"), author_id=actor.user_id or None, created_at=now,
        updated_at=now, **asdict(text),
    )  # fmt: skip
    await _index(article)
    await record(actor, "article.create", article, after=asdict(text))
    return article.number


@action("article.update")
async def change_article(actor: Actor, number: str, *, text: ArticleText, version: int) -> None:
    """Write an article anew; one that is published must stay whole."""
    article = await one(actor, Article, "update", number=number)
    _check_title(text)
    if article.is_published:
        _check_whole(text)
    values = asdict(text)
    before = {name: getattr(article, name) for name in values}
    await change(actor, article, "update", version, **values, updated_at=clock.now())
    changed = {name: value for name, value in values.items() if before[name] != value}
    await _index(article)
    await record(
        actor, "article.update", article, before={name: before[name] for name in changed},
        after=changed,
    )  # fmt: skip


@action("article.publish")
async def publish(actor: Actor, number: str, *, version: int) -> None:
    """Let everybody outside read it; both languages must be there."""
    article = await one(actor, Article, "publish", number=number)
    _check_whole(ArticleText(article.category, *(getattr(article, name) for name in _TEXTS)))
    values = {"is_published": True, "published_at": clock.now()}
    await change(actor, article, "publish", version, **values)
    await record(actor, "article.publish", article, after={"is_published": True})


@action("article.publish")
async def withdraw(actor: Actor, number: str, *, version: int) -> None:
    """Take it back: it is a draft again."""
    article = await one(actor, Article, "publish", number=number)
    await change(actor, article, "publish", version, is_published=False, published_at=None)
    await record(actor, "article.withdraw", article, after={"is_published": False})


@action("article.thank")
async def thank(actor: Actor, number: str, *, key: str = "") -> None:
    """Say that it helped; the figure shows us what to write more of."""
    rows = scope(actor, Article, "thank").filter(number=number)
    if not await rows.update(helped=F("helped") + 1):
        raise NotFound


def _check_title(text: ArticleText) -> None:
    if not (text.title_zh or text.title_en):
        raise Refusal(say("Give it a title in one language at least."), "title_zh")


def _check_whole(text: ArticleText) -> None:
    for name in _TEXTS:
        if not getattr(text, name).strip():
            raise Refusal(say("What is published is there in both languages."), name)


async def _index(article: Article) -> None:
    titles = (article.title_zh, article.title_en)
    bodies = (article.body_zh, article.body_en)
    await fulltext.index(SEARCH, article.id, article.number, *titles, *bodies)
    await fulltext.index(SUGGESTING, article.id, *titles, *(body[:_FIRST_WORDS] for body in bodies))
