"""What finance was asked to approve, so that another amount is never approved in its place.

Empty where somebody asked before: such an order is asked about again.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """After the second forms of names."""

    dependencies = [("wanglai", "0050_two_names")]
    operations = [
        ops.AddField(
            model_name="PurchaseDraft",
            name="asked_total",
            field=fields.BigIntField(null=True),
        )
    ]
