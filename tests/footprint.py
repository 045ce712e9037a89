"""What the business tables hold, to prove that a denied request changed nothing."""

import hashlib

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.models import Model

# A session notes by itself that it is in use.
_OWN_LIFE = frozenset({"session"})


def tables() -> list[type[Model]]:
    """Return the models of every business table, by name."""
    models = [m for m in Tortoise.apps.get_models_iterable() if m._meta.db_table not in _OWN_LIFE]
    return sorted(models, key=lambda model: model._meta.db_table)


async def footprint() -> tuple[tuple[object, ...], ...]:
    """Return rows, highest id, sum of versions and last change of every table: one statement."""
    asked = " UNION ALL ".join(_sizes(model) for model in tables())
    rows = await get_connection("default").execute_query_dict(asked)
    return tuple(tuple(row.values()) for row in rows)


async def contents() -> dict[str, str]:
    """Return a hash of everything that stands in each table."""
    found: dict[str, str] = {}
    for model in tables():
        rows = await model.all().order_by(model._meta.pk_attr).values_list()
        found[model._meta.db_table] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


def _sizes(model: type[Model]) -> str:
    table, columns = model._meta.db_table, model._meta.fields_db_projection.values()
    versions = "COALESCE(SUM(version), 0)" if "version" in columns else "0"
    changed = "CAST(MAX(updated_at) AS TEXT)" if "updated_at" in columns else "''"
    return f"SELECT '{table}' AS t, COUNT(*) AS n, {versions} AS v, {changed} AS u FROM \"{table}\""
