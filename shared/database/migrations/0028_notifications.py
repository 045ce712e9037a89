from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

async def create(apps, schema_editor):
    """One choice a person, face and kind; on both databases."""
    await schema_editor.client.execute_query(
        "CREATE UNIQUE INDEX uq_notification_choice ON notification_choice (user_id, face, kind)"
    )


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0026_four_eyes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Notification',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('once', fields.CharField(unique=True, max_length=120)),
                ('user', fields.ForeignKeyField('wanglai.User', source_field='user_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('face', fields.CharField(max_length=10)),
                ('place_id', fields.BigIntField(null=True)),
                ('topic', fields.CharField(max_length=80)),
                ('record_number', fields.CharField(max_length=60)),
                ('company_zh', fields.CharField(default='', max_length=200)),
                ('company_en', fields.CharField(default='', max_length=200)),
                ('path', fields.CharField(max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('digest_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'notification', 'app': 'wanglai', 'indexes': [Index(fields=['user_id', 'face', 'read_at', 'id']), Index(fields=['digest_at', 'id'])], 'pk_attr': 'id', 'table_description': 'Something a person is told within the app; its words are made from `topic` when it is read.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='NotificationChoice',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('user', fields.ForeignKeyField('wanglai.User', source_field='user_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('face', fields.CharField(max_length=10)),
                ('kind', fields.CharField(max_length=40)),
                ('mail', fields.CharField(max_length=10)),
            ],
            options={'table': 'notification_choice', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'How somebody wants to be written to about one kind of matter on one face.'},
            bases=['Model'],
        ),
        ops.RunPython(create),
    ]
