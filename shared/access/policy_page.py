"""The law as a page for people: one table an entity, made from `shared.access.policy`."""

from shared.access import policy

_HEAD = """# Who may do what

Made by `wanglai policy` from `shared/access/policy.py`; a test fails when this page differs.
A role that is not in a table may do nothing there. Rows: **own accounts** are the counterparties in
one's care (and in the care of those one stands in for), **team** adds those of one's team,
**suppliers** every supplier, **organisation** the organisation one is signed in for, **shared** what
was shared with it, **offered** what is on offer to every partner, **issued to organisation** what is
the organisation's once the other side has sent it, **mine** what was written to oneself,
**published** what we have published.
"""


def as_markdown() -> str:
    """Return the whole matrix as Markdown."""
    parts = [_HEAD]
    parts += [_table(table, by_role) for table, by_role in policy.MATRIX.items()]
    parts.append(_followers())
    parts.append(_unscoped())
    return "\n".join(parts)


def _table(table: str, by_role: dict[str, policy.Grant]) -> str:
    lines = [f"## {table}", "", "| role | rows | may |", "| --- | --- | --- |"]
    for role, grant in sorted(by_role.items(), key=_place):
        verbs = ", ".join(sorted(grant.verbs))
        lines.append(f"| {role.replace('.', ' · ')} | {grant.rows} | {verbs} |")
    return "\n".join([*lines, ""])


def _place(entry: tuple[str, policy.Grant]) -> tuple[int, int]:
    """Staff in the order of their roles, then outsiders as the law writes them."""
    staff = policy.STAFF_ROLES
    return (0, staff.index(entry[0])) if entry[0] in staff else (1, 0)


def _followers() -> str:
    lines = ["## Rows that go with their parent", "", "| table | follows |", "| --- | --- |"]
    lines += [f"| {table} | {parent} |" for table, (parent, _) in policy.FOLLOWS.items()]
    return "\n".join([*lines, ""])


def _unscoped() -> str:
    lines = ["## Machinery without rows of its own", "", "| table | why |", "| --- | --- |"]
    lines += [f"| {table} | {why} |" for table, why in policy.UNSCOPED.items()]
    return "\n".join([*lines, ""])
