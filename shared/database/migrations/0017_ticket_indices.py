"""One promise a category and priority, one calendar that serves whoever has none of its own."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UNIQUE = [
    "CREATE UNIQUE INDEX uq_service_level ON service_level (category, priority)",
    "CREATE UNIQUE INDEX uq_business_calendar_default ON business_calendar (is_default) "
    "WHERE is_default",
]


async def create(apps: Any, schema_editor: Any) -> None:
    """Create the indices."""
    for statement in UNIQUE:
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    """After the tables of support."""

    dependencies = [("wanglai", "0016_tickets")]
    operations = [ops.RunPython(create)]
