from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0100_view_as')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AddressProof',
            fields=[
                ('secret_hash', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('invitation', fields.ForeignKeyField('wanglai.Invitation', source_field='invitation_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('link_hash', fields.CharField(db_index=True, max_length=64)),
                ('face', fields.CharField(max_length=10)),
                ('provider', fields.CharField(max_length=60)),
                ('issuer', fields.CharField(max_length=300)),
                ('subject', fields.CharField(max_length=255)),
                ('name', fields.CharField(default='', max_length=200)),
                ('id_token', fields.TextField(default='', unique=False)),
                ('provider_session', fields.CharField(default='', max_length=255)),
                ('authenticated_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('code_hash', fields.CharField(max_length=64)),
                ('tries', fields.IntField(default=0)),
                ('sends', fields.IntField(default=1)),
                ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'address_proof', 'app': 'wanglai', 'pk_attr': 'secret_hash', 'table_description': 'Somebody proven without an address, who is sent a code to the one she was invited by.'},
            bases=['Model'],
        ),
    ]
