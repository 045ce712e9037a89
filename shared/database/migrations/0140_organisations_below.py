"""Which organisation another belongs to, and members who reach those below theirs."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.identity.rules import Reach
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0111_domain_claims')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Counterparty',
            name='parent',
            field=fields.ForeignKeyField('wanglai.Counterparty', source_field='parent_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Membership',
            name='reach',
            field=fields.CharEnumField(default=Reach.ORGANISATION, description='ORGANISATION: organisation\nBELOW: below', db_default='organisation', enum_type=Reach, max_length=12),
        ),
        ops.AddField(
            model_name='Membership',
            name='through',
            field=fields.ForeignKeyField('wanglai.Membership', source_field='through_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
    ]
