"""Credit limits by spreadsheet: the same verb as the form, all or nothing, each bad cell named."""

import pytest

from shared.catalogue.sheets import BadSheet
from shared.journal.queries import deeds_about
from shared.kernel.errors import NotAllowed
from shared.kernel.paging import PageRequest
from shared.orders import credit_limits
from shared.orders.credit import set_credit_limit
from shared.orders.credit_limits import Wanted
from shared.orders.credit_sheet import upload_credit_limits
from shared.outbox.models import OutboxMessage
from tests.shared.counterparties.company import Company, found_company, outsider

HEADS = "Number|Credit limit|Reason|Version"


@pytest.fixture
async def company(database: str) -> Company:
    """Return the company with one limit of 50,000.00 at Qiming."""
    found = await found_company()
    await set_credit_limit(found.fiona, counterparty=found.qiming, amount=5_000_000)
    return found


def table(*rows: str) -> dict[str, list]:
    """Return the arguments of an upload from lines of cells divided by bars."""
    headers, *rest = [row.split("|") for row in rows]
    return {"headers": headers, "rows": rest, "lines": list(range(2, len(rows) + 1))}


async def limits(company: Company) -> dict[str, int]:
    found = await credit_limits.credit_limits(company.fiona, Wanted(), PageRequest())
    return {row["counterparty__number"]: row["amount"] for row in found.rows}


def told(bad: BadSheet) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, str(one.reason)) for one in bad.problems]


async def test_a_sheet_changes_limits_and_sets_first_ones(company: Company) -> None:
    counts = await upload_credit_limits(
        company.fiona,
        **table(HEADS, f"{company.qiming}|80,000.50|Good payer|1", f"{company.haiyue.lower()}|70"),
    )
    assert counts == {"changed": 2, "proposed": 0}
    assert await limits(company) == {company.qiming: 8_000_050, company.haiyue: 7_000}
    deed, _ = await deeds_about(company.fiona, "credit_limit", company.qiming)
    assert ("amount", 5_000_000, 8_000_050) in deed.changes
    assert deed.reason == "Good payer"
    (first,) = await deeds_about(company.fiona, "credit_limit", company.haiyue)
    assert first.verb == "credit_limit.update"
    assert await OutboxMessage.filter(topic="credit_limit.changed").count() == 3


async def test_a_row_that_says_what_is_stored_changes_nothing(company: Company) -> None:
    same = table("编号|信用额度|版本", f"{company.qiming}|50000|9")
    assert await upload_credit_limits(company.fiona, **same) == {"changed": 0, "proposed": 0}
    assert len(await deeds_about(company.fiona, "credit_limit", company.qiming)) == 1


async def test_bad_rows_are_named_and_nothing_is_stored(company: Company) -> None:
    with pytest.raises(BadSheet) as caught:
        await upload_credit_limits(
            company.fiona,
            **table(
                "Number|Currency|Credit limit|Version",
                f"{company.haiyue}|CNY|70|",
                "CP-9999|CNY|70|",
                f"{company.qiming}|USD|70|1",
                f"{company.haiyue}|CNY|90|",
            ),
        )
    assert told(caught.value) == [
        (3, "Number", "There is no counterparty with this number."),
        (4, "Currency", "This limit is in CNY."),
        (5, "Number", "This counterparty stands in the file twice."),
    ]
    assert await limits(company) == {company.qiming: 5_000_000}
    assert await deeds_about(company.fiona, "credit_limit", company.haiyue) == []


async def test_amounts_that_cannot_be_are_named(company: Company) -> None:
    rows = (f"{company.haiyue}|-5|", f"{company.qiming}|much||1")
    with pytest.raises(BadSheet) as caught:
        await upload_credit_limits(company.fiona, **table(HEADS, *rows))
    assert told(caught.value) == [
        (2, "Credit limit", "A credit limit is zero or more."),
        (3, "Credit limit", "Enter an amount, for example 1200.50."),
    ]


@pytest.mark.parametrize("version", ["1", ""])
async def test_a_limit_that_was_changed_since_the_download_is_refused(
    company: Company, version: str
) -> None:
    await set_credit_limit(company.fiona, counterparty=company.qiming, amount=6_000_000, version=1)
    late = table(HEADS, f"{company.qiming}|70000||{version}", f"{company.haiyue}|70||")
    with pytest.raises(BadSheet) as caught:
        await upload_credit_limits(company.fiona, **late)
    assert told(caught.value) == [
        (2, "Credit limit",
         "By now it is 60,000.00 CNY. Download the list again and change it there."),
    ]  # fmt: skip
    assert await limits(company) == {company.qiming: 6_000_000}


async def test_only_finance_uploads_limits(company: Company) -> None:
    sheet = table(HEADS, f"{company.qiming}|1||1")
    for actor in (company.alice, company.sam, company.admin, await outsider(company.qiming)):
        with pytest.raises(NotAllowed):
            await upload_credit_limits(actor, **sheet)


async def test_a_mistyped_heading_is_refused(company: Company) -> None:
    with pytest.raises(BadSheet) as caught:
        await upload_credit_limits(company.fiona, **table("Number|Credit limt", "CP-0001|1"))
    assert told(caught.value) == [
        (1, "Credit limt", "This column is not known."),
        (1, "Credit limit", "This column is missing."),
    ]
