"""One broken place of the law: how it is broken, and for how long."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mutant:
    """`broken()` breaks it while it is entered; `tables` are those whose rows it may concern.

    `tables` is empty where it may be any.
    """

    name: str
    broken: Callable[[], AbstractContextManager[None]]
    tables: frozenset[str] = frozenset()


@contextmanager
def entry(of: MutableMapping[Any, Any], key: Any, value: Any = None) -> Iterator[None]:
    """Replace an entry of a table in memory for a while; without a value, take it out."""
    kept = dict(of)
    if value is None:
        del of[key]
    else:
        of[key] = value
    try:
        yield
    finally:
        # Emptied first: pages are printed in the order of these tables.
        of.clear()
        of.update(kept)


@contextmanager
def attribute(of: Any, name: str, value: Any) -> Iterator[None]:
    """Replace an attribute for a while, also of what is frozen."""
    kept = getattr(of, name)
    object.__setattr__(of, name, value) if not isinstance(of, type) else setattr(of, name, value)
    try:
        yield
    finally:
        object.__setattr__(of, name, kept) if not isinstance(of, type) else setattr(of, name, kept)
