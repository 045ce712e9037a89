"""One thing that waits for somebody, as home and the work list draw it."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.kernel.wording import Message


@dataclass(frozen=True)
class Task:
    """One row of a work list; `money` is (minor units, currency), `since` in UTC, `on` a day.

    `decider` says who decides when the reader may not.
    """

    tone: str
    icon: str
    title: Message | str
    about: str
    path: str
    button: Message
    money: tuple[int, str] | None = None
    since: datetime | None = None
    on: date | None = None
    decider: Message | None = None
