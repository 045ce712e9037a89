"""Life of an order request: what a distributor asks its end customer to order. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.kernel import quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.order_lines import SeenProducts, field_of
from shared.kernel.wording import say
from shared.orders.checking import TypedLine

MOST_LINES = 100
REFERENCE_LENGTH, NOTE_LENGTH, REASON_LENGTH = 60, 2000, 1000


class RequestState(StrEnum):
    """What has become of an order request."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


# What may follow what: D the distributor, C the end customer, or we on its behalf.
TRANSITIONS: dict[tuple[RequestState, str], RequestState] = {
    (RequestState.DRAFT, "update"): RequestState.DRAFT,  # D
    (RequestState.DRAFT, "submit"): RequestState.SUBMITTED,  # D
    (RequestState.DRAFT, "cancel"): RequestState.CANCELLED,  # D
    (RequestState.SUBMITTED, "cancel"): RequestState.CANCELLED,  # D
    (RequestState.SUBMITTED, "accept"): RequestState.ACCEPTED,  # C
    (RequestState.SUBMITTED, "decline"): RequestState.DECLINED,  # C
}


@dataclass(frozen=True)
class RequestCard:
    """A request as typed; `customer` names an end customer, `buyer_reference` is its order number."""

    customer: str
    lines: Sequence[TypedLine]
    wished_on: date | None = None
    buyer_reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class AskedLine:
    """A line that can be asked for; quantity ×10⁴."""

    sku: str
    name_zh: str
    name_en: str
    unit: str
    quantity: int


def check_lines(
    lines: Sequence[TypedLine], products: Mapping[str, Mapping[str, Any]]
) -> list[AskedLine]:
    """Return the lines; raises Invalid with every reason, each beside its field.

    `products` are those that the distributor sees, by SKU in upper case. Empty lines are left out.
    """
    typed = [one for one in lines if one.sku.strip() or one.quantity.strip()]
    found: list[AskedLine] = []
    wrong: list[Refusal] = []
    seen = SeenProducts()
    for row, line in enumerate(typed, start=1):
        try:
            found.append(_line(line, row, products, seen))
        except Refusal as refusal:
            wrong.append(refusal)
    if len(typed) > MOST_LINES:
        wrong.append(
            Refusal(say("A request has at most {count} lines.", count=MOST_LINES), "lines")
        )
    if wrong:
        raise Invalid(wrong)
    return found


def _line(
    line: TypedLine, row: int, products: Mapping[str, Mapping[str, Any]], seen: SeenProducts
) -> AskedLine:
    place = row - 1 if line.place is None else line.place
    sku = line.sku.strip().upper()
    product = products.get(sku)
    if product is None:
        raise Refusal(
            say("We do not know {sku}. Choose a product from the list.", sku=line.sku.strip())
            if sku
            else say("Choose a product."),
            field_of(place, "sku"),
        )
    seen.note(sku, row, place)
    wanted = quantity.from_text(line.quantity or "0", field_of(place, "quantity"))
    return AskedLine(
        product["sku"], product["name_zh"], product["name_en"], product["unit"], wanted
    )


def check_header(card: RequestCard, today: date) -> None:
    """Refuse texts that are too long and a day that has passed, each beside its field."""
    wrong: list[Refusal] = []
    for name, most in (("buyer_reference", REFERENCE_LENGTH), ("note", NOTE_LENGTH)):
        if len(getattr(card, name).strip()) > most:
            wrong.append(Refusal(say("Use at most {count} characters.", count=most), name))
    if card.wished_on and card.wished_on < today:
        wrong.append(Refusal(say("This day is in the past."), "wished_on"))
    if wrong:
        raise Invalid(wrong)
