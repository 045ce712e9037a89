"""How much of everything a run tries: a share that moves with the day, all of it in `./run prove`.

What is tried through forms, parameters and headers is the first wall's and the same on both
databases: the whole of it is tried on SQLite once.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from tests import backends

One = TypeVar("One")

WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"


def share(of_smoke: int) -> int:
    """Return 1 where everything is tried, else `of_smoke`: each so-many-th thing."""
    return 1 if WHOLE and backends.chosen_backend() == "sqlite" else of_smoke


def by_turns(found: Sequence[One]) -> Sequence[One]:
    """Return half of them: the others are tried on the other database, tomorrow the other way round.

    In `./run prove` all of them on both.
    """
    return found if WHOLE else found[(turn() + is_second()) % 2 :: 2]


def is_second() -> bool:
    """Return whether this is the second database on which a run tries the same."""
    return backends.chosen_backend() != backends.SQLITE


def turn() -> int:
    """Return with which one of the share this day begins."""
    return datetime.now(UTC).date().toordinal()
