from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.identity.rules import RescueState
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0028_notifications')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AdministratorRequest',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('candidate', fields.ForeignKeyField('wanglai.Membership', source_field='candidate_id', db_index=True, db_constraint=True, to_field='id', related_name='rescues', on_delete=OnDelete.RESTRICT)),
                ('reason', fields.TextField(unique=False)),
                ('state', fields.CharEnumField(description='OPEN: open\nGRANTED: granted\nDECLINED: declined', enum_type=RescueState, max_length=10)),
                ('answer', fields.TextField(default='', unique=False)),
                ('answered_by', fields.ForeignKeyField('wanglai.User', source_field='answered_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'administrator_request', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A member asks to become administrator because the only one is gone; we answer.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Invitation',
            name='life_hours',
            field=fields.IntField(default=72),
        ),
        ops.AddField(
            model_name='Session',
            name='address',
            field=fields.CharField(default='', max_length=45),
        ),
        ops.AddField(
            model_name='Session',
            name='device',
            field=fields.CharField(default='', max_length=300),
        ),
    ]
