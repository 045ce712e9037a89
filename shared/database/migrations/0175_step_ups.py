from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0160_rfqs')]

    initial = False

    operations = [
        ops.CreateModel(
            name='StepUp',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('session_hash', fields.CharField(db_index=True, max_length=64)),
                ('state_hash', fields.CharField(unique=True, max_length=64)),
                ('user', fields.ForeignKeyField('wanglai.User', source_field='user_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('face', fields.CharField(max_length=10)),
                ('email', fields.CharField(max_length=254)),
                ('code_hash', fields.CharField(max_length=64)),
                ('tries', fields.IntField(default=0)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'step_up', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'Half of a fresh proof: somebody came back from her provider, a code went to her address.'},
            bases=['Model'],
        ),
    ]
