"""State machines as tables: what the table does not name is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

S = TypeVar("S", bound=StrEnum)


def after(transitions: Mapping[tuple[S, str], S], state: S, verb: str) -> S:
    """Return the state that `verb` leads to from `state`, or refuse."""
    try:
        return transitions[state, verb]
    except KeyError:
        raise Refusal(say("This is no longer possible: the record has moved on.")) from None


def may(transitions: Mapping[tuple[S, str], S], state: S, verb: str) -> bool:
    """Return whether `verb` is possible from `state`."""
    return (state, verb) in transitions
