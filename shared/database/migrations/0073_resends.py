"""How often an invitation was sent again within a day."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Counted resends."""

    dependencies = [("wanglai", "0072_partly_passed")]
    operations = [
        ops.AddField(
            model_name="Invitation",
            name="resends",
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name="Invitation",
            name="resends_since",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
