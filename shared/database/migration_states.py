"""States of a migration whose models are drawn only when somebody looks at them, and only those.

Tortoise copies the state before each operation and builds the models anew after it, those that are related
to the changed one too: nearly all the time that migrating takes. What an operation asks for is the model
that it changes, and of others what that one points to. A state's models are noted at once, so a copy shows
what was there when it was made; nothing here changes a noted field, it is copied when it is drawn.
"""

from collections.abc import Iterable
from dataclasses import replace

from tortoise.fields.relational import (
    ForeignKeyFieldInstance,
    ManyToManyFieldInstance,
    OneToOneFieldInstance,
)
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

Key = tuple[str, str]
Models = dict[Key, ModelState]
RELATIONS = (ForeignKeyFieldInstance, OneToOneFieldInstance, ManyToManyFieldInstance)


class LateApps(StateApps):
    """The models of one state as classes, each drawn at the first look, with those it points to."""

    def __init__(self, models: Models, like: StateApps) -> None:
        super().__init__(dict(like._default_connections), like._connections)
        self._noted = models

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        """Return the class of a model; raises KeyError for one that the state does not have."""
        if model_name is None:
            app_label, model_name = self.split_reference(app_label)
        if model_name not in self.apps.get(app_label, {}):
            self._draw((app_label, model_name))
        return self.apps[app_label][model_name]

    def _draw(self, wanted: Key) -> None:
        """Draw a model, those it points to, those they point to and so on."""
        ahead = [wanted]
        while ahead:
            app_label, name = key = ahead.pop()
            if name in self.apps.get(app_label, {}) or key not in self._noted:
                continue
            self.register_model(app_label, self._noted[key].render(self))
            ahead += self._targets(self._noted[key])
        self._init_relations()
        self._build_initial_querysets()

    def _targets(self, model: ModelState) -> Iterable[Key]:
        for field in model.fields.values():
            if isinstance(field, RELATIONS):
                yield self.split_reference(field.model_name)


def copy_noted(state: State) -> State:
    """Return a copy of `state` as it is now, with nothing drawn."""
    models = {
        key: replace(model, options=dict(model.options), fields=dict(model.fields))
        for key, model in state.models.items()
    }
    return State(models, LateApps(models, state.apps))


def forget_drawn(state: State, _changed: Iterable[Key]) -> None:
    """Draw the models of a changed state anew when they are looked at."""
    state.apps = LateApps(state.models, state.apps)


def forget_one(state: State, app_label: str, model_name: str) -> None:
    """Do so after a change of one model; raises LookupError for one that the state does not have."""
    if (app_label, model_name) not in state.models:
        raise LookupError(f"Model state {app_label}.{model_name} is unknown")
    forget_drawn(state, ())


def draw_states_late() -> None:
    """Make every state of Tortoise's such a one."""
    State.clone = copy_noted  # type: ignore[method-assign,assignment]
    State.reload_models = forget_drawn  # type: ignore[method-assign,assignment]
    State.reload_model = forget_one  # type: ignore[method-assign,assignment]
