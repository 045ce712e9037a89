"""Writes docs/asvs.md: each check of the standard and the tests that decide it (`./run asvs`)."""

import sys
from itertools import groupby
from pathlib import Path

from tests.asvs.checks import CHAPTERS, CHECKS, Check
from tests.asvs.marks import Marks, all_marks

PAGE = Path(__file__).resolve().parent.parent / "docs" / "asvs.md"
HEAD = """# The checks of OWASP ASVS 5.0

Kept by `./run asvs` from `tests/asvs/checks.py` and the marks of the tests; a house test compares.
`./run test -k asvs_7_4_1` runs what decides one number. What is asked is told in our own words.
What leaked elsewhere, and what is not covered, stands in [security.md](security.md).

Not ours: passwords (6.2; nobody has one here), an authorization server (10.4, 10.6, 10.7; this is a
client), GraphQL and WebSockets (4.3, 4.4), WebRTC (17).
"""


def main() -> int:
    """Write the page."""
    PAGE.write_text(written(CHECKS, all_marks()), encoding="utf-8")
    print(f"docs/asvs.md: {len(CHECKS)} checks")
    return 0


def written(checks: tuple[Check, ...], marks: Marks) -> str:
    """Return the page for these checks, chapter by chapter."""
    decided = sum(check.number in marks for check in checks)
    parts = [HEAD, f"{decided} of {len(checks)} are decided by tests.\n"]
    for chapter, group in groupby(checks, key=lambda check: check.place[0]):
        rows = [
            f"| {one.number} | {one.asked} | {_answer(one, marks.get(one.number, []))} |"
            for one in group
        ]
        head = ["| Number | What is asked | Decided by |", "| --- | --- | --- |"]
        parts.append("\n".join([f"## {chapter} {CHAPTERS[chapter]}", "", *head, *rows]) + "\n")
    return "\n".join(parts)


def _answer(check: Check, tests: list[tuple[str, str]]) -> str:
    if check.why:
        return f"no test: {check.why}"
    by_file: dict[str, list[str]] = {}
    for file, name in sorted(tests):
        by_file.setdefault(file, []).append(f"`{name}`")
    told = [f"`{file}`: {', '.join(names)}" for file, names in by_file.items()]
    return "<br>".join([*told, *([f"Left open: {check.rest}"] if check.rest else [])])


if __name__ == "__main__":
    sys.exit(main())
