"""For each word of each guard a deed that only this word decides, and what becomes of the deed.

A guard without a row, and a word of a guard that no row decides, fail `test_duties.py`: the rows
stand in `deeds_of_*.py`. A row changes the demo's world first, inside
the transaction of its deed, which is undone.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any

from shared.database.uow import uow

Deed = Callable[[], Awaitable[Any]]
DONE = "done"


@dataclass(frozen=True)
class Row:
    """A deed, the guard that decides it and what is said: DONE, or words of the refusal.

    `behind` names guards that would refuse it before; they are silent for this row.
    """

    guard: str
    name: str
    said: str
    deed: Deed
    behind: tuple[str, ...] = ()

    async def outcome(self) -> str:
        """Do the deed, undo it, and return DONE or what was raised."""
        with ExitStack() as silent:
            for one in self.behind:
                silent.enter_context(_silenced(one))
            try:
                await uow(self._and_back)
            except _UndoneError:
                return DONE
            except Exception as error:  # noqa: BLE001  whatever stops the deed is its outcome
                return f"{type(error).__name__}: {error}"
        raise AssertionError("the deed was kept")

    async def is_as_said(self) -> bool:
        """Return whether the deed ends as the rule wants it."""
        found = await self.outcome()
        return found == DONE if self.said == DONE else found != DONE and self.said in found

    async def _and_back(self) -> None:
        await self.deed()
        raise _UndoneError


class _UndoneError(Exception):
    """The deed went through; its transaction is undone."""


ROWS: list[Row] = []


def row(guard: str, said: str, *behind: str, name: str = "") -> Callable[[Deed], Deed]:
    """Enter a deed as a row; guards are named without `shared.`."""

    def enter(deed: Deed) -> Deed:
        full = tuple(f"shared.{one}" for one in behind)
        said_of = name or getattr(deed, "__name__", "")
        ROWS.append(Row(f"shared.{guard}", said_of, said, deed, full))
        return deed

    return enter


def guard_named(full: str) -> Any:
    """Return the function that a duty marks."""
    module, _, name = full.rpartition(".")
    return getattr(import_module(module), name)


@contextmanager
def _silenced(full: str) -> Iterator[None]:
    guard = guard_named(full)
    kept = guard.__code__
    guard.__code__ = (_says_nothing if iscoroutinefunction(guard) else _is_silent).__code__
    try:
        yield
    finally:
        guard.__code__ = kept


def _is_silent(*_: Any, **__: Any) -> None:
    return None


async def _says_nothing(*_: Any, **__: Any) -> None:
    return None
