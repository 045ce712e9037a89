"""The models that migrations see are drawn late, and are those that the code has in the end."""

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields import CharField
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.operations import AddField
from tortoise.migrations.schema_generator.state import State

from shared.database.registry import APP

CONFIG = {APP: {"models": [], "migrations": "shared.database.migrations"}}


@pytest.fixture
async def last(database: str) -> State:
    """The state after all migrations, made without a statement."""
    executor = MigrationExecutor(get_connection("default"), CONFIG)
    assert not await executor.plan()
    return await executor._project_state(set(executor._full_plan()))


async def test_every_model_of_the_code_comes_out_of_the_migrations(last: State) -> None:
    models = Tortoise.apps[APP]
    assert len(models) > 80
    for name, model in models.items():
        drawn = last.apps.get_model(APP, name)
        assert drawn._meta.db_table == model._meta.db_table
        assert drawn._meta.fields_db_projection == model._meta.fields_db_projection, name
        assert drawn._meta.fk_fields == model._meta.fk_fields
    last.validate_relations_initialized()


async def test_what_is_looked_at_is_drawn_with_what_it_points_to_and_no_more(last: State) -> None:
    assert not last.apps.apps, "nobody has looked"
    last.apps.get_model(APP, "OpportunityNote")
    drawn = last.apps.apps[APP]
    assert {"OpportunityNote", "Opportunity", "Counterparty", "User"} <= drawn.keys()
    assert "SalesOrder" not in drawn
    with pytest.raises(KeyError):
        last.apps.get_model(APP, "Nobody")


async def test_a_copy_shows_what_was_there_when_it_was_made(last: State) -> None:
    before = last.clone()
    AddField("Product", "taste", CharField(max_length=9)).state_forward(APP, last)
    for state, expected in ((before, False), (last, True), (last.clone(), True)):
        assert ("taste" in state.apps.get_model(APP, "Product")._meta.fields_map) is expected
    with pytest.raises(LookupError):
        last.reload_model(APP, "Nobody")
