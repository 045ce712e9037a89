"""The only source of the present moment, so that tests and the demo world can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_held: datetime | None = None


def now() -> datetime:
    """Return the present moment in UTC."""
    return _frozen.get() or _held or datetime.now(UTC)


def today(zone: str = DEFAULT_ZONE) -> date:
    """Return the calendar day of the present moment in `zone` (IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` (aware) in this task and the tasks it starts."""
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def hold(at: datetime | None) -> None:
    """Hold the clock of the whole process at `at`, or let it run again with None (test servers)."""
    global _held
    _held = at.astimezone(UTC) if at else None
