"""Reading credit limits and what is used of them; finance sets them in `credit.py`."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties import queries as counterparties
from shared.database import fulltext
from shared.database.compound import capped_counts
from shared.database.keyset import page_of
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both
from shared.orders.models import CreditLimit, CreditProposal
from shared.orders.rules import ProposalState

TABS = ("all", "over")
COLUMNS = (
    "counterparty__number", "counterparty__name_zh", "counterparty__name_en",
    "counterparty__payment_days", "counterparty__status", "currency", "amount", "used",
    "version", "updated_at",
)  # fmt: skip
PROPOSED = (
    "id", "counterparty_id", "counterparty__number", "counterparty__name_zh",
    "counterparty__name_en", "currency", "before", "amount", "reason", "proposed_by_id",
    *both("proposed_by__name"), "version", "created_at",
)  # fmt: skip
WHOLE = 20_000
MOST_WAITING = 100


@dataclass(frozen=True)
class Wanted:
    """What a reader of the limits asks for: `over` shows those used up."""

    tab: str = "all"
    search: str = ""


async def credit_limits(actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of limits with what is used, last changed first; amounts in minor units."""
    return await page_of(_limits(actor, wanted), page, COLUMNS, sort="-updated_at")


async def all_credit_limits(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """Return every limit of the filtered list for its download."""
    rows = _limits(actor, wanted, "export").order_by("-updated_at", "-id").limit(WHOLE)
    return list(await rows.values(*COLUMNS))


async def credit_counts(actor: Actor) -> dict[str, int]:
    """Return how many limits each tab shows and how many wait, capped, in one statement."""
    tabs: dict[str, QuerySet[Any]] = {tab: _limits(actor, Wanted(tab)) for tab in TABS}
    waiting = scope(actor, CreditProposal).filter(state=ProposalState.PENDING)
    return await capped_counts({**tabs, "waiting": waiting})


async def credit_of(actor: Actor, counterparty_id: int) -> CreditLimit | None:
    """Return the limit of one counterparty, None while finance has set none."""
    return await scope(actor, CreditLimit).get_or_none(counterparty_id=counterparty_id)


async def waiting_limits(actor: Actor, counterparty_id: int = 0) -> list[dict[str, Any]]:
    """Return the proposals that wait (of one counterparty), oldest first; amounts in minor units."""
    rows = scope(actor, CreditProposal).filter(state=ProposalState.PENDING)
    if counterparty_id:
        rows = rows.filter(counterparty_id=counterparty_id)
    return list(await rows.order_by("id").limit(MOST_WAITING).values(*PROPOSED))


def _limits(actor: Actor, wanted: Wanted, verb: str = "read") -> QuerySet[CreditLimit]:
    rows = scope(actor, CreditLimit, verb)
    if wanted.tab == "over":
        rows = rows.filter(used__gt=0, used__gte=F("amount"))
    if wanted.search.strip():
        ids = fulltext.ids_matching(counterparties.SEARCH, wanted.search)
        rows = rows.filter(counterparty_id__in=ids) if ids is not None else rows.filter(id=0)
    return rows
