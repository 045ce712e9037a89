"""An entry of the main navigation, as the layouts draw it."""

from dataclasses import dataclass

from shared.kernel.wording import Message


@dataclass(frozen=True)
class NavItem:
    """One entry: `count` is what waits there (0 shows nothing), `tone` wait or bad, `group` admin's."""

    key: str
    icon: str
    label: Message
    path: str
    count: int = 0
    tone: str = "wait"
    group: Message | None = None
