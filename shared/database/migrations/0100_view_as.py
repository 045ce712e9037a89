from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0071_decided_fields')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ViewAs',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('viewer', fields.ForeignKeyField('wanglai.User', source_field='viewer_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('viewer_session', fields.CharField(max_length=64)),
                ('membership', fields.ForeignKeyField('wanglai.Membership', source_field='membership_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(unique=False)),
                ('pass_hash', fields.CharField(unique=True, max_length=64)),
                ('pass_until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('session_hash', fields.CharField(null=True, unique=True, max_length=64)),
                ('begun_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'view_as', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A colleague of ours looks at the portal as a member does: her pass, then the view itself.'},
            bases=['Model'],
        ),
    ]
