"""Articles: the list with its search, one of them, and what fits a sentence still being typed."""

from dataclasses import dataclass
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import fulltext
from shared.database.keyset import page_of
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import name_in
from shared.tickets.models import Article
from shared.tickets.rules.suggesting import best

SEARCH = "article"
SUGGESTING = "article_matter"  # titles and first words alone: what a matter is known by
SUGGESTED = 4
_ROW = (
    "number", "category", "title_zh", "title_en", "is_published", "helped", "updated_at",
    "published_at",
)  # fmt: skip
_WHOLE = (*_ROW, "body_zh", "body_en", "version")


@dataclass(frozen=True)
class ArticleFilter:
    """What a list shows: words to find; for us drafts or published ones alone."""

    tab: str = "all"
    words: str = ""


async def list_articles(
    actor: Actor, wanted: ArticleFilter, page: PageRequest
) -> Slice[dict[str, Any]]:
    """Return one page of the articles that the actor may read, the newest first; one statement."""
    rows = scope(actor, Article)
    if wanted.tab in ("draft", "published"):
        rows = rows.filter(is_published=wanted.tab == "published")
    if wanted.words.strip():
        ids = fulltext.ids_matching(SEARCH, wanted.words)
        rows = rows.filter(id__in=ids) if ids is not None else rows.filter(id=0)
    found = await page_of(rows, page, _ROW, sort="-updated_at")
    return Slice([_shown(actor, row) for row in found.rows], found.newer, found.older)


async def find_article(actor: Actor, number: str) -> dict[str, Any]:
    """Return one article with both texts; NotFound for what the actor may not read (a draft)."""
    found = await scope(actor, Article).filter(number=number).limit(1).values(*_WHOLE)
    if not found:
        raise NotFound
    row = found[0]
    body = name_in(actor.locale, row["body_zh"], row["body_en"])
    return {**_shown(actor, row), "body": body}


async def suggest(actor: Actor, text: str, most: int = SUGGESTED) -> list[dict[str, Any]]:
    """Return the articles that fit a sentence, the best first; two statements, none for no word."""
    if len(text.strip()) < 2:
        return []
    ids = best(text, await fulltext.words_of(SUGGESTING), most * 2)
    if not ids:
        return []
    rows = await scope(actor, Article).filter(id__in=ids).values("id", *_ROW)
    by_id = {row["id"]: row for row in rows}
    return [_shown(actor, by_id[one]) for one in ids if one in by_id][:most]


def _shown(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "title": name_in(actor.locale, row["title_zh"], row["title_en"])}
