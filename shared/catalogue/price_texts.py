"""The prices of a list as rows and as texts, for comparing and for the journal."""

from collections.abc import Iterable

from shared.catalogue.keeping import PriceRow
from shared.catalogue.models import PriceEntry, PriceList
from shared.kernel import money, quantity

Texts = dict[str, str]


async def entries_of(here: PriceList) -> list[PriceEntry]:
    """Return every price of a list with its product; for verbs that hold the list already."""
    return await PriceEntry.filter(price_list_id=here.id).select_related("product")


def row_of(entry: PriceEntry) -> PriceRow:
    """Return a stored price as it is typed."""
    return PriceRow(
        entry.product.sku, entry.from_quantity, entry.price, entry.per, entry.valid_from,
        entry.valid_until,
    )  # fmt: skip


def texts(rows: Iterable[PriceRow], currency: str) -> Texts:
    """Write prices for the journal: `QM-100 ≥ 24` → `188.00 / 1`."""
    return {
        f"{row.sku} ≥ {quantity.to_text(row.from_quantity)}"
        + (f" ({row.valid_from})" if row.valid_from else ""): (
            f"{money.to_decimal(row.price, currency)} / {row.per}"
            + (f" → {row.valid_until}" if row.valid_until else "")
        )
        for row in rows
    }


def differences(before: Texts, after: Texts) -> tuple[Texts, Texts]:
    """Return both without what is the same in them."""
    same = {name for name, text in before.items() if after.get(name) == text}
    return (
        {name: text for name, text in before.items() if name not in same},
        {name: text for name, text in after.items() if name not in same},
    )
