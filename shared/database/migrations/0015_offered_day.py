"""The last day of what is on the table for a purchase line, so that the board can say it."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0021_journal_concerns'), ('wanglai', '0012_documents_indices')]

    initial = False

    operations = [
        ops.AddField(
            model_name='PurchaseLine',
            name='offered_on',
            field=fields.DateField(null=True),
        ),
    ]
