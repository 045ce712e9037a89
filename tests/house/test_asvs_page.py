"""Each check of the standard has a test or a reason, and the page says which."""

from pathlib import Path

import pytest

from tests.asvs.checks import CHECKS, Check
from tests.asvs.marks import TESTS, all_marks, misnamed, problems
from tools import asvs

MARKED = [("tests/test_doors.py", "test_doors_are_shut")]


def test_the_written_page_is_what_the_tests_say() -> None:
    assert asvs.PAGE.read_text(encoding="utf-8") == asvs.written(CHECKS, all_marks()), (
        "docs/asvs.md is not what the tests say: ./run asvs"
    )


def test_every_check_has_tests_or_a_reason() -> None:
    assert problems(CHECKS, all_marks()) == []


def test_every_test_of_the_room_is_named_after_what_it_decides() -> None:
    assert misnamed(TESTS / "asvs") == []


def test_a_name_without_its_mark_is_told(tmp_path: Path) -> None:
    text = '@pytest.mark.asvs("1.2.3")\ndef test_asvs_1_2_{}_doors() -> None: ...\n'
    (tmp_path / "test_doors.py").write_text(text.format(3) + text.format(4), encoding="utf-8")
    assert misnamed(tmp_path) == ["test_doors.py::test_asvs_1_2_4_doors"]


def test_a_mark_on_an_imported_test_is_found_where_it_runs() -> None:
    files = {file for file, _ in all_marks()["3.5.1"]}
    assert {"tests/portal/test_hostile.py", "tests/admin/test_hostile.py"} <= files


def test_checks_stand_once_in_the_order_of_the_standard() -> None:
    places = [check.place for check in CHECKS]
    assert places == sorted(set(places))
    assert len(places) >= 60
    assert all(len(check.why.split()) > 4 for check in CHECKS if check.why)


@pytest.mark.parametrize(
    ("check", "marks", "told"),
    [
        (Check("1.2.3", "Doors are shut."), {}, "1.2.3: no test"),
        (Check("1.2.3", "Doors are shut.", "Walls decide."), {"1.2.3": MARKED}, "take `why` out"),
        (Check("1.2.3", "Doors are shut."), {"1.2.3": MARKED, "1.2.4": MARKED}, "1.2.4: the list"),
    ],
)
def test_a_breach_is_told(check: Check, marks: dict[str, list[tuple[str, str]]], told: str) -> None:
    (problem,) = problems([check], marks)
    assert told in problem
