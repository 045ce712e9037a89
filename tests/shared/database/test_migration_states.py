"""The models that migrations see are drawn late, and are those that the code has in the end."""

from collections.abc import Iterator

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields import CharField
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.operations import AddField
from tortoise.migrations.schema_generator.state import State

from shared.database.connecting import SQLITE, backend
from shared.database.migrating import migrate
from shared.database.registry import APP
from tests import backends
from tests.old_schema import bring_to, last_migrations

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


@pytest.fixture
def url(databases: backends.Databases) -> Iterator[str]:
    """An empty database; made before the loop runs, which PostgreSQL's needs one of its own for."""
    made = databases.create()
    yield made
    databases.drop(made)


async def test_going_back_takes_the_column_of_a_relation_out_and_forward_puts_it_in(
    url: str,
) -> None:
    await migrate(url)
    (newest,) = last_migrations()
    for before, table, column in (
        ("0180_next_steps", "purchase_order", "rfq_id"), ("0090_step_up", "membership", "custom_id"),
    ):  # fmt: skip
        assert (table, column) in await _columns(url, newest)
        assert (table, column) not in await _columns(url, before)
        assert await migrate(url)
        assert (table, column) in await _columns(url, newest)


async def _columns(url: str, name: str) -> set[tuple[str, str]]:
    """Return (table, column) of what is looked at above, once the database is at migration `name`."""
    if backend(url) == SQLITE:
        read = "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c"
    else:
        read = "SELECT table_name AS t, column_name AS c FROM information_schema.columns"
    return {(row["t"], row["c"]) for row in await bring_to(url, name, read=read)}
