"""A notification about a decided change names the fields."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Fields of a decision."""

    dependencies = [("wanglai", "0105_custom_roles")]
    operations = [
        ops.AddField(
            model_name="Notification",
            name="decided",
            field=fields.TextField(default="", db_default=""),
        )
    ]
