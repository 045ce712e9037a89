"""How much of everything a run tries: a share that moves with the day, all of it in `./run prove`.

What is tried through forms, parameters and headers is the first wall's and the same on both
databases: the whole of it is tried on SQLite once.
"""

import os
from datetime import UTC, datetime

from tests import backends

WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"


def share(of_smoke: int) -> int:
    """Return 1 where everything is tried, else `of_smoke`: each so-many-th thing."""
    return 1 if WHOLE and backends.chosen_backend() == "sqlite" else of_smoke


def turn() -> int:
    """Return with which one of the share this day begins."""
    return datetime.now(UTC).date().toordinal()
