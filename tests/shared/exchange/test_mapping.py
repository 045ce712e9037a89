"""A mapping says its own mistakes before any file is opened, and does what it promises."""

import pytest

from shared.exchange.extraction import Tables
from shared.exchange.mapping_reader import read_mapping
from shared.exchange.spreadsheets import Table
from shared.exchange.validation import Checked, check
from shared.kernel.errors import Refusal

HEAD = 'source = "erp"\n[[counterparty]]\nfile = "f.csv"\nkey = "no"\n[counterparty.fields]\n'
NAMED = HEAD + 'kinds = { value = "customer" }\n'


def outcome(mapping: str, *rows: list[str], headers: str = "no name city day") -> Checked:
    table = Table("f.csv", headers.split(), list(rows), list(range(2, len(rows) + 2)))
    other = Table("g.csv", ["id", "label"], [["b", "Bonn"], ["k", "Köln"]], [2, 3])
    return check(
        read_mapping(mapping), Tables({("f.csv", None): table, ("g.csv", None): other}), {}
    )


def values(rule: str, *cells: str) -> object:
    """Return the city that `rule` gives for one row; no, name, city, day."""
    checked = outcome(NAMED + f'name_en = "name"\ncity = {rule}\n', ["1", "Firm", *cells])
    assert [str(bad.reason) for bad in checked.problems.first] == []
    return checked.rows["counterparty"][0].values["city"]


