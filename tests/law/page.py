"""The committed page of permissions, read back: what people were told, not what the code says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


@dataclass(frozen=True)
class Page:
    """The law as it was published.

    `matrix` is table → role → (rows, verbs); `follows` table → (parent, relation), `paths` table →
    relations to its organisation; the others as in the sections of the page.
    """

    matrix: dict[str, dict[str, tuple[str, frozenset[str]]]]
    follows: dict[str, tuple[str, str]]
    paths: dict[str, str]
    shares: dict[str, tuple[str, str, str]]
    issues: dict[str, str]
    seals: dict[str, tuple[str, str, str]]
    audiences: dict[str, str]
    told_for: dict[str, str]
    channels: dict[str, str]
    between: dict[str, tuple[frozenset[str], frozenset[str]]]
    apart: dict[str, str]
    ours: dict[str, str]
    unsent: dict[str, tuple[str, str, str]]
    impartial: dict[str, frozenset[str]]
    excluding: frozenset[frozenset[str]]

    def grants(self, roles: frozenset[str], table: str, verb: str) -> set[str]:
        """Return the words for the rows on which one of `roles` may do `verb`."""
        parent, _ = self.follows.get(table, (table, ""))
        by_role = self.matrix.get(parent, {})
        held = (by_role[role] for role in roles if role in by_role)
        return {rows for rows, verbs in held if verb in verbs}

    def gives(self, roles: frozenset[str], permission: str) -> bool:
        """Return whether one of `roles` has `permission` (`table.verb`) on any row."""
        table, _, verb = permission.partition(".")
        return bool(self.grants(roles, table, verb))

    def verbs(self, table: str) -> set[str]:
        """Return every verb that somebody has on `table`."""
        parent, _ = self.follows.get(table, (table, ""))
        return {verb for _, verbs in self.matrix.get(parent, {}).values() for verb in verbs}


@cache
def published() -> Page:
    """Read the committed page."""
    sections = {
        heading: [_cells(line) for line in lines if line.startswith("|")][2:]
        for heading, lines in _sections()
    }
    tables = {name: rows for name, rows in sections.items() if " " not in name}
    return Page(
        matrix={
            table: {_role(role): (rows, _verbs(may)) for role, rows, may in lines}
            for table, lines in tables.items()
        },
        follows={one: (parent, way) for one, parent, way in sections["Rows that go with their parent"]},
        paths={
            table: "" if way == "is one" else way
            for table, way in sections["How a row reaches its organisation"]
        },
        shares={one: (a, b, c) for one, a, b, c in sections["Where a share is written"]},
        issues=dict(sections["When a row is issued"]),
        seals={one: (a, b, c) for one, a, b, c in sections["What is sealed until a deadline"]},
        audiences=dict(sections["When a row is open"]),
        told_for=dict(sections["What is told for an organisation, and gone for who has left it"]),
        channels=dict(sections["What names the distributor of record"]),
        between={
            one: (_verbs(a), _verbs(b)) for one, a, b in sections["What only one of two sides does"]
        },
        apart=dict(sections["What is read outside by no other organisation than it names"]),
        ours=dict(sections["What is read by us alone where it names none"]),
        unsent={one: (a, b, c) for one, a, b, c in sections["What is not sent yet"]},
        impartial={
            one: _verbs(may)
            for one, may in sections["What nobody decides for an organisation of her own"]
        },
        excluding=frozenset(map(frozenset, sections["Roles that nobody holds together"])),
    )  # fmt: skip


def _sections() -> list[tuple[str, list[str]]]:
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return [(part.splitlines()[0], part.splitlines()[1:]) for part in parts]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _role(cell: str) -> str:
    return cell.replace(" · ", ".")


def _verbs(cell: str) -> frozenset[str]:
    return frozenset(one.strip() for one in cell.split(",") if one.strip())
