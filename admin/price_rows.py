"""The table of prices as a form: rows that are kept, changed or removed, and new ones."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from shared.catalogue.keeping import PriceRow
from shared.kernel import money, quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say
from shared.web.forms import Form, FormModel, Label, Rows


class PriceForm(FormModel):
    """One price; without `id` it is new."""

    id: int | None = None
    sku: Annotated[str, Field(max_length=40), Label(say("SKU"))] = ""
    from_quantity: Annotated[str, Field(max_length=20), Label(say("From quantity"))] = "1"
    price: Annotated[str, Field(max_length=20), Label(say("Net price"))] = ""
    per: Annotated[int, Label(say("Per"))] = 1
    valid_from: Annotated[date | None, Label(say("Valid from"))] = None
    valid_until: Annotated[date | None, Label(say("Valid until"))] = None
    remove: bool = False


class PricesForm(FormModel):
    """The whole table."""

    entries: Annotated[list[PriceForm], Rows("entry")] = []


def initial(rows: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    """Return stored prices as they are typed."""
    return [
        {
            "id": row["id"], "sku": row["product__sku"],
            "from_quantity": quantity.to_text(row["from_quantity"]),
            "price": money.to_decimal(row["price"], currency), "per": row["per"],
            "valid_from": row["valid_from"], "valid_until": row["valid_until"],
        }
        for row in rows
    ]  # fmt: skip


def typed_rows(
    form: Form[PricesForm], currency: str
) -> tuple[dict[int, PriceRow | None], list[PriceRow], dict[str, str]]:
    """Return rows kept, rows added, and where each stands in the form.

    Raises Invalid with every amount that cannot be read.
    """
    kept: dict[int, PriceRow | None] = {}
    added: list[PriceRow] = []
    places: dict[str, str] = {}
    wrong: list[Refusal] = []
    for sent, row in zip(form.rows_sent("entry"), form.clean.entries, strict=True):
        name = f"entry-{sent.number}-"
        if row.remove:
            kept |= {row.id: None} if row.id else {}
            continue
        try:
            typed = _row(row, currency, name)
        except Refusal as refusal:
            wrong.append(refusal)
            continue
        places[f"kept.{row.id}" if row.id else f"added.{len(added)}"] = name
        if row.id:
            kept[row.id] = typed
        else:
            added.append(typed)
    if wrong:
        raise Invalid(wrong)
    return kept, added, places


def under_the_rows(invalid: Invalid, places: dict[str, str]) -> Invalid:
    """Return the refusals of the domain at the inputs of their rows."""
    found = []
    for refusal in invalid.refusals:
        place, _, field = (refusal.field or "").rpartition(".")
        found.append(Refusal(refusal.message, places.get(place, "") + field))
    return Invalid(found)


def _row(row: PriceForm, currency: str, name: str) -> PriceRow:
    if not row.sku:
        raise Refusal(say("Fill this in."), f"{name}sku")
    return PriceRow(
        sku=row.sku,
        from_quantity=quantity.from_text(row.from_quantity, f"{name}from_quantity"),
        price=money.from_text(row.price, currency, f"{name}price"),
        per=row.per,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
