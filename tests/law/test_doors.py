"""The doors of the house are sound, and each word left out of them is noticed by a probe."""

from types import ModuleType

import pytest

from shared.access import action, actor, scope
from shared.identity import queries, viewing
from shared.web import caller, gate, looking, routing, shell
from tests.law import doors_of_pages, doors_of_records, doors_of_sessions  # noqa: F401  they enter their probes
from tests.law.doors import PROBES, Scene
from tests.law.mutation import guards
from tests.law.mutation.mutant import Mutant
from tests.law.mutation.sampling import Tell, survivors

pytestmark = pytest.mark.one_database

ENGINE: dict[ModuleType, frozenset[str]] = {
    routing: frozenset({"_stopped", "_answer", "_without_session"}),
    looking: frozenset({"refuse_changes", "note", "refuse_grave", "refuse_taking"}),
    gate: frozenset({"is_our_host", "is_from_our_pages"}),
    shell: frozenset({"Shell._stopped"}),
    caller: frozenset({"_session", "_view", "view_token", "is_fresh"}),
    action: frozenset({"_once"}),
    scope: frozenset({"one", "_refuse_her_own", "change"}),
    actor: frozenset({"Actor.may", "Actor.must"}),
    queries: frozenset(
        {"session_actor", "session_actors", "_living", "_places", "_member", "_staff"}
    ),
    viewing: frozenset({"live_views", "_open", "_may_still", "_redeem"}),
}
SAME: dict[str, str] = {
    "_answer: without if rule.method != 'GET'": "a verb that is run as a page can write nothing",
    "_answer: without if request.state.actor is None": "a public page reads in a unit of work too",
    "refuse_taking: without not isinstance(answer, Response)": "a page has headers, and is no file",
    "_once: always the first": "an answer is kept in the transaction of its deed",
    "_redeem: without not spent": "a view that was not begun does not live either",
    "without row['user__locale']": "the language of a page opens no door",
    "without 'zh'": "the language of a page opens no door",
    "without problems.note(request, problems.ELSEWHER": "a line of the log opens no door",
    "_places: without ''": "neither none nor an empty name is a role",
}
"""Changes that change nothing, and why; by the end of their names."""


def mutants() -> list[Mutant]:
    """Return every word of the engine that can be left out."""
    found = [one for module, names in ENGINE.items() for one in guards.mutants(module, names)]
    return [one for one in found if not one.name.endswith((*SAME,))]


async def unsound(scene: Scene) -> str:
    """Return the first probe that finds a door open, or shut that should be open."""
    for name, question in PROBES.items():
        try:
            if not await question(scene):
                return name
        except Exception as error:  # noqa: BLE001  a door that falls down is noticed
            return f"{name}: {error!r}"
    return ""


async def test_every_door_is_sound(demo: str) -> None:
    assert not await unsound(await Scene.set())


async def test_each_word_left_out_of_a_door_is_noticed(demo: str, record_property: Tell) -> None:
    scene = await Scene.set()

    async def notices(mutant: Mutant) -> bool:
        nonlocal scene
        with mutant.broken():
            noticed = bool(await unsound(scene))
        if await unsound(scene):
            scene = await Scene.set()  # what came through the broken door ended somebody's session
            assert not (left := await unsound(scene)), f"{mutant.name} left its mark: {left}"
        return noticed

    left = await survivors(mutants(), 40, notices, record_property)
    assert not left, left


@pytest.mark.parametrize("module", ENGINE, ids=lambda module: module.__name__)
def test_every_function_of_the_engine_can_be_broken(module: ModuleType) -> None:
    for name in ENGINE[module]:
        assert [*guards.mutants(module, frozenset({name}))], name
