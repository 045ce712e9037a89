"""Which columns of the product hold a word or figure of our own: all that can.

Read from the models, so that a new column is planted the day it is born. What cannot hold one is
known by rule; what could, but must keep what it says, stands in `KEPT` with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tortoise import Tortoise, fields
from tortoise.models import Model

from shared.database.sealed import SealedField
from tests.law.canaries.tokens import WIDTH


class Kind(StrEnum):
    """What a column holds."""

    WORDS = "words"
    FIGURE = "figure"
    BORN = "unlike any other row's as it is: a number, a name in an address"


KEPT: dict[str, str] = {
    # These say the same in every table that has them.
    "*.face": "a door",
    "*.role": "a role of the law",
    "*.topic": "something that can happen",
    "*.verb": "a verb of the law",
    "*.record_table": "a table",
    "*.record_number": "repeats the number of its record, which counts as a word of that record",
    "*.parent_table": "a table",
    "*.unit": "a unit",
    "*.tax_class": "a class of tax rates",
    "*.zone": "a time zone",
    "*.once": "keeps a letter from going twice",
    "*.reason_code": "a reason from a list",
    "*.law": "a law of a custom role",
    "*.external_source": "a system; what comes from one is edited nowhere",
    # These are codes of one table.
    "attachment.media_type": "says how the file is served",
    "attachment.scan": "a result",
    "attachment.storage_key": "names the file in the store",
    "attachment.thumbnail_key": "names the file in the store",
    "business_calendar.countries": "codes of countries",
    "business_calendar.holidays": "days",
    "business_calendar.workdays": "days",
    "custom_role.base": "a role of the law",
    "idempotency_key.permission": "a permission",
    "notification.decided": "columns that were decided",
    "notification.path": "an address",
    "notification_choice.kind": "a kind of matter",
    "notification_choice.mail": "how often",
    "number_sequence.prefix": "the beginning of numbers",
    "outbox_message.status": "a state",
    "profile_change.about": "a table",
    "profile_change.target": "the name of the row that changes",
    "profile_change_item.field": "a column",
    "purchase_message.deed": "a deed",
    "sales_order.needs_approval_for": "reasons from a list",
    "search_entry.kind": "a table",
    "address_proof.provider": "a service",
    "session.provider": "a service",
}
"""Columns that say something to the product itself; `*` stands for every table."""

MONEY = frozenset({
    "amount", "approval_limit", "approved_total", "asked_total", "before", "cost", "credit_taken",
    "forecast", "net", "price", "tax", "total", "used",
})  # fmt: skip
"""Numbers that are minor units of money, by the name of their column."""

_BORN = frozenset({"number", "public_id", "key"})
_HASH = 64


@dataclass(frozen=True)
class Column:
    """One column: `kind` is what is planted, None where nothing is; `why` says why not."""

    model: type[Model]
    name: str
    kind: Kind | None
    why: str = ""

    @property
    def table(self) -> str:
        """The table's name."""
        return str(self.model._meta.db_table)

    @property
    def field(self) -> "fields.Field[object]":
        """The model's field."""
        return self.model._meta.fields_map[self.name]

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


def columns() -> list[Column]:
    """Return every column of text and of money, in one order for all that is planted."""
    models = sorted(Tortoise.apps.get_models_iterable(), key=lambda one: one._meta.db_table)
    return [one for model in models for one in _of(model)]


def _of(model: type[Model]) -> Iterator[Column]:
    for name, field in sorted(model._meta.fields_map.items()):
        if isinstance(field, fields.CharField | fields.TextField):
            kind, why = _words(model._meta.db_table, name, field)
            yield Column(model, name, kind, why)
        elif isinstance(field, fields.IntField | fields.BigIntField) and name in MONEY:
            yield Column(model, name, Kind.FIGURE)


def _words(table: str, name: str, field: "fields.Field[object]") -> tuple[Kind | None, str]:
    """Return what a column of text holds, or why it holds nothing of ours."""
    room = getattr(field, "max_length", None)
    if hasattr(field, "enum_type"):
        return None, "a state or kind from a list"
    if room == _HASH or name.endswith("sha256"):
        return None, "a hash"
    if room is not None and room < WIDTH:
        return None, "too short: a currency, a country, a language"
    if field.unique and name in _BORN:
        return Kind.BORN, ""
    if why := KEPT.get(f"*.{name}") or KEPT.get(f"{table}.{name}"):
        return None, why
    return Kind.WORDS, ""


def is_sealed(column: Column) -> bool:
    """Return whether the database holds it sealed."""
    return isinstance(column.field, SealedField)
