"""The law as a page for people: one table an entity, made from `shared.access.policy`."""

from collections.abc import Iterable, Iterator, Mapping

from shared.access import policy
from shared.access.reach import APART, BETWEEN, CHANNELS, OURS, SEALS, TOLD_FOR, UNSENT

_HEAD = """# Who may do what

Made by `wanglai policy` from `shared/access/policy.py`; a test fails when this page differs.
A role that is not in a table may do nothing there. Rows: **own accounts** are the counterparties in
one's care (and in the care of those one stands in for), **team** adds those of one's team,
**suppliers** every supplier, **organisation** the organisation one is signed in for, **shared** what
was shared with it, **offered** what is on offer to every partner, **issued to organisation** what is
the organisation's once the other side has sent it, **meant for us** what is open and for a kind that
the organisation holds, or for it by name, **addressed to organisation** what is published and visible
today for its kind or for it by name, **mine** what was written to oneself, **channel** what names the
organisation as distributor of record: the names and cities of its end customers, and of their orders what
stands in `channel_order` (number, state, days, goods, quantities, net sums) without the orders themselves,
**either side** the same and what is the organisation's own (once it was sent, where it is sent at all),
**invited** what it was invited to answer, once published, **unsealed** what was submitted, once the
deadline of its request has passed, **published** what we have published. A draft that was not sent yet
is seen by the side that wrote it, one that was thrown away by nobody. A member with the scope
**organisation and below** is a member of each organisation below hers as well, with the same role, and is
signed in for one of them at a time.
"""


_ALONE = "What a right alone does not allow"
_COLUMNS = ("table", "rows", "may")
_Section = tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]]  # heading, columns, rows


def as_markdown(duties: Mapping[str, str]) -> str:
    """Return the whole matrix as Markdown, and the guards of single deeds beneath it.

    `duties` are those of `shared.kernel.duties`: the name of a guard → its rule.
    """
    parts = [_HEAD]
    parts += [_table(table, by_role) for table, by_role in policy.MATRIX.items()]
    parts += [_section(*one) for one in _sections()]
    told = ((rule, f"`{name.removeprefix('shared.')}`") for name, rule in sorted(duties.items()))
    parts.append(_section(_ALONE, ("rule", "kept by"), told))
    return "\n".join(parts)


def custom_as_markdown(roles: Iterable[tuple[str, str, list[policy.Tailored]]]) -> str:
    """Return custom roles as Markdown: heading, a line about each, its rights in each house.

    An organisation's role is one for each kind that the organisation holds.
    """
    parts = ["# Custom roles\n"]
    for heading, told, hats in roles:
        parts += [f"## {heading}\n", f"{told}\n"]
        for hat in hats:
            rows = (
                (table, grant.rows, ", ".join(sorted(grant.verbs)))
                for table, some in hat.law.items() for grant in some
            )  # fmt: skip
            parts.append(_section(str.__str__(hat).replace(".", " · "), _COLUMNS, rows, "###"))
    return "\n".join(parts)


def _table(table: str, by_role: dict[str, policy.Grant]) -> str:
    rows = (
        (role.replace(".", " · "), grant.rows, ", ".join(sorted(grant.verbs)))
        for role, grant in sorted(by_role.items(), key=_place)
    )
    return _section(table, ("role", "rows", "may"), rows)


def _place(entry: tuple[str, policy.Grant]) -> tuple[int, int]:
    """Staff in the order of their roles, then outsiders as the law writes them."""
    staff = policy.STAFF_ROLES
    return (0, staff.index(entry[0])) if entry[0] in staff else (1, 0)


def _sections() -> Iterator[_Section]:
    """Yield what is said about tables and roles beside the matrix."""
    yield from _reach()
    yield from _exceptions()
    yield "Machinery without rows of its own", ("table", "why"), policy.UNSCOPED.items()


def _reach() -> Iterator[_Section]:
    yield (
        "Rows that go with their parent", ("table", "follows", "through"),
        ((table, *told) for table, told in policy.FOLLOWS.items()),
    )  # fmt: skip
    yield (
        "How a row reaches its organisation", ("table", "through"),
        ((table, path or "is one") for table, path in policy.PATHS.items()),
    )  # fmt: skip
    yield (
        "Where a share is written", ("table", "shares", "row", "organisation"),
        ((table, *told) for table, told in policy.SHARES.items()),
    )  # fmt: skip
    yield from _sides()
    yield "When a row is issued", ("table", "column that is not empty"), policy.ISSUES.items()
    yield (
        "What is told for an organisation, and gone for who has left it", ("table", "column"),
        TOLD_FOR.items(),
    )  # fmt: skip
    yield (
        "What is read outside by no other organisation than it names", ("table", "column"),
        APART.items(),
    )  # fmt: skip
    yield "What is read by us alone where it names none", ("table", "column"), OURS.items()
    yield "When a row is open", ("table", "column that is true"), policy.AUDIENCES.items()


def _sides() -> Iterator[_Section]:
    yield "What names the distributor of record", ("table", "through"), CHANNELS.items()
    yield (
        "What only one of two sides does", ("table", "the distributor", "the other"),
        ((table, *(", ".join(sorted(one)) for one in both)) for table, both in BETWEEN.items()),
    )  # fmt: skip


def _exceptions() -> Iterator[_Section]:
    yield (
        "What is sealed until a deadline", ("table", "of its", "deadline", "never a draft without"),
        ((table, *told) for table, told in SEALS.items()),
    )  # fmt: skip
    yield (
        "What is not sent yet", ("table", "a draft is", "ours by", "thrown away it is"),
        ((table, *told) for table, told in UNSENT.items()),
    )  # fmt: skip
    yield (
        "What nobody decides for an organisation of her own", ("table", "may not"),
        ((table, ", ".join(sorted(verbs))) for table, verbs in policy.IMPARTIAL.items()),
    )  # fmt: skip
    yield (
        "Roles that nobody holds together", ("role", "and"),
        (tuple(sorted(pair)) for pair in policy.CONFLICTING_ROLES),
    )  # fmt: skip


def _section(
    heading: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], mark: str = "##"
) -> str:
    lines = [f"{mark} {heading}", "", _line(columns), _line(["---"] * len(columns))]
    return "\n".join([*lines, *(_line(row) for row in rows), ""])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
