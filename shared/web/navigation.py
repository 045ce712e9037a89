"""An entry of the main navigation, as the layouts draw it."""

from dataclasses import dataclass

from shared.kernel.wording import Message


@dataclass(frozen=True)
class NavItem:
    """One entry: `count` is what waits there (0 shows nothing), `tone` wait or bad, `group` admin's.

    A rail whose counts follow events names the list of an entry that `is_live` in the page's stream.
    """

    key: str
    icon: str
    label: Message
    path: str
    count: int = 0
    tone: str = "wait"
    group: Message | None = None
    is_live: bool = False
