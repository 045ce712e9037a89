"""Guards of single deeds: what somebody with the right to a deed may still not do alone.

A right says who may approve; a duty says "not her own", "not over her limit". The mark changes
nothing about the function: it names the rule, so that tests can take each guard out in turn.
"""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

DUTIES: dict[str, str] = {}
"""Full name of the guard → its rule in one sentence; filled as the modules are imported."""


def duty(rule: str) -> Callable[[F], F]:
    """Mark a function of a module as a guard and say its rule in one sentence."""

    def mark(guard: F) -> F:
        DUTIES[f"{guard.__module__}.{guard.__qualname__}"] = rule
        return guard

    return mark
