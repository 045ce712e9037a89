"""Which request for quotation an order was awarded by."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0180_next_steps')]

    initial = False

    operations = [
        ops.AddField(
            model_name='PurchaseOrder',
            name='rfq',
            field=fields.ForeignKeyField('wanglai.Rfq', source_field='rfq_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
    ]
