"""Every verb of the business asks for its permission before it does anything, whoever calls it."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from inspect import getmodule
from types import ModuleType
from typing import Any

import pytest

import shared
from shared.access.actor import Actor
from shared.kernel.errors import NotAllowed
from tests import footprint
from tests.law.oracle import Oracle, world
from tests.law.principals import askers

Verb = Callable[..., Awaitable[Any]]


def modules() -> Iterator[ModuleType]:
    """Import every module of the domain."""
    for found in pkgutil.walk_packages(shared.__path__, "shared."):
        if "migrations" not in found.name and not found.name.endswith("_child"):
            yield importlib.import_module(found.name)


def verbs() -> dict[str, Verb]:
    """Return every function that `@action` marks, by its full name."""
    return {
        f"{module.__name__}.{name}": one
        for module in modules()
        for name, one in vars(module).items()
        if hasattr(one, "permission") and hasattr(one, "__wrapped__") and getmodule(one) is module
    }


async def stopped(verb: Verb, who: Actor) -> bool:
    """Whether `who` is refused before the verb even looks at what it was given."""
    try:
        await verb(who)
    except NotAllowed:
        return True
    except TypeError:
        return False  # it went on, and missed its arguments
    return False


@pytest.mark.asvs("8.2.1", "8.3.1")
async def test_no_verb_goes_on_without_its_permission(demo: str) -> None:
    people, oracle, before = await askers(), Oracle(await world()), await footprint.footprint()
    wrong, refused = [], 0
    for name, verb in verbs().items():
        for who in people:
            if oracle.gives(who, verb.permission):  # type: ignore[attr-defined]
                continue
            refused += 1
            if not await stopped(verb, who):
                wrong.append(f"{name} goes on for {who.name}")
    assert not wrong, "\n".join(wrong)
    assert refused > 1000
    assert await footprint.footprint() == before


@pytest.mark.parametrize("name", ["shared.orders.decisions.approve_order"])
async def test_a_verb_without_its_guard_is_seen(name: str) -> None:
    bare = verbs()[name].__wrapped__  # type: ignore[attr-defined]
    assert not await stopped(bare, Actor(1, "Nobody", "", "admin", frozenset()))
