"""Mutants of the policy itself: a right taken away, rows widened, a way to the organisation lost."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from shared.access import policy, reach
from tests.law.mutation.mutant import Mutant, entry


def mutants() -> Iterator[Mutant]:
    """Return one for each grant, each word for rows, and each line of how rows are reached."""
    for table, by_role in policy.MATRIX.items():
        tables = frozenset(
            {table, *(one for one, (up, _) in policy.FOLLOWS.items() if up == table)}
        )
        for role, grant in by_role.items():
            for verb in sorted(grant.verbs):
                less = policy.Grant(grant.rows, grant.verbs - {verb})
                yield _changed(f"{role} may not {table}.{verb}", by_role, role, less, tables)
            if grant.rows != policy.ALL:
                more = policy.Grant(policy.ALL, grant.verbs)
                yield _changed(f"{role} has all of {table}", by_role, role, more, tables)
    yield from _ways()


def _ways() -> Iterator[Mutant]:
    for name, ways in (
        ("FOLLOWS", reach.FOLLOWS), ("PATHS", reach.PATHS), ("SHARES", reach.SHARES),
        ("ISSUES", reach.ISSUES), ("UNSENT", reach.UNSENT), ("AUDIENCES", reach.AUDIENCES),
        ("TOLD_FOR", reach.TOLD_FOR), ("APART", reach.APART), ("OURS", reach.OURS),
        ("CHANNELS", reach.CHANNELS), ("BETWEEN", reach.BETWEEN),
        ("IMPARTIAL", reach.IMPARTIAL),
    ):  # fmt: skip
        for table in ways:  # type: ignore[attr-defined]
            if name == "PATHS" and table in policy.FOLLOWS and not policy.FOLLOWS[table][1]:
                continue  # says again what its parent's line says: the same path
            yield Mutant(f"{name} forgets {table}", partial(entry, ways, table))
    for table, verbs in reach.IMPARTIAL.items():
        for verb in sorted(verbs):
            less = partial(entry, reach.IMPARTIAL, table, verbs - {verb})
            yield Mutant(f"{table}.{verb} is decided for oneself", less)


def _changed(name: str, of: Any, role: str, grant: policy.Grant, tables: frozenset[str]) -> Mutant:
    return Mutant(name, partial(entry, of, role, grant), tables)
