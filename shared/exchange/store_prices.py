"""Brings in tax rates, price lists, who buys from them, and prices."""

from typing import Any

from shared.catalogue.models import PriceEntry, PriceList, PriceListAssignment, TaxRate
from shared.exchange.storing import Plan, Run, ids_of, stated, store
from shared.exchange.validation import Row
from shared.kernel import clock, quantity
from shared.kernel.wording import say

_LIST = ("name_zh", "name_en", "currency", "valid_from", "valid_until", "is_standard")
_CODE = 40


async def store_tax_rates(run: Run, rows: list[Row]) -> None:
    """Set tax by country and class."""
    known = {f"{rate.country} {rate.tax_class}": rate for rate in await TaxRate.all()}

    def key(row: Row) -> str:
        return f"{row.values['country']} {row.values.get('tax_class') or 'standard'}"

    plan = Plan(
        "tax_rate", TaxRate, known,
        columns=lambda row: {"rate": row.values["rate"]},
        fresh=lambda row: {
            "country": row.values["country"],
            "tax_class": row.values.get("tax_class") or "standard",
        },
        key=key, name=lambda record: f"{record.country} {record.tax_class}",
    )  # fmt: skip
    await store(run, rows, plan)


async def store_price_lists(run: Run, rows: list[Row]) -> None:
    """Bring in price lists; the key is the list's code."""
    await _refuse_clashes(run, rows)
    if run.problems.count:
        return
    found = await PriceList.filter(external_source=run.source)
    plan = Plan(
        "price_list", PriceList, {record.code: record for record in found},
        columns=lambda row: stated(PriceList, row, _LIST),
        fresh=lambda row: _beginning(run, row),
        name=lambda record: record.code, ids=ids_of(run, PriceList, "code"),
    )  # fmt: skip
    created, _ = await store(run, rows, plan)
    run.ids["price_list"] = {record.code: record.id for record in (*found, *created)}


def _beginning(run: Run, row: Row) -> dict[str, Any]:
    given = row.values
    more: dict[str, Any] = {} if given.get("currency") else {"currency": run.currency}
    if not given.get("valid_from"):
        more["valid_from"] = clock.today(run.zone)
    return more | {
        "code": row.key, "external_source": run.source,
        "created_at": run.now, "updated_at": run.now,
    }  # fmt: skip


async def _refuse_clashes(run: Run, rows: list[Row]) -> None:
    others = await PriceList.exclude(external_source=run.source)
    codes = {record.code for record in others}
    standards = {record.currency for record in others if record.is_standard}
    for row in rows:
        currency = row.values.get("currency") or run.currency
        if row.key in codes:
            run.refuse(row, "key", say("Another price list has this code already."))
        if len(row.key) > _CODE:
            longest = say("The text is longer than {longest} characters.", longest=_CODE)
            run.refuse(row, "key", longest)
        if row.values.get("is_standard") and currency in standards:
            reason = say("There is a standard price list in {currency} already.", currency=currency)
            run.refuse(row, "is_standard", reason)


async def store_assignments(run: Run, rows: list[Row]) -> None:
    """Say who buys from which list."""
    ids = run.ids
    found = await PriceListAssignment.filter(price_list_id__in=list(ids["price_list"].values()))
    known = {f"{one.price_list_id} {one.counterparty_id}": one for one in found}

    def parts(row: Row) -> dict[str, Any]:
        return {
            "price_list_id": ids["price_list"][row.values["price_list"]],
            "counterparty_id": ids["counterparty"][row.values["counterparty"]],
        }

    plan = Plan(
        "price_list_assignment", PriceListAssignment, known,
        columns=lambda row: stated(PriceListAssignment, row, ("priority",)), fresh=parts,
        key=lambda row: " ".join(str(part) for part in parts(row).values()),
        name=lambda record: str(record.price_list_id),
    )  # fmt: skip
    await store(run, rows, plan)


async def store_price_entries(run: Run, rows: list[Row]) -> None:
    """Set prices; a list has one price a product from a quantity and a day on."""
    found = await PriceEntry.filter(price_list_id__in=list(run.ids["price_list"].values()))
    plan = Plan(
        "price_entry", PriceEntry, {_place_of(vars(one)): one for one in found},
        columns=_price, fresh=lambda row: _place(run, row),
        key=lambda row: _place_of(_place(run, row)),
        name=lambda record: f"{record.price_list_id} {record.product_id}",
    )  # fmt: skip
    await store(run, rows, plan)


def _place(run: Run, row: Row) -> dict[str, Any]:
    return {
        "price_list_id": run.ids["price_list"][row.values["price_list"]],
        "product_id": run.ids["product"][row.values["product"]],
        "from_quantity": row.values.get("from_quantity") or quantity.SCALE,
        "valid_from": row.values.get("valid_from"),
    }


def _place_of(columns: dict[str, Any]) -> str:
    names = ("price_list_id", "product_id", "from_quantity", "valid_from")
    return " ".join(str(columns[name]) for name in names)


def _price(row: Row) -> dict[str, Any]:
    price, per = row.values["price"]
    until = stated(PriceEntry, row, ("valid_until",))
    return {"price": price, "per": per * (row.values.get("per") or 1), **until}