@pytest.mark.parametrize(
    ("rule", "cell", "city"),
    [
        ('"city"', "Bonn", "Bonn"),
        ('" CITY "', " Bonn ", "Bonn"),
        ('"{city}-{name}"', "Bonn", "Bonn-Firm"),
        ('"{city:4}"', "7", "0007"),
        ('{ template = "{city} (DE)" }', "", None),
        ('{ value = "Bonn" }', "", "Bonn"),
        ('{ join = ["city", "day"], with = ", " }', "Bonn", "Bonn"),
        ('{ first = ["city", "name"] }', "", "Firm"),
        ('{ column = "city", map = { B = "Bonn" } }', "B", "Bonn"),
        ('{ column = "city", map = { B = "Bonn" } }', "K", "K"),
        ('{ column = "city", map = { B = "Bonn" }, otherwise = "?" }', "K", "?"),
        ('{ column = "city", default = "Bonn" }', "", "Bonn"),
        ('{ column = "town", optional = true, default = "Bonn" }', "x", "Bonn"),
        ('{ column = "city", lookup = "g.csv", key = "id", give = "label" }', "k", "Köln"),
        ('{ column = "city", multiply = 0.5 }', "1,001", "500.5"),
        ('{ column = "city", divide = 1.13, round = 2 }', "113.005", "100"),
        ('{ column = "city", divide = "no" }', "1000", "1000"),
        ('{ column = "city", round = 1 }', "0.25", "0.3"),
    ],
)
def test_a_rule_gives_its_value(rule: str, cell: str, city: str | None) -> None:
    assert values(rule, cell) == city


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("source = ", "The mapping is not valid TOML"),
        ('source = "x"\nx = { 经销 = "distributor" }', "Left of = too"),
        ('[[counterparty]]\nkey = "a"\n', "needed"),
        ("sauce = 1", "“sauce” is not known here."),
        ('source = "a b"\n' + NAMED.partition("\n")[2], "short name"),
        ('source = "erp"\n', "names no target"),
        ('source = "erp"\n[counterparty]\nfile = "f"\n', "two brackets"),
        ('source = "erp"\n[[counterparty]]\nfile = "f"\n[counterparty.fields]\n', "key is needed"),
        (HEAD, "The field “kinds” is needed."),
        (NAMED + 'shoe = "size"\n', "no field “shoe”. Known: name_zh, name_en"),
        (NAMED + "city = 7\n", "[counterparty.city]: Name a column"),
        (NAMED + 'city = { column = "a", value = "b" }\n', "exactly one of"),
        (NAMED + 'city = { column = "a", colour = "b" }\n', "“colour” is not known here."),
        (NAMED + 'city = { column = "a", lookup = "g.csv" }\n', "A lookup needs key"),
        (NAMED + 'city = { column = "a", multiply = "much" }\n', "multiply must be a number."),
        (NAMED + 'city = { column = "a", round = 9 }\n', "0 to 6"),
        (NAMED.replace('file = "f.csv"\n', "") + 'city = "a"\n', "but no file"),
        ('decimal = "x"\n' + NAMED, "Use one of . ,"),
    ],
)
def test_a_wrong_mapping_is_told_where(mapping: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_mapping(mapping)
    assert sentence in str(refused.value.message)


def test_only_the_rows_that_meet_the_conditions_are_taken() -> None:
    mapping = NAMED.replace(
        "[counterparty.fields]",
        'only = { city = ["Bonn"] }\nexcept = { day = "x" }\n[counterparty.fields]',
    )
    checked = outcome(
        mapping + 'name_en = "name"\n',
        ["1", "A", "Bonn", ""],
        ["2", "B", "Köln", ""],
        ["3", "C", "Bonn", "x"],
    )
    assert [row.key for row in checked.rows["counterparty"]] == ["1"]


def test_a_lookup_that_finds_nothing_is_a_problem_of_its_row() -> None:
    rule = 'city = { column = "city", lookup = "g.csv", key = "id", give = "label" }\n'
    checked = outcome(NAMED + 'name_en = "name"\n' + rule, ["1", "A", "z"])
    (bad,) = checked.problems.first
    assert (bad.line, bad.column, str(bad.reason)) == (2, "city", "“z” is not found in g.csv.")


def test_what_cannot_be_counted_is_a_problem_of_its_row() -> None:
    rule = 'city = { column = "city", divide = "day" }\n'
    checked = outcome(
        NAMED + 'name_en = "name"\n' + rule, ["1", "A", "5", "0"], ["2", "B", "x", "1"]
    )
    reasons = [str(bad.reason) for bad in checked.problems.first]
    assert reasons == ["Nothing can be divided by zero.", "“x” is not a number."]
    missing = outcome(NAMED + rule.replace("day", "days"), ["1", "A", "5", "0"])
    assert missing.problems.first[0].column == "days"


def test_two_files_that_look_into_each_other_are_read() -> None:
    """A looks up B and B looks up A: each takes one step, so nothing goes round in circles."""
    first = Table("a.csv", ["no", "name", "chief"], [["1", "Firm", "p"]], [2])
    people = Table("b.csv", ["id", "person", "firm"], [["p", "Ida", "1"]], [2])
    mapping = read_mapping(
        NAMED.replace("f.csv", "a.csv")
        + 'name_en = "name"\n'
        + 'city = { column = "chief", lookup = "b.csv", key = "id", give = "person" }\n'
        + '[[contact]]\nfile = "b.csv"\nkey = "id"\n[contact.fields]\ncounterparty = "firm"\n'
        + 'name = { column = "firm", lookup = "a.csv", key = "no", give = "name" }\n'
    )
    checked = check(mapping, Tables({("a.csv", None): first, ("b.csv", None): people}), {})
    assert checked.problems.count == 0
    assert checked.rows["counterparty"][0].values["city"] == "Ida"
    assert checked.rows["contact"][0].values["name"] == "Firm"


def test_thousands_of_problems_are_counted_and_a_thousand_kept() -> None:
    rows = [[str(n), "", "Bonn"] for n in range(3000)]
    checked = outcome(NAMED + 'name_en = "name"\n', *rows)
    assert checked.problems.count == 3000
    assert len(checked.problems.first) == 1000


def test_a_record_repeated_on_several_rows_counts_once_if_they_agree() -> None:
    mapping = NAMED.replace('key = "no"\n', 'key = "no"\nonce = true\n') + 'name_en = "name"\n'
    agreed = outcome(mapping, ["1", "A", "x"], ["1", "A", "y"], ["2", "B"])
    assert [row.key for row in agreed.rows["counterparty"]] == ["1", "2"]
    (bad,) = outcome(mapping, ["1", "A"], ["1", "B"]).problems.first
    assert str(bad.reason) == "“1” is told differently in f.csv, line 2."
