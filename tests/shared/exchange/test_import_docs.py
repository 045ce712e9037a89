"""What docs/import.md promises: every target and field is told, and the example works."""

import re
from pathlib import Path

import pytest

from shared.access.actor import system
from shared.exchange.importing import bring_in
from shared.exchange.mapping_reader import read_mapping
from shared.exchange.targets import TARGETS
from shared.orders.models import SalesOrder

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "import" / "example"


def told_fields() -> dict[str, tuple[set[str], set[str]]]:
    """Return target → (all fields told, those in bold) from the page's table."""
    told = {}
    page = (DOCS / "import.md").read_text(encoding="utf-8")
    for target, _, cell in re.findall(r"^\| `(\w+)` \| ([^|]*) \| (.*) \|$", page, re.MULTILINE):
        told[target] = (
            set(re.findall(r"`(\w+)`", cell)),
            set(re.findall(r"\*\*`(\w+)`\*\*", cell)),
        )
    return told


def test_the_page_tells_every_target_and_field_and_which_are_needed() -> None:
    known = {
        target: (set(one.fields), {name for name, spec in one.fields.items() if spec.needed})
        for target, one in TARGETS.items()
    }
    assert told_fields() == known


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.toml")), ids=lambda path: path.name)
def test_every_mapping_of_the_docs_is_right(path: Path) -> None:
    assert read_mapping(path.read_text(encoding="utf-8")).sections


@pytest.mark.usefixtures("database")
async def test_the_example_comes_in() -> None:
    mapping = read_mapping((EXAMPLE / "mapping.toml").read_text(encoding="utf-8"))
    outcome = await bring_in(system(), EXAMPLE, mapping)
    assert outcome.problems.first == []
    created = {target: tally.created for target, tally in outcome.tallies.items() if tally.created}
    assert created == {
        "counterparty": 3, "contact": 3, "address": 2, "product": 2, "price_list": 1,
        "price_list_assignment": 2, "price_entry": 2, "order": 2, "order_line": 3, "shipment": 1,
    }  # fmt: skip
    order = await SalesOrder.get(external_key="5001")
    assert (order.net, order.total) == (402_420, 454_735)
