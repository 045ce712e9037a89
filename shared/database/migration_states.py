"""Copies of a migration's state that are drawn only when somebody looks at them.

Tortoise copies the state before each operation and builds every model of the copy anew, which is
nearly all the time that migrating takes; most operations never look at it. The models are noted
at once, so a copy shows what was there when it was made.
"""

from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

Models = dict[tuple[str, str], ModelState]


class LateState(State):
    """A state whose `apps` are made from its models at the first look; `like` knows the connections."""

    def __init__(self, models: Models, like: StateApps) -> None:
        self.models = models
        self._like = like
        self._apps: StateApps | None = None

    @property
    def apps(self) -> StateApps:  # type: ignore[override]
        """The models of this state as classes."""
        if self._apps is None:
            self._apps = self._like.clone(model_states=self.models)
        return self._apps


def copy_late(state: State) -> State:
    """Return a copy of `state` as it is now."""
    like = state._like if isinstance(state, LateState) else state.apps
    return LateState({key: model.clone() for key, model in state.models.items()}, like)


def draw_states_late() -> None:
    """Make every copy that Tortoise takes such a one."""
    State.clone = copy_late  # type: ignore[method-assign,assignment]
