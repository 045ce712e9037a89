"""Compares what the code lets everybody do with what the published page says, row by row."""

import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from shared.access.actor import Actor, system
from shared.access.scope import narrower, places, scope
from shared.kernel.errors import NotAllowed
from tests.law.oracle import Oracle

Keys = frozenset[Any]
REACHING = frozenset({"all", "organisation", "suppliers", "own accounts", "team"})
"""Words that say at which organisations something may be made."""


@dataclass(frozen=True)
class Question:
    """What may `who` do with `verb` on rows of `model`? The page says `expected` (None: nothing)."""

    who: Actor
    model: type[Model]
    verb: str
    expected: Keys | None
    read: Keys
    """What the page lets her read of the table."""

    def __str__(self) -> str:
        return f"{self.who.name} {self.model._meta.db_table}.{self.verb}"


@dataclass(frozen=True)
class Placing:
    """At which organisations may `who` do `permission`? The page says `expected`."""

    who: Actor
    permission: str
    expected: Keys | None


def questions(people: Iterable[Actor], oracle: Oracle) -> list[Question]:
    """Ask everything: each person, each table, each verb that somebody has on it."""
    people = list(people)
    found = []
    for model in Tortoise.apps.get_models_iterable():
        table = model._meta.db_table
        verbs = sorted(oracle.law.verbs(table))
        for who in people:
            rows = {verb: _expected(oracle, who, table, verb) for verb in verbs}
            read = rows.get("read") or frozenset()
            found += [Question(who, model, verb, rows[verb], read) for verb in verbs]
        every = frozenset(oracle.world.rows[table])
        found.append(Question(system(), model, "read", every, every))
    return found


def _expected(oracle: Oracle, who: Actor, table: str, verb: str) -> Keys | None:
    if not oracle.gives(who, f"{table}.{verb}"):
        return None
    return frozenset(oracle.visible(who, table, verb))


def placings(people: Iterable[Actor], oracle: Oracle) -> list[Placing]:
    """Ask where: each person and permission whose words speak of organisations."""
    every = frozenset(oracle.world.rows["counterparty"])
    found = [Placing(system(), "counterparty.create", every)]
    for who in people:
        for table in sorted(oracle.law.paths.keys() & oracle.law.matrix.keys()):
            for verb in sorted(oracle.law.verbs(table)):
                words = oracle.words(who, table, verb)
                if words <= REACHING:
                    expected = oracle.places(who, words) if words else None
                    found.append(Placing(who, f"{table}.{verb}", expected))
    return found


async def differences(asked: Iterable[Question]) -> AsyncIterator[str]:
    """Tell where the scope holds other rows than the page says, one sentence each."""
    for one in asked:
        found = await _scoped(one)
        if found != one.expected:
            yield f"{one}: {found} != {one.expected}"[:300]
        offered = await _offered(one)
        if offered != one.read & (one.expected or frozenset()):
            yield f"{one}: a list offers it on {offered}, of {one.expected}"[:300]


async def _scoped(one: Question) -> Keys | None:
    try:
        rows = scope(one.who, one.model, one.verb)
        return frozenset(await rows.values_list(one.model._meta.pk_attr, flat=True))
    except NotAllowed:
        return None


async def _offered(one: Question) -> Keys:
    """Return the rows she reads on which a list offers her the verb."""
    if not one.read:
        return one.read
    less = narrower(one.who, one.model, one.verb)
    if less is None:
        return one.read
    return one.read & frozenset(await less.values_list(one.model._meta.pk_attr, flat=True))


async def misplaced(asked: Iterable[Placing]) -> AsyncIterator[str]:
    """Tell where something may be made at other organisations than the page says."""
    for one in asked:
        found: Keys | None = None
        with contextlib.suppress(NotAllowed):
            found = frozenset(await places(one.who, one.permission).values_list("id", flat=True))
        if found != one.expected:
            yield f"{one.who.name} {one.permission} at {found}, not {one.expected}"[:300]
