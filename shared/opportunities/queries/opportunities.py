"""Reading opportunities: lists, one in full, tab counts. The board stands next door in `board`.

Outsiders read the columns of `OUTSIDE` only; competitor, forecast and our own notes stand in a
table that has no line for them in the policy.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import capped_counts, rows_of
from shared.database.fulltext import ids_matching
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both, form_of, name_in
from shared.opportunities.models import (
    Opportunity,
    OpportunityNote,
    OpportunityPrivate,
    OpportunityShare,
    OpportunityStep,
)
from shared.opportunities.queries.steps import (
    day_of,
    last_heard,
    with_due_step,
    with_step,
    without_notes_since,
)
from shared.opportunities.rules import Outcome, Stage
from shared.opportunities.rules import funnel as rules

Row = dict[str, Any]

# What both sides read of an opportunity in a list; the next step is that of their own side.
OUTSIDE = (
    "number", "name", "product_line", "product_line_zh", "stage", "outcome", "amount", "currency",
    "closes_on", "next_step", "next_step_on", "stage_since_at", "updated_at", "version",
    "counterparty__name_zh", "counterparty__name_en", *both("counterparty__city", "owner__name"),
)  # fmt: skip
INSIDE = (
    *OUTSIDE, "probability", "lost_reason", "counterparty__number", "owner__public_id",
    "owner_id", "noted_at",
)  # fmt: skip
DETAIL = ("needs", "created_at", "owner__email", "owner__phone", "step_version")
PRIVATE = (
    "private__competitor", "private__forecast", "private__internal_note", "private__version",
)  # fmt: skip
EMPTY_SIDE: Row = {"competitor": "", "forecast": None, "internal_note": "", "version": 0}

TABS = ("open", "due", "cold", "won", "lost", "all")
OUTSIDE_TABS = ("open", "due", "won", "lost", "all")
SORTS = {"updated": "-updated_at", "closes": "closes_on", "amount": "-amount"}
EXPORT_CAP = 50_000


@dataclass(frozen=True)
class OpportunityFilter:
    """What a list shows: `tab` of TABS, words to find, owner (public id) and stage."""

    tab: str = "open"
    words: str = ""
    owner: str = ""
    stage: str = ""
    counterparty: str = ""
    sort: str = "updated"


@dataclass(frozen=True)
class OpportunityDetail:
    """One opportunity with its conversation.

    `shares` with what each partner plans, and `private`, are None for outsiders.
    """

    row: Row
    notes: list[Row]
    moves: list[Stage]
    shares: list[Row] | None = None
    steps: list[Row] | None = None
    private: Row | None = None


def _columns(actor: Actor) -> tuple[str, ...]:
    return INSIDE if actor.is_staff else OUTSIDE


async def list_opportunities(
    actor: Actor, wanted: OpportunityFilter, page: PageRequest
) -> Slice[Row]:
    """Return one page of opportunities that the actor may see; one statement."""
    rows = _found(actor, wanted)
    if rows is None:
        return Slice()
    sort = SORTS.get(wanted.sort, SORTS["updated"])
    slice_ = await page_of(with_step(actor, rows), page, _columns(actor), sort=sort)
    return Slice([shown(actor, row) for row in slice_.rows], slice_.newer, slice_.older)


async def export_opportunities(actor: Actor, wanted: OpportunityFilter) -> list[Row]:
    """Return the rows of the list exactly as filtered, all pages of it."""
    actor.must("opportunity.export")
    page = PageRequest(limit=EXPORT_CAP)
    return (await list_opportunities(actor, wanted, page)).rows


async def count_tabs(actor: Actor) -> dict[str, int]:
    """Return how many opportunities stand under each tab, capped at 1001, in one statement."""
    tabs = TABS if actor.is_staff else OUTSIDE_TABS
    return await capped_counts({tab: _tab(actor, tab) for tab in tabs})


async def find_opportunity(actor: Actor, number: str) -> Row:
    """Return one opportunity as a form needs it; NotFound outside the scope."""
    return await _one(actor, number)


async def _one(actor: Actor, number: str, *further: str) -> Row:
    rows = with_step(actor, scope(actor, Opportunity).filter(number=number))
    found = await rows.limit(1).values(*_columns(actor), *DETAIL, "id", *further)
    if not found:
        raise NotFound
    return shown(actor, {**found[0], "step_version": found[0]["step_version"] or 0})


async def show_opportunity(actor: Actor, number: str) -> OpportunityDetail:
    """Return one opportunity in full: three statements for staff, two for a partner."""
    joined = PRIVATE if _reads_private_side_of_all(actor) else ()
    row = await _one(actor, number, *joined)
    told = await _told(actor, scope(actor, OpportunityNote).filter(opportunity_id=row["id"]))
    moves = _moves(actor, row)
    if not actor.is_staff:
        return OpportunityDetail(row, told, moves)
    private = _side(row) if joined else await private_side(actor, row["id"])
    shares, steps = await _partners(actor, row["id"])
    return OpportunityDetail(row, told, moves, shares, steps, private)


async def _told(actor: Actor, notes: QuerySet[OpportunityNote]) -> list[Row]:
    """Return the newest notes, person and organisation named in the reader's language."""
    found = await notes.order_by("-id").limit(100).values(
        "author_name", "organisation", "text", "created_at", "author_id",
        *both("author__name"), "counterparty__name_zh", "counterparty__name_en",
    )  # fmt: skip
    return [
        {
            **row,
            "author_name": form_of(actor.locale, row, "author__name") or row["author_name"],
            "organisation": _name(actor, row, "counterparty") or row["organisation"],
        }
        for row in found
    ]


