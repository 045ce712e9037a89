"""What the import refuses: every bad row with its place, and then nothing is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.access.actor import ADMIN, Actor, system
from shared.catalogue.models import Product
from shared.counterparties.models import Counterparty
from shared.exchange.importing import Outcome, bring_in
from shared.exchange.mapping_reader import read_mapping
from shared.kernel.errors import NotAllowed, Refusal
from tests.shared.exchange import lumen

pytestmark = pytest.mark.usefixtures("database")


async def run(folder: Path, mapping: str = lumen.MAPPING, **options: bool) -> Outcome:
    return await bring_in(system(), folder, read_mapping(mapping), **options)


def told(outcome: Outcome) -> list[str]:
    return [f"{bad.file}:{bad.line} {bad.column}: {bad.reason}" for bad in outcome.problems.first]


@pytest.mark.asvs("2.3.3")
async def test_every_bad_row_is_told_with_its_place_and_nothing_is_kept(tmp_path: Path) -> None:
    lumen.write(
        tmp_path,
        firms="No;Name;Kind;Country;City;Limit\n"
        "K1;Nachtlicht GmbH;friend;Germany;Köln;12,500.00\n"
        "K2;-;distributor;Atlantis;Bern;-\n"
        "K2;Kerzenschein AG;distributor;CH;Bern;-;extra\n"
        ";Glaswerk Oy;supplier;Finland;Oulu;-\n",
    )
    assert told(await run(tmp_path)) == [
        "firms.csv:2 Kind: “friend” is no kind of counterparty.",
        "firms.csv:2 Limit: “12,500.00” is not a number.",
        "firms.csv:3 Country: “Atlantis” is no country we know. Use its two-letter code.",
        "firms.csv:4 : “extra” stands under no heading.",
        "firms.csv:5 No: The key is empty.",
        "lamps.csv:2 Maker: “S1” is not known.",
    ]
    assert await Counterparty.all().count() == 0


async def test_dates_references_and_quantities_are_checked(tmp_path: Path) -> None:
    lumen.write(
        tmp_path,
        orders="Order;Firm;Their no;Date;Shipped;Arrived\n"
        "A-1;K1;-;2025-02-30;-;-\n"
        "A-2;K9;-;03.02.2025;01.02.2025;-\n"
        "A-2;K1;-;03.02.2025;01.02.2025;-\n"
        "A-3;K1;-;03.02.2025;-;-\n"
        "A-3;K1;-;03.02.2025;-;-\n",
        lines="Order;Art;Qty;Price;Discount;Note\n"
        "A-3;7;0;1;0;-\nA-3;99;2;1;0;-\nA-9;7;1;1;0;-\nA-3;7;-2;free;2;-\n",
    )
    assert told(await run(tmp_path)) == [
        "orders.csv:2 Date: “2025-02-30” is not a date that the mapping knows.",
        "orders.csv:3 Firm: “K9” is not known.",
        "orders.csv:4 Shipped: The date is before the order.",
        "orders.csv:6 Order: “A-3” stands already in orders.csv, line 5.",
        "lines.csv:2 Qty: The quantity must be more than zero.",
        "lines.csv:3 Art: “99” is not known.",
        "lines.csv:4 Order: “A-9” is not known.",
        "lines.csv:5 Qty: A quantity from zero up with at most four decimals is needed.",
        "lines.csv:5 Price: “free” is not a number.",
        "lines.csv:5 Discount: A percentage from 0 to 100 with at most two decimals is needed.",
    ]


async def test_a_missing_column_is_told_once_with_what_the_file_has(tmp_path: Path) -> None:
    lumen.write(tmp_path, people="Firm;Vorname;Last;Mail\nK1;Ida;Brandt;-\nK2;-;Frei;-\n")
    assert told(await run(tmp_path)) == [
        "people.csv:1 First: The column is missing. The file has: Firm, Vorname, Last, Mail."
    ]


async def test_a_broken_file_is_not_told_again_for_each_row_that_needs_it(tmp_path: Path) -> None:
    firms = lumen.FILES["firms.csv"].replace("No;Name", "No;Firma")
    groups = lumen.FILES["groups.csv"].replace("Label", "Titel")
    assert told(await run(lumen.write(tmp_path, firms=firms, groups=groups))) == [
        "firms.csv:1 Name: The column is missing. The file has: No, Firma, Kind, Country, City, Limit.",
        "groups.csv:1 Label: The column is missing. The file has: Id, Titel.",
    ]


async def test_an_order_without_lines_is_told(tmp_path: Path) -> None:
    lines = "\n".join(lumen.FILES["lines.csv"].splitlines()[:-1])
    assert told(await run(lumen.write(tmp_path, lines=lines))) == [
        "orders.csv:4 Order: The order “A-3” has no lines."
    ]


async def test_a_sku_of_somebody_else_is_refused_and_all_is_undone(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    await Product.create(sku="L-0007", name_en="Ours", created_at=now, updated_at=now)
    outcome = await run(lumen.write(tmp_path))
    assert told(outcome) == ["lamps.csv:2 sku: Another product has this SKU already."]
    assert await Counterparty.all().count() == 0


@pytest.mark.parametrize("missing", ["firms", "groups"])
async def test_a_missing_file_is_one_sentence(tmp_path: Path, missing: str) -> None:
    lumen.write(tmp_path, **{missing: None})
    with pytest.raises(Refusal, match=f"{missing}.csv is not in "):
        await run(tmp_path)


@pytest.mark.asvs("5.3.2")
async def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    lumen.write(tmp_path)
    with pytest.raises(Refusal, match="is not in"):
        await run(tmp_path / "inner", lumen.MAPPING.replace("firms.csv", "../firms.csv"))


async def test_only_the_machinery_imports(tmp_path: Path) -> None:
    clerk = Actor(1, "Clerk", "clerk@example.org", ADMIN, frozenset({"administrator"}))
    with pytest.raises(NotAllowed):
        await bring_in(clerk, lumen.write(tmp_path), read_mapping(lumen.MAPPING))
