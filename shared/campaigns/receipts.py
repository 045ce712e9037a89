"""Whom an announcement reaches, and who of them has read and confirmed it, within the actor's scope."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor, system
from shared.access.scope import scope
from shared.campaigns.models import AnnouncementAddressee, AnnouncementReceipt
from shared.campaigns.queries import Row
from shared.counterparties.rules import SHUT_OUT
from shared.database.compound import Question, ask, capped_counts
from shared.database.keyset import page_of
from shared.database.registry import table_model
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both

TABS = ("all", "open", "done")
MOST = 20_000
COLUMNS = (
    "role", "user_id", *both("user__name"), "counterparty_id", "counterparty__number",
    "counterparty__name_zh", "counterparty__name_en",
)  # fmt: skip


@dataclass(frozen=True)
class Readers:
    """One page of the audience with what each has read, and the `shares` of the whole."""

    page: Slice[Row]
    shares: dict[str, int]


def audience(actor: Actor, announcement: Row) -> QuerySet[Any]:
    """Return the people whom an announcement reaches today, as far as the actor may see them."""
    rows = scope(actor, table_model("membership")).filter(is_active=True, user__is_active=True)
    if announcement["for_administrators"]:
        rows = rows.filter(role=policy.ORGANISATION_ADMIN)
    return rows.filter(_addressed(announcement, "counterparty__")).exclude(
        counterparty__status__in=SHUT_OUT
    )


def organisations(announcement: Row) -> QuerySet[Any]:
    """Return the organisations that an announcement is addressed to, for the machinery."""
    places = table_model("counterparty").filter(_addressed(announcement, ""))
    return places.exclude(status__in=SHUT_OUT)


def shares(actor: Actor, announcement: Row) -> Question[dict[str, int]]:
    """Ask how many people are addressed, have read and have confirmed."""
    people, kept = audience(actor, announcement), _receipts(actor, announcement)
    confirmed = kept.filter(confirmed_at__isnull=False)
    parts = {
        "addressed": people,
        "read": people.filter(id__in=_people_of(kept)),
        "confirmed": people.filter(id__in=_people_of(confirmed)),
    }
    return capped_counts(parts, cap=MOST)


async def list_receipts(actor: Actor, announcement: Row, tab: str, page: PageRequest) -> Readers:
    """Return one page of the audience, organisation by organisation; two statements."""
    people = audience(actor, announcement)
    done = _people_of(done_of(actor, announcement))
    if tab == "done":
        people = people.filter(id__in=done)
    elif tab == "open":
        people = people.exclude(id__in=done)
    found = await page_of(people, page, COLUMNS, sort="counterparty_id")
    asked = await ask(
        kept=_newest(actor, announcement, [row["id"] for row in found.rows]),
        shares=shares(actor, announcement),
    )
    rows = _with_receipts(found.rows, asked["kept"])
    return Readers(Slice(rows, newer=found.newer, older=found.older), asked["shares"])


async def export_receipts(actor: Actor, announcement: Row) -> list[Row]:
    """Return the whole audience with what each has read, for a spreadsheet; one statement."""
    actor.must("announcement.export")
    people = audience(actor, announcement).order_by("counterparty_id", "id").limit(MOST)
    found = await ask(
        people=Question({"rows": people.values("id", *COLUMNS)}, lambda rows: rows),
        kept=_newest(actor, announcement),
    )
    return _with_receipts(found["people"], found["kept"])


def done_of(actor: Actor, announcement: Row) -> QuerySet[AnnouncementReceipt]:
    """Return the receipts of those who did what this version asks for: read it, or confirm it."""
    kept = _receipts(actor, announcement)
    asks = announcement["importance"] == "confirm"
    return kept.filter(confirmed_at__isnull=False) if asks else kept


async def still_open(announcement: Row, counterparty_id: int) -> set[int]:
    """Return the people (user ids) of an organisation who have not done it yet: for reminders."""
    people = audience(system(), announcement).filter(counterparty_id=counterparty_id)
    waiting = people.exclude(id__in=_people_of(done_of(system(), announcement)))
    return set(await waiting.values_list("user_id", flat=True))  # type: ignore[arg-type]


def _newest(
    actor: Actor, announcement: Row, people: list[int] | None = None
) -> Question[dict[int, Row]]:
    """Ask for membership → the newest version read, and when; of these `people` or of all."""
    kept = scope(actor, AnnouncementReceipt).filter(announcement_id=announcement["id"])
    if people is not None:
        kept = kept.filter(membership_id__in=people or [0])
    columns = ("membership_id", "revision", "read_at", "confirmed_at")
    return Question(
        {"rows": kept.order_by("revision").values(*columns)},
        lambda rows: {one.pop("membership_id"): one for one in rows},
    )


def _with_receipts(people: list[Row], kept: dict[int, Row]) -> list[Row]:
    blank = {"revision": 0, "read_at": None, "confirmed_at": None}
    return [{**row, **kept.get(row["id"], blank)} for row in people]


def _receipts(actor: Actor, announcement: Row) -> QuerySet[AnnouncementReceipt]:
    return scope(actor, AnnouncementReceipt).filter(
        announcement_id=announcement["id"], revision=announcement["revision"]
    )


def _people_of(receipts: QuerySet[AnnouncementReceipt]) -> Subquery:
    return Subquery(receipts.values("membership_id"))


def _addressed(announcement: Row, path: str) -> Q:
    """The organisations of its kinds and those it names; `path` leads to the organisation."""
    named = AnnouncementAddressee.filter(announcement_id=announcement["id"])
    by_name: dict[str, Any] = {f"{path}id__in": Subquery(named.values("counterparty_id"))}
    wanted = Q(**by_name)
    for kind in policy.KINDS:
        if announcement[f"to_{kind}"]:
            by_kind: dict[str, Any] = {f"{path}is_{kind}": True}
            wanted |= Q(**by_kind)
    return wanted
