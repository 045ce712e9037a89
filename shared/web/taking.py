"""Downloads and exports by colleagues go to the journal, with the organisations they reach.

An endpoint that answers with a file says so by `carries`; the route wrapper writes the entry when the
reading is over, before the answer leaves. When it cannot be written, the file does not leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from shared.counterparties.taking import note_taken


@dataclass(frozen=True)
class Taken:
    """What is being taken: the verb of the journal, whose data it is, which one record if any."""

    verb: str
    numbers: tuple[str, ...]
    record: str


def carries(request: Request, verb: str, numbers: Iterable[str], record: str = "") -> None:
    """Say that this answer carries rows of the organisations with these `numbers`."""
    request.state.taken = Taken(verb, tuple(filter(None, numbers)), record)


async def note(request: Request) -> None:
    """Write what a colleague takes along; organisations taking their own are nobody's concern."""
    taken: Taken | None = request.state.taken
    actor = request.state.actor
    if taken is not None and actor is not None and actor.is_staff:
        await note_taken(
            actor, verb=taken.verb, asked=request.url.query, numbers=taken.numbers,
            record=taken.record,
        )  # fmt: skip
