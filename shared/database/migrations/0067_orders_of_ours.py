"""Which orders we write on a buyer's behalf: a draft of the buyer's own is not ours to see."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

KNOWN = (
    "UPDATE sales_order SET is_ours = TRUE "
    "WHERE created_by_id IN (SELECT user_id FROM staff_role)"
)


async def carry(apps: Any, schema_editor: Any) -> None:
    """Take over whose hand wrote the orders of today."""
    await schema_editor.client.execute_query(KNOWN)


async def keep(apps: Any, schema_editor: Any) -> None:
    """Leave them: the column goes by itself."""


class Migration(migrations.Migration):
    """Orders of ours."""

    dependencies = [("wanglai", "0058_announced_day")]
    operations = [
        ops.AddField(
            model_name="SalesOrder",
            name="is_ours",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunPython(carry, keep),
    ]
