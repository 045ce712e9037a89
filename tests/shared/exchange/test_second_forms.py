"""A file brings both forms of people and places; both are found, and told apart by script."""

from pathlib import Path

import pytest

from shared.access.actor import system
from shared.counterparties.models import Address, Contact, Counterparty
from shared.database import fulltext
from shared.exchange.importing import Outcome, bring_in
from shared.exchange.mapping_reader import read_mapping

pytestmark = pytest.mark.usefixtures("database")

MAPPING = """
source = "old"
[[counterparty]]
file = "firms.csv"
key = "no"
[counterparty.fields]
name_zh = "firm"
kinds = { value = "customer" }
city = "city"
city_other = "city_en"
[[contact]]
file = "firms.csv"
key = "no"
[contact.fields]
counterparty = "no"
name = "person"
name_other = "person_en"
[[address]]
file = "firms.csv"
key = "no"
[address.fields]
counterparty = "no"
line = "street"
line_other = "street_en"
city = "city"
city_other = "city_en"
"""
HEAD = "no,firm,city,city_en,person,person_en,street,street_en\n"


async def _run(folder: Path, row: str) -> Outcome:
    (folder / "firms.csv").write_text(HEAD + row + "\n", encoding="utf-8")
    return await bring_in(system(), folder, read_mapping(MAPPING))


async def test_both_forms_come_in_and_find_the_record(tmp_path: Path) -> None:
    outcome = await _run(tmp_path, "1,启明,苏州,Suzhou,王芳,Wang Fang,人民路 1 号,1 Renmin Road")
    assert outcome.problems.first == []
    firm = await Counterparty.get(external_key="1")
    assert (firm.city, firm.city_other) == ("苏州", "Suzhou")
    person = await Contact.get(counterparty_id=firm.id)
    assert (person.name, person.name_other) == ("王芳", "Wang Fang")
    place = await Address.get(counterparty_id=firm.id)
    assert (place.label, place.label_other) == ("苏州", "Suzhou")
    assert (place.line, place.line_other) == ("人民路 1 号", "1 Renmin Road")
    for words in ("wang fang", "王芳", "suzhou", "苏州"):
        assert await fulltext.matching("counterparty", words) == [firm.id], words


async def test_two_forms_in_one_language_stop_the_import_with_the_row(tmp_path: Path) -> None:
    outcome = await _run(tmp_path, "1,启明,苏州,苏州市,王芳,Wang Fang,人民路 1 号,1 Renmin Road")
    assert {problem.column for problem in outcome.problems.first} == {"city_en"}
    assert await Counterparty.all().count() == 0
