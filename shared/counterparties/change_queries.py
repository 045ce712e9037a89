"""Reading changes that organisations ask for, and bank accounts in effect; through the scope."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.change_subjects import present, subject_of
from shared.counterparties.channel import our_distributor
from shared.counterparties.logos import logo_of
from shared.counterparties.models import (
    BankAccount,
    Counterparty,
    ProfileChange,
    ProfileChangeItem,
)
from shared.counterparties.proposals import OPEN_STATES, About, Wish
from shared.counterparties.queries import addresses_of, contacts_of, our_account_manager
from shared.counterparties.rules import ChangeState
from shared.database.compound import Question, ask, capped_counts
from shared.database.keyset import page_of
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both

TABS = ("waiting", "cooling", "ended", "all")
COLUMNS = (
    "id", "number", "about", "verb", "target", "label", "state", "is_grave", "note", "reason",
    "requested_at", "answer_by", "reviewed_at", "approved_at", "effective_at", "closed_at",
    "version", "counterparty_id", "counterparty__number", "counterparty__name_zh",
    "counterparty__name_en", "requested_by_id", "reviewed_by_id",
    *both("requested_by__name", "reviewed_by__name", "approved_by__name"),
)  # fmt: skip
_ENDED = (
    ChangeState.IN_EFFECT, ChangeState.REJECTED, ChangeState.WITHDRAWN, ChangeState.STOPPED,
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Detail:
    """A change with its fields; `now` are the texts that stand there now, `seen` its version."""

    row: Row
    items: list[Row]
    now: dict[str, str]
    seen: int


async def changes(actor: Actor, tab: str, page: PageRequest) -> Slice[Row]:
    """Return one page of the changes in the actor's scope, newest first, in one statement."""
    return await page_of(_tab(actor, tab), page, COLUMNS, sort="-requested_at")


async def change_counts(actor: Actor) -> dict[str, int]:
    """Return how many changes each tab shows, in one statement."""
    return await capped_counts({tab: _tab(actor, tab) for tab in TABS})


def changes_waiting(actor: Actor) -> QuerySet[ProfileChange]:
    """Return the changes that wait for this colleague's look, as rows still to be counted."""
    return scope(actor, ProfileChange).filter(_for_me(actor))


def change_tasks(actor: Actor, limit: int = 30) -> Question[list[Row]]:
    """Return what waits for this colleague, oldest first."""
    rows = changes_waiting(actor).order_by("requested_at", "id").limit(limit)
    return Question({"rows": rows.values(*COLUMNS)}, lambda rows: rows)


def open_changes(actor: Actor, *abouts: About) -> Question[list[Row]]:
    """Return the open changes of the actor's organisation with `items`; none for whom may not."""
    if not actor.may("profile_change.read"):
        return Question({}, list)
    found = scope(actor, ProfileChangeItem).filter(
        change__counterparty_id=actor.counterparty_id, change__about__in=abouts,
        change__state__in=OPEN_STATES,
    )  # fmt: skip
    rows = found.order_by("-change_id", "id").limit(400).values(*_ITEM, *_OF_CHANGE)
    return Question({"rows": rows}, _by_change)


def _by_change(rows: list[Row]) -> list[Row]:
    grouped: dict[str, Row] = {}
    for row in rows:
        change = grouped.setdefault(row["change__number"], {**_change_of(row), "items": []})
        change["items"].append(row)
    return list(grouped.values())


async def own_places(actor: Actor) -> dict[str, Any]:
    """Return `addresses` and `contacts` of the actor's organisation and what is `asked` of them.

    One statement.
    """
    own = actor.counterparty_id or 0
    return await ask(
        addresses=addresses_of(actor, own),
        contacts=contacts_of(actor, own),
        asked=open_changes(actor, About.ADDRESS, About.CONTACT),
    )


async def beside_profile(actor: Actor) -> dict[str, Any]:
    """Return `carer`, `logo`, the open change (`waiting`) beside our company's details, and `through`.

    `through` is whom it buys through (name_zh, name_en), if anybody. One statement.
    """
    tie = {"through": our_distributor(actor)} if actor.may("end_customer.read") else {}
    found = await ask(
        **tie,
        carer=our_account_manager(actor),
        logo=logo_of(actor, id=actor.counterparty_id or 0),
        waiting=open_changes(actor, About.PROFILE),
    )
    return {"through": None, **found, "waiting": _fitting(found["waiting"], "")}


async def open_change(actor: Actor, about: About, target: str = "") -> Row | None:
    """Return the open change of one thing (not of a new one), or None."""
    return _fitting(await open_changes(actor, about), target)


async def change_detail(actor: Actor, number: str) -> Detail:
    """Return one change with its fields and what stands there now; NotFound outside the scope."""
    found = scope(actor, ProfileChangeItem).filter(change__number=number)
    rows = await found.order_by("id").values(*_ITEM, *_OF_CHANGE)
    if not rows:
        raise NotFound
    row = _change_of(rows[0])
    about = About(row["about"])
    kept = Counterparty(id=row["counterparty_id"])
    if about in (About.PROFILE, About.LOGO):
        kept = await Counterparty.get(id=row["counterparty_id"])
    subject = await subject_of(kept, about, row["target"])
    return Detail(row, rows, present(about, subject), subject.version if subject else 0)


async def bank_accounts(actor: Actor, counterparty_id: int) -> list[BankAccount]:
    """Return the bank accounts in effect of an organisation, within the actor's scope."""
    rows = scope(actor, BankAccount).filter(counterparty_id=counterparty_id, is_archived=False)
    return list(await rows.order_by("id").limit(100))


async def bank_account(actor: Actor, public_id: str) -> BankAccount:
    """Return one bank account in effect; NotFound for missing and foreign."""
    found = await scope(actor, BankAccount).get_or_none(public_id=public_id, is_archived=False)
    if found is None:
        raise NotFound
    return found


_ITEM = ("id", "field", "old", "new", "state", "reason")
_OF_CHANGE = tuple(f"change__{name}" for name in COLUMNS)


def _fitting(changes: list[Row], target: str) -> Row | None:
    fitting = [row for row in changes if row["target"] == target and row["verb"] != Wish.ADD]
    return fitting[0] if fitting else None


def _change_of(row: Row) -> Row:
    return {name: row[f"change__{name}"] for name in COLUMNS}


def _tab(actor: Actor, tab: str) -> QuerySet[ProfileChange]:
    rows = scope(actor, ProfileChange)
    if tab == "waiting":
        is_open = Q(state__in=(ChangeState.SUBMITTED, ChangeState.REVIEWED))
        return rows.filter(_for_me(actor) if actor.is_staff else is_open)
    if tab == "cooling":
        return rows.filter(state=ChangeState.COOLING)
    return rows.filter(state__in=_ENDED) if tab == "ended" else rows


def _for_me(actor: Actor) -> Q:
    """First looks for whoever reviews, second looks for whoever approves; nobody's own."""
    wanted = Q(id=0)
    if actor.may("profile_change.review"):
        wanted |= Q(state=ChangeState.SUBMITTED) & ~Q(requested_by_id=actor.user_id)
    if actor.may("profile_change.approve"):
        wanted |= Q(state=ChangeState.REVIEWED) & ~Q(reviewed_by_id=actor.user_id)
    return wanted
