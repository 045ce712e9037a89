"""The steps of a life as both faces draw them: done, where it stands now, still to come."""

from collections.abc import Iterable

from shared.kernel.wording import Message

Reached = tuple[Message, Message | str, bool]
Drawn = tuple[Message, Message | str, str]


def drawn(life: Iterable[Reached]) -> list[Drawn]:
    """Return (label, note, state) of each (label, note, whether it is reached).

    Where it stands is the last step reached without a gap: "now". What else is reached is "done"
    (paid before it left), the rest is "". A life that has reached its end is done as a whole.
    """
    steps = list(life)
    gap = next((n for n, (_, _, reached) in enumerate(steps) if not reached), 0)
    return [
        (label, note, "now" if n == gap - 1 else "done" if reached else "")
        for n, (label, note, reached) in enumerate(steps)
    ]
