"""Reading the funnel as a board: eight columns with their sums and their freshest cards."""

from dataclasses import dataclass, field
from typing import Any

from tortoise.functions import Count, Sum
from tortoise.queryset import QuerySet, ValuesQuery

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import rows_of
from shared.kernel.two_languages import both, form_of
from shared.opportunities.models import Opportunity
from shared.opportunities.queries.opportunities import INSIDE, Row, shown
from shared.opportunities.queries.steps import with_step
from shared.opportunities.rules import Outcome, Stage
from shared.opportunities.rules import funnel as rules

CARDS = 25


@dataclass
class Total:
    """What a column holds in one currency (minor units); `weighted` counts in the chances."""

    currency: str
    amount: int = 0
    weighted: int = 0


@dataclass
class Column:
    """One stage of the board; `more` cards than shown stand in the table."""

    stage: Stage
    count: int = 0
    totals: list[Total] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many cards the column does not show."""
        return max(self.count - len(self.cards), 0)

    def total(self, currency: str) -> Total:
        """Return the column's total in `currency`, begun when missing."""
        for one in self.totals:
            if one.currency == currency:
                return one
        self.totals.append(Total(currency))
        return self.totals[-1]


@dataclass(frozen=True)
class Board:
    """The open funnel; `owners` are (public id, name) of everybody who owns a card in scope."""

    columns: list[Column]
    owners: list[tuple[str, str]]
    totals: list[Total]
    count: int


async def show_board(actor: Actor, owner: str = "", cards: int = CARDS) -> Board:
    """Return the board, all owners' or one's (public id), in one statement."""
    rows = scope(actor, Opportunity).filter(outcome=Outcome.OPEN)
    found = await rows_of({"sums": _sums(rows), **_cards(actor, rows, owner, cards)})
    sums = found.pop("sums")
    columns = {stage: Column(stage) for stage in Stage}
    overall = Column(Stage.CONTACT_MADE)
    for row in sums:
        if owner and row["owner__public_id"] != owner:
            continue
        for column in (columns[Stage(row["stage"])], overall):
            column.count += int(row["n"])
            total = column.total(row["currency"])
            amount = int(row["amount_sum"] or 0)
            total.amount += amount
            total.weighted += rules.weighted(amount, row["probability"])
    for stage, dealt in found.items():
        columns[Stage(stage)].cards = [_card(actor, row) for row in dealt]
    owners = {row["owner__public_id"]: form_of(actor.locale, row, "owner__name") for row in sums}
    named = sorted(owners.items(), key=lambda pair: pair[1])
    return Board(list(columns.values()), named, overall.totals, overall.count)


def _sums(rows: QuerySet[Opportunity]) -> ValuesQuery[Any]:
    keys = ("stage", "currency", "probability", "owner__public_id", *both("owner__name"))
    grouped = rows.annotate(n=Count("id"), amount_sum=Sum("amount")).group_by(*keys)
    return grouped.values(*keys, "n", "amount_sum")


def _cards(
    actor: Actor, rows: QuerySet[Opportunity], owner: str, cards: int
) -> dict[str, ValuesQuery[Any]]:
    """Return the freshest cards of each stage (its name), all owners' or one's."""
    if owner:
        rows = rows.filter(owner__public_id=owner)
    freshest = with_step(actor, rows).order_by("-updated_at", "-id").limit(cards)
    return {stage.value: freshest.filter(stage=stage).values("id", *INSIDE) for stage in Stage}


def _card(actor: Actor, row: Row) -> Row:
    card = shown(actor, row)
    card["weighted"] = rules.weighted(row["amount"], row["probability"])
    return card
