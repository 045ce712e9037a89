from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0019_profile_changes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Attachment',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('parent_table', fields.CharField(default='', max_length=40)),
                ('parent_id', fields.BigIntField(null=True)),
                ('is_internal', fields.BooleanField(default=False)),
                ('name', fields.CharField(max_length=200)),
                ('media_type', fields.CharField(max_length=100)),
                ('size', fields.BigIntField()),
                ('sha256', fields.CharField(max_length=64)),
                ('storage_key', fields.CharField(max_length=80)),
                ('thumbnail_key', fields.CharField(default='', max_length=80)),
                ('uploaded_by', fields.ForeignKeyField('wanglai.User', source_field='uploaded_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('owner', fields.ForeignKeyField('wanglai.Counterparty', source_field='owner_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('is_stored', fields.BooleanField(default=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('attached_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'attachment', 'app': 'wanglai', 'indexes': [Index(fields=['parent_table', 'parent_id']), Index(fields=['attached_at', 'created_at'])], 'pk_attr': 'id', 'table_description': 'One file: staged while `parent_table` is empty, then part of that record for ever.'},
            bases=['Model'],
        ),
    ]
