"""A later day of which the buyer was told, beside the one that was promised to him."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """After who promised and files that were removed."""

    dependencies = [("wanglai", "0054_who_promised"), ("wanglai", "0066_removed_files")]
    operations = [
        ops.AddField(
            model_name="SalesOrderLine",
            name="announced_on",
            field=fields.DateField(null=True),
        )
    ]
