"""Reading deal registrations, and the one question that crosses organisations: the conflict check.

The check reads past the scope on purpose and gives back a masked answer only; nothing of a rival
leaves this file.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q, Subquery
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
from shared.kernel.wording import Message
from shared.opportunities.models import DealRegistration, Opportunity, OpportunityShare
from shared.opportunities.rules import DealState, Outcome
from shared.opportunities.rules import deals as rules
from shared.opportunities.rules.deals import Answer, Conflict
from shared.settings import load, worth

Row = dict[str, Any]

COLUMNS = (
    "number", "customer_name", *both("customer_city"), "product_line", "product_line_zh", "amount",
    "currency", "closes_on", "state", "submitted_at", "protected_until", "extension_until",
    "updated_at", "created_at", "version", "distributor__number", "distributor__name_zh",
    "distributor__name_en",
)  # fmt: skip
DETAIL = (
    *COLUMNS, "customer_contact", "story", "extension_reason", "extension_asked_at", "question",
    "answer", "reason", "conflict_until", "decided_at", "opportunity__number",
    *both("submitted_by__name", "decided_by__name"), "distributor_id", "customer_key",
    "reviewed_by_id", *both("reviewed_by__name"),
)  # fmt: skip

TABS: dict[str, Q] = {
    "waiting": Q(state__in=rules.TO_DECIDE),
    "asked": Q(state=DealState.NEEDS_INFORMATION),
    "protected": Q(state__in=rules.PROTECTED),
    "drafts": Q(state=DealState.DRAFT),
    "ended": Q(
        state__in=(
            DealState.REJECTED, DealState.DUPLICATE, DealState.CONVERTED, DealState.LAPSED,
            DealState.WITHDRAWN,
        )
    ),
    "all": Q(),
}  # fmt: skip
EXPORT_CAP = 50_000


@dataclass(frozen=True)
class DealFilter:
    """What a list shows: `tab` of TABS and words to find; distributor (number) for staff."""

    tab: str = "all"
    words: str = ""
    distributor: str = ""


@dataclass(frozen=True)
class DealDetail:
    """One registration, and for staff the claims of others to the same customer and line.

    `rivals` are those the reader may open, by submission time; `hidden_rivals` counts the rest.
    `blocked` says who approves it when the reader may not.
    """

    row: Row
    rivals: list[Row]
    hidden_rivals: int = 0
    blocked: Message | None = None


async def list_deals(actor: Actor, wanted: DealFilter, page: PageRequest) -> Slice[Row]:
    """Return one page of registrations that the actor may see; one statement."""
    rows = scope(actor, DealRegistration).filter(TABS.get(wanted.tab, Q()))
    if wanted.distributor and actor.is_staff:
        rows = rows.filter(distributor__number=wanted.distributor)
    if wanted.words.strip():
        ids = ids_matching("deal_registration", wanted.words)
        if ids is None:
            return Slice()
        rows = rows.filter(id__in=ids)
    slice_ = await page_of(rows, page, COLUMNS, sort="-updated_at")
    return Slice([shown(actor, row) for row in slice_.rows], slice_.newer, slice_.older)


async def export_deals(actor: Actor, wanted: DealFilter) -> list[Row]:
    """Return the rows of the list exactly as filtered, all pages of it."""
    actor.must("deal_registration.export")
    return (await list_deals(actor, wanted, PageRequest(limit=EXPORT_CAP))).rows


async def count_tabs(actor: Actor) -> dict[str, int]:
    """Return how many registrations stand under each tab, capped at 1001, in one statement."""
    tabs = {name: q for name, q in TABS.items() if not (actor.is_staff and name == "drafts")}
    return await capped_counts(
        {name: scope(actor, DealRegistration).filter(q) for name, q in tabs.items()}
    )


async def find_deal(actor: Actor, number: str) -> Row:
    """Return one registration as a form needs it; NotFound outside the scope."""
    found = (
        await scope(actor, DealRegistration).filter(number=number).limit(1).values("id", *DETAIL)
    )
    if not found:
        # Missing, foreign, or a draft that is not staff's to read: the same answer.
        raise NotFound
    return shown(actor, found[0])


async def show_deal(actor: Actor, number: str) -> DealDetail:
    """Return one registration; for staff with the rivals it is decided against."""
    row = await find_deal(actor, number)
    if not actor.is_staff:
        return DealDetail(row, [])
    blocked = why_not_decide(actor, row)
    claims = await _claims(row["customer_key"], row["product_line"]).exclude(
        id=row["id"]
    ).values_list("id", flat=True)  # fmt: skip
    if not claims:
        return DealDetail(row, [], blocked=blocked)
    rivals = await (
        scope(actor, DealRegistration)
        .filter(id__in=list(claims))
        .order_by("submitted_at")
        .values("id", *COLUMNS)
    )
    hidden = len(claims) - len(rivals)
    return DealDetail(row, [shown(actor, rival) for rival in rivals], hidden, blocked)


def why_not_approve(actor: Actor, value: int, reviewer: int | None) -> Message | None:
    """Return why the actor may not approve a deal that `reviewer` (user id) reviewed.

    `value` is what it is worth in the company's own currency, as the limit is.
    """
    if policy.SYSTEM in actor.roles:
        return None
    return rules.why_not_approve(
        value, load().deal_approval_limit,
        is_chief=policy.SALES_MANAGER in actor.ranks, is_reviewed=reviewer is not None,
        is_reviewer=reviewer == actor.user_id,
    )  # fmt: skip


def why_not_extend(actor: Actor, value: int, reviewer: int | None) -> Message | None:
    """Return why the actor may not extend a deal of that value that `reviewer` (user id) reviewed."""
    if policy.SYSTEM in actor.roles:
        return None
    return rules.why_not_extend(
        value, load().deal_approval_limit, is_chief=policy.SALES_MANAGER in actor.ranks,
        is_reviewer=reviewer == actor.user_id,
    )  # fmt: skip


def why_not_decide(actor: Actor, row: Row) -> Message | None:
    """Return why the actor may not decide what stands open of a deal: its approval, or more time."""
    is_extension = row["state"] == DealState.EXTENSION_ASKED
    guard = why_not_extend if is_extension else why_not_approve
    return guard(actor, worth(row["amount"], row["currency"]), row["reviewed_by_id"])


async def check_conflict(
    actor: Actor, customer_name: str, product_line: str, *, besides: str = ""
) -> Conflict:
    """Return the masked answer for an end customer and product line; one statement.

    `besides` is the number of the registration that asks, which is no rival of itself. The
    answer carries a day or a number of one's own, never who the rival is.
    """
    actor.must("deal_registration.create")
    key = rules.customer_key(customer_name)
    if not key or not product_line:
        return Conflict(Answer.FREE)
    claims = _claims(key, product_line).exclude(number=besides).values(
        "number", "state", "protected_until", "distributor_id", "opportunity__outcome"
    )  # fmt: skip
    in_touch = _ours_in_touch(actor, key, product_line).limit(1).values("id")
    found = await rows_of({"claims": claims, "in_touch": in_touch})
    standing = [row for row in found["claims"] if _counts(row, clock.today())]
    answer = _answer(actor, standing)
    if answer.answer == Answer.FREE and found["in_touch"]:
        return Conflict(Answer.ASK)
    return answer


def _claims(key: str, product_line: str) -> QuerySet[DealRegistration]:
    live = (*rules.UNDECIDED, *rules.PROTECTING)
    return DealRegistration.filter(
        customer_key=key, product_line=product_line, state__in=live
    ).order_by("submitted_at")


def _counts(row: Row, today: date) -> bool:
    """Whether a claim still stands: undecided, or protected to today and not lost since."""
    if row["state"] in rules.UNDECIDED:
        return True
    if row["state"] == DealState.CONVERTED and row["opportunity__outcome"] == Outcome.LOST:
        return False
    return bool(row["protected_until"] and row["protected_until"] >= today)


def _answer(actor: Actor, claims: list[Row]) -> Conflict:
    for row in claims:
        if row["distributor_id"] == actor.counterparty_id:
            return Conflict(Answer.OURS, row["protected_until"], row["number"])
    for row in claims:
        if row["state"] in rules.PROTECTING:
            return Conflict(Answer.PROTECTED, row["protected_until"])
    return Conflict(Answer.ASK) if claims else Conflict(Answer.FREE)


def _ours_in_touch(actor: Actor, key: str, product_line: str) -> QuerySet[Opportunity]:
    """Return where somebody of ours works on the customer without the asking organisation."""
    rows = Opportunity.filter(
        customer_key=key, product_line__in=("", product_line), outcome=Outcome.OPEN
    )
    shared = OpportunityShare.filter(counterparty_id=actor.counterparty_id)
    rows = rows.exclude(counterparty_id=actor.counterparty_id or 0)
    return rows.exclude(id__in=Subquery(shared.values("opportunity_id")))


def shown(actor: Actor, row: Row) -> Row:
    """Return a row with what a page asks of it: names in the reader's language, days left."""
    today = clock.today(actor.zone)
    is_protected = row["state"] in rules.PROTECTED
    left = rules.days_left(row["protected_until"], today) if is_protected else None
    return {
        **row,
        "distributor": name_in(
            actor.locale, row["distributor__name_zh"], row["distributor__name_en"]
        ),
        "city": form_of(actor.locale, row, "customer_city"),
        "line": name_in(actor.locale, row["product_line_zh"], row["product_line"]),
        "days_left": left,
        "is_expiring": left is not None and left <= rules.EXPIRING_DAYS,
    }


def expiring(actor: Actor) -> Q:
    """Return the condition of protections that end within a fortnight."""
    soon = clock.today(actor.zone) + timedelta(days=rules.EXPIRING_DAYS)
    return Q(state__in=rules.PROTECTED, protected_until__lte=soon)
