"""One search over everything the actor may see; each kind goes through its own scope."""

from dataclasses import dataclass
from typing import Any

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.fulltext import ids_matching
from shared.database.registry import table_model
from shared.kernel.two_languages import both, form_of
from shared.opportunities.queries.steps import with_step

EACH = 6


@dataclass(frozen=True)
class Found:
    """One record: its table, its number, names in both languages and one plain text beside.

    `code` is the number where people know it: a paper goes by its title alone.
    """

    kind: str
    number: str
    name_zh: str
    name_en: str
    note: str = ""

    @property
    def code(self) -> str:
        """The number as it is shown."""
        return "" if self.kind == "document" else self.number


# table → columns of number, both names, note (with its second form where it has one)
_LOOK: dict[str, tuple[str, str, str, str]] = {
    "sales_order": ("number", "summary_zh", "summary_en", "buyer_reference"),
    "counterparty": ("number", "name_zh", "name_en", "city"),
    "opportunity": ("number", "name", "name", "next_step"),
    "deal_registration": ("number", "customer_name", "customer_name", "customer_city"),
    "ticket": ("number", "subject", "subject", "opened_by__name"),
    "article": ("number", "title_zh", "title_en", "number"),
    "delivery": ("number", "summary_zh", "summary_en", "tracking_number"),
    "rfq": ("number", "title", "title", "number"),
    "product": ("sku", "name_zh", "name_en", "sku"),
    "announcement": ("number", "title_zh", "title_en", "number"),
    "document": ("public_id", "title_zh", "title_en", "public_id"),
}

_LAST = 4
_TWO_FORMS = ("city", "customer_city", "opened_by__name")


async def everything(actor: Actor, text: str, each: int = EACH) -> list[Found]:
    """Return what matches `text`, newest first, `each` of a kind at most; nothing for no word.

    One statement a kind. Outsiders do not search counterparties: they see only their own.
    """
    found: list[Found] = []
    for table, columns in _LOOK.items():
        if table == "counterparty" and not actor.is_staff:
            continue
        matching = ids_matching(table, text)
        if matching is None or not actor.may(f"{table}.read"):
            continue
        rows: QuerySet[Any] = (
            scope(actor, table_model(table)).filter(id__in=matching).order_by("-id")
        )
        if table == "opportunity":
            rows = with_step(actor, rows)
        note = columns[-1]
        wanted = (*columns, *(both(note) if note in _TWO_FORMS else ()))
        for row in await rows.limit(each).values(*dict.fromkeys(wanted)):
            said = form_of(actor.locale, row, note) if note in _TWO_FORMS else str(row[note] or "")
            number, zh, en = (str(row[name]) for name in columns[:-1])
            found.append(Found(table, number, zh, en, said))
    return [*found, *await _accounts(actor, text.strip(), each)]


async def _accounts(actor: Actor, text: str, each: int) -> list[Found]:
    """Return the bank accounts that end in these four signs, under their organisation's number."""
    if len(text) != _LAST or not text.isalnum() or not actor.may("bank_account.read"):
        return []
    rows = scope(actor, table_model("bank_account")).filter(
        last_four=text.upper(), is_archived=False
    )
    columns = ("counterparty__number", "counterparty__name_zh", "counterparty__name_en", "bank")
    found = await rows.order_by("-id").limit(each).values_list(*columns)
    return [Found("bank_account", str(number), zh, en, bank) for number, zh, en, bank in found]
