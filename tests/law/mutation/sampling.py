"""Which mutants a run tries, and what it tells of them at its end.

Every run tries some, others every day; `./run prove` more of them, `./run prove --all` each one.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tests.law.grid import turn
from tests.law.mutation.mutant import Mutant

WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"
EVERY = os.environ.get("WANGLAI_TEST_MUTANTS") == "all"
TRIED, SURVIVED = "mutants tried", "mutants that survived"
_MORE = 4  # times as many in the proof as in a test run
One = TypeVar("One")
Tell = Callable[[str, object], None]


def sample(found: Sequence[One], most: int) -> Sequence[One]:
    """Return about so many of them, others every day; all where every one is asked for."""
    many = most * _MORE if WHOLE else most
    step = 1 if EVERY else max(1, len(found) // many)
    return found[turn() % step :: step]


async def survivors(
    found: Sequence[Mutant], most: int, notices: Callable[[Mutant], Awaitable[bool]], tell: Tell
) -> str:
    """Return the names of those in a sample that nothing notices, each on a line; "" for none.

    `tell` is pytest's `record_property`: the end of the run sums up what all such tests told.
    """
    chosen = sample(found, most)
    left = [one.name for one in chosen if not await notices(one)]
    tell(TRIED, len(chosen))
    for name in left:
        tell(SURVIVED, name)
    return "\n".join(left)
