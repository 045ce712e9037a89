from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0065_search_papers')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='Attachment',
            options={'table': 'attachment', 'app': 'wanglai', 'indexes': [Index(fields=['parent_table', 'parent_id']), Index(fields=['attached_at', 'created_at'])], 'pk_attr': 'id', 'table_description': 'One file: staged while `parent_table` is empty, then part of that record.'},
        ),
        ops.AddField(
            model_name='Attachment',
            name='removed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Attachment',
            name='removed_by',
            field=fields.ForeignKeyField('wanglai.User', source_field='removed_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Attachment',
            name='scan',
            field=fields.CharField(default='', db_default='', max_length=10),
        ),
    ]