def _reads_private_side_of_all(actor: Actor) -> bool:
    """Whether the law gives the private side on the same rows, so that one statement reads both."""

    def rows(table: str) -> set[str]:
        return {grant.rows for grant in policy.grants(actor.roles, table, "read")}

    return actor.is_staff and rows("opportunity") == rows("opportunity_private")


def _side(row: Row) -> Row:
    """Take the private side out of a joined row; version 0 means that nobody has written it yet."""
    side = {name.removeprefix("private__"): row.pop(name) for name in PRIVATE}
    return side if side["version"] else dict(EMPTY_SIDE)


async def _partners(actor: Actor, opportunity_id: int) -> tuple[list[Row], list[Row]]:
    """Return with whom it is shared, and what each of them plans; one statement."""
    shares = scope(actor, OpportunityShare).filter(opportunity_id=opportunity_id).order_by("id")
    plans = scope(actor, OpportunityStep).filter(
        opportunity_id=opportunity_id, counterparty_id__isnull=False
    )
    place = ("counterparty__number", "counterparty__name_zh", "counterparty__name_en")
    found = await rows_of({
        "shares": shares.values(*place, *both("shared_by__name"), "created_at"),
        "steps": plans.exclude(next_step="").order_by("id").values(
            *place, "next_step", "next_step_on", "updated_at"
        ),
    })  # fmt: skip
    shown = [
        {
            "number": row["counterparty__number"],
            "name": _name(actor, row, "counterparty"),
            "by": form_of(actor.locale, row, "shared_by__name"),
            "at": row["created_at"],
        }
        for row in found["shares"]
    ]
    return shown, [{**row, "name": _name(actor, row, "counterparty")} for row in found["steps"]]


async def private_side(actor: Actor, opportunity_id: int) -> Row | None:
    """Return competitor, forecast and our note, None for whoever may not read them."""
    if not actor.may("opportunity_private.read"):
        return None
    rows = scope(actor, OpportunityPrivate).filter(opportunity_id=opportunity_id)
    found = await rows.values("competitor", "forecast", "internal_note", "version")
    return found[0] if found else dict(EMPTY_SIDE)


def _moves(actor: Actor, row: Row) -> list[Stage]:
    if row["outcome"] != Outcome.OPEN or not actor.may("opportunity.move"):
        return []
    return rules.stages_for(is_staff=actor.is_staff, present=row["stage"])


def _found(actor: Actor, wanted: OpportunityFilter) -> QuerySet[Opportunity] | None:
    """Return the scoped and filtered rows, or None when the words match nothing."""
    rows = _tab(actor, wanted.tab)
    if wanted.stage in list(Stage):
        rows = rows.filter(stage=wanted.stage)
    if wanted.owner and actor.is_staff:
        rows = rows.filter(owner__public_id=wanted.owner)
    if wanted.counterparty and actor.is_staff:
        rows = rows.filter(counterparty__number=wanted.counterparty)
    if wanted.words.strip():
        ids = ids_matching("opportunity", wanted.words)
        if ids is None:
            return None
        rows = rows.filter(id__in=ids)
    return rows


def _tab(actor: Actor, tab: str) -> QuerySet[Opportunity]:
    rows = scope(actor, Opportunity)
    if tab in ("won", "lost"):
        return rows.filter(outcome=Outcome(tab))
    if tab == "all":
        return rows
    rows = rows.filter(outcome=Outcome.OPEN)
    if tab == "due":
        return with_due_step(actor, rows)
    if tab == "cold":
        return without_notes_since(
            actor, rows.filter(updated_at__lt=_cold_before()), _cold_before()
        )
    return rows


def _cold_before() -> Any:
    return clock.now() - timedelta(days=rules.COLD_AFTER_DAYS)


def shown(actor: Actor, row: Row) -> Row:
    """Return a row with what a page asks of it: names in the reader's language, due, cold."""
    today = clock.today(actor.zone)
    step_on = day_of(row["next_step_on"])
    heard_at = last_heard(row)
    is_open = row["outcome"] == Outcome.OPEN
    return {
        **row,
        "next_step": row["next_step"] or "",
        "next_step_on": step_on,
        "customer": _name(actor, row, "counterparty"),
        "line": name_in(actor.locale, row["product_line_zh"], row["product_line"]),
        "city": form_of(actor.locale, row, "counterparty__city"),
        "owner": form_of(actor.locale, row, "owner__name"),
        "is_due": bool(is_open and step_on and step_on <= today),
        "is_cold": bool(is_open and heard_at < _cold_before()),
        "quiet_days": (clock.now() - heard_at).days,
        "is_late": bool(is_open and row["closes_on"] < today),
    }


def _name(actor: Actor, row: Row, relation: str) -> str:
    zh, en = (row[f"{relation}__name_{language}"] or "" for language in ("zh", "en"))
    return name_in(actor.locale, zh, en)
