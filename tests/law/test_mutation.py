"""The tests of the law can fail: each single breach of it is noticed by one of them.

A sample that moves on with the days is tried; everything where the whole grid is asked for.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest

from shared.access import caring, scope
from tests import records
from tests.law.judging import Placing, Question, differences, misplaced, placings, questions
from tests.law.mutation import law, source
from tests.law.mutation.mutant import Mutant
from tests.law.mutation.sampling import Tell, survivors
from tests.law.oracle import Oracle, world
from tests.law.principals import HOMES, askers
from tests.law.sharp import sharpen

pytestmark = pytest.mark.by_turns

DECIDING = frozenset({
    "scope", "narrower", "places", "_rows", "_mine", "_between", "_sent", "_unsent",
    "_apart", "_is_impartial", "_her_own", "_under", "_audience", "_shared", "_addressed", "_by_counterparty",
    "cared_for", "_stands_in_for", "_team",
})  # fmt: skip


SAME = {
    "narrower: always the second": "None spares a condition that lets everything through",
    "_unsent: always the first": "an empty condition hides nothing",
    "_is_impartial: without actor.is_staff": "no outsider has such a verb",
}
"""Changes that change nothing, and why."""


@dataclass(frozen=True)
class Judge:
    """What the published page says, worked out once; it hunts mutants with it."""

    asked: Sequence[Question]
    placed: Sequence[Placing]

    @classmethod
    async def of_the_demo(cls) -> "Judge":
        await records.complete(*HOMES.values(), "CP-0002")
        people = await askers()
        await sharpen(people)
        oracle = Oracle(await world())
        return cls(questions(people, oracle), placings(people, oracle))

    async def notices(self, mutant: Mutant) -> bool:
        """Return whether something differs from the page while the law is broken."""
        with mutant.broken():
            try:
                async for _ in self._differences(mutant.tables):
                    return True
            except Exception:  # noqa: BLE001  a law that cannot be asked any more is noticed
                return True
        return False

    async def _differences(self, tables: frozenset[str]) -> AsyncIterator[str]:
        asked = self.asked
        if tables:
            asked = [one for one in asked if one.model._meta.db_table in tables]
        async for one in differences(asked):
            yield one
        if not tables:
            async for one in misplaced(self.placed):
                yield one


async def test_each_grant_taken_away_or_widened_is_noticed(
    demo: str, record_property: Tell
) -> None:
    judge = await Judge.of_the_demo()
    left = await survivors([*law.mutants()], 60, judge.notices, record_property)
    assert not left, left


async def test_each_condition_left_out_of_the_scope_is_noticed(
    demo: str, record_property: Tell
) -> None:
    judge = await Judge.of_the_demo()
    found = [
        one
        for module in (scope, caring)
        for one in source.mutants(module, DECIDING)
        if not one.name.endswith((*SAME,))
    ]
    left = await survivors(found, 15, judge.notices, record_property)
    assert not left, left
