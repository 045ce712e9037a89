"""Who put a date on the table, so that her name is read in the form of whoever reads it.

What was said before keeps the name that was written down and links nobody.
"""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """After what finance was asked."""

    dependencies = [("wanglai", "0057_asked_total")]
    operations = [
        ops.AddField(
            model_name="Promise",
            name="said_by",
            field=fields.ForeignKeyField(
                "wanglai.User",
                source_field="said_by_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
    ]
