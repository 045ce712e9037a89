"""Reading shared papers: the list of either side, one paper with editions, audience and readers."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet, ValuesQuery

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.counterparties.rules import SHUT_OUT
from shared.database.compound import Question, ask, capped_counts, rows_of
from shared.database.keyset import page_of
from shared.database.registry import table_model
from shared.documents.models import (
    Document,
    DocumentReading,
    DocumentShare,
    DocumentVersion,
)
from shared.documents.rules import DocumentKind
from shared.files.queries import FileRow, attachments_of, used_by_us
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both, form_of

TABS = ("shared", "withdrawn")
COLUMNS = (
    "public_id", "title_zh", "title_en", "kind", "for_distributor", "for_customer", "for_supplier",
    "for_partner", "is_shared", "edition", "updated_at",
)  # fmt: skip
PAPER = (
    "document__public_id", "document__title_zh", "document__title_en", "document__kind",
    "document__updated_at",
)  # fmt: skip
READERS = (
    *both("user__name"), "counterparty__number", "counterparty__name_zh", "counterparty__name_en",
    "edition__number", "at",
)  # fmt: skip


@dataclass(frozen=True)
class Edition:
    """One edition with its files; `by` is "" when the machinery made it."""

    number: int
    note: str
    by: str
    at: Any
    files: list[FileRow]


@dataclass(frozen=True)
class SharedPaper:
    """A paper as its audience sees it: the latest edition, and whether this reader knows it."""

    public_id: str
    title_zh: str
    title_en: str
    kind: str
    edition: int
    note: str
    at: Any
    files: list[FileRow]
    is_new: bool


@dataclass(frozen=True)
class Shelf:
    """The papers open to an organisation, and how many bytes its own files take."""

    papers: list[SharedPaper]
    used: int


async def documents(
    actor: Actor, page: PageRequest, *, tab: str = "shared", kind: str = ""
) -> Slice[dict[str, Any]]:
    """Return one page of all papers for the staff, the latest change first."""
    return await page_of(_listed(actor, tab, kind), page, COLUMNS, sort="-updated_at")


async def document_counts(actor: Actor) -> dict[str, int]:
    """Return how many papers each tab shows, capped, in one statement."""
    return await capped_counts({tab: _listed(actor, tab) for tab in TABS})


async def document(actor: Actor, public_id: str) -> Document:
    """Return one paper; NotFound for missing, foreign and withdrawn ones."""
    return await one(actor, Document, public_id=public_id)


async def audience_of(
    actor: Actor, public_id: str, edition: int
) -> tuple[Document, list[int]] | None:
    """Return a paper and the ids of the organisations it is open to now.

    None when it was withdrawn or has another edition by now.
    """
    paper = await scope(actor, Document).get_or_none(
        public_id=public_id, edition=edition, is_shared=True
    )
    if paper is None:
        return None
    named = DocumentShare.filter(document_id=paper.id).values("counterparty_id")
    meant = Q(id__in=Subquery(named))
    for kind in paper.kinds:
        held: dict[str, Any] = {f"is_{kind}": True}
        meant |= Q(**held)
    places = table_model("counterparty").filter(meant).exclude(status__in=SHUT_OUT)
    ids: Any = await places.order_by("id").values_list("id", flat=True)
    return paper, list(ids)


async def whole_paper(actor: Actor, document_id: int) -> dict[str, Any]:
    """Return `editions`, `shares` and `readers` of a paper for its page, in two statements."""
    versions = scope(actor, DocumentVersion).filter(document_id=document_id).order_by("-number")
    found = await rows_of({
        "editions": versions.values("id", "number", "note", "created_at", *both("created_by__name")),
        "shares": _audience(actor, document_id),
        "readers": _readers(actor, document_id),
    })  # fmt: skip
    return {**found, "editions": await _with_files(actor, found["editions"])}


async def _with_files(actor: Actor, rows: list[dict[str, Any]]) -> list[Edition]:
    files = await attachments_of(actor, "document_version", [row["id"] for row in rows])
    return [
        Edition(
            row["number"], row["note"], form_of(actor.locale, row, "created_by__name"),
            row["created_at"], files[row["id"]],
        )
        for row in rows
    ]  # fmt: skip


def _audience(actor: Actor, document_id: int) -> ValuesQuery[Any]:
    """Return the organisations a paper is shared with by name, as far as the actor may know."""
    rows = scope(actor, DocumentShare).filter(document_id=document_id)
    names = ("counterparty__number", "counterparty__name_zh", "counterparty__name_en")
    return rows.order_by("id").limit(200).values(*names)


def _readers(actor: Actor, document_id: int) -> ValuesQuery[Any]:
    """Return who opened which edition, latest first, as far as the actor may know."""
    rows = scope(actor, DocumentReading).filter(edition__document_id=document_id)
    return rows.order_by("-id").limit(200).values(*READERS)


async def shared_with_us(actor: Actor, *, kind: str = "") -> Shelf:
    """Return what an organisation may read, latest first, 200 at most, and its room; two statements."""
    rows = scope(actor, DocumentVersion).filter(number=F("document__edition"))
    if kind in set(DocumentKind):
        rows = rows.filter(document__kind=kind)
    found = await (
        rows.order_by("-document__updated_at", "-id")
        .limit(200)
        .values("id", "number", "note", "created_at", *PAPER)
    )
    ids = [row["id"] for row in found]
    mine = DocumentReading.filter(user_id=actor.user_id, edition_id__in=ids or [0])
    beside = await ask(
        files=attachments_of(actor, "document_version", ids),
        read=Question(
            {"rows": mine.values("edition_id")}, lambda rows: {row["edition_id"] for row in rows}
        ),
        used=used_by_us(actor),
    )
    files, read = beside["files"], beside["read"]
    papers = [_paper(row, files[row["id"]], is_new=row["id"] not in read) for row in found]
    return Shelf(papers, beside["used"])


async def shared_with(actor: Actor, counterparty_id: int, kinds: list[str]) -> list[dict[str, Any]]:
    """Return the papers that one organisation of these kinds sees (its tab in the admin)."""
    shares = DocumentShare.filter(counterparty_id=counterparty_id).values("document_id")
    meant = Q(id__in=Subquery(shares))
    for kind in kinds:
        flag: dict[str, Any] = {f"for_{kind}": True}
        meant |= Q(**flag)
    rows = scope(actor, Document).filter(meant, is_shared=True)
    return list(await rows.order_by("-updated_at").limit(100).values(*COLUMNS))


def _paper(row: dict[str, Any], files: list[FileRow], *, is_new: bool) -> SharedPaper:
    return SharedPaper(
        public_id=row["document__public_id"],
        title_zh=row["document__title_zh"],
        title_en=row["document__title_en"],
        kind=row["document__kind"],
        edition=row["number"],
        note=row["note"],
        at=row["created_at"],
        files=files,
        is_new=is_new,
    )


def _listed(actor: Actor, tab: str, kind: str = "") -> QuerySet[Document]:
    rows = scope(actor, Document).filter(is_shared=tab != "withdrawn")
    return rows.filter(kind=kind) if kind in set(DocumentKind) else rows
