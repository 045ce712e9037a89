from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.campaigns.rules import AnnouncementState, Importance
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

async def create(apps, schema_editor):
    """One row an addressee, a version and a reader; on both databases."""
    for statement in (
        "CREATE UNIQUE INDEX uq_announcement_addressee "
        "ON announcement_addressee (counterparty_id, announcement_id)",
        "CREATE UNIQUE INDEX uq_announcement_revision "
        "ON announcement_revision (announcement_id, revision)",
        "CREATE UNIQUE INDEX uq_announcement_receipt "
        "ON announcement_receipt (membership_id, announcement_id, revision)",
    ):
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0015_offered_day')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Announcement',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('number', fields.CharField(unique=True, max_length=20)),
                ('title_zh', fields.CharField(default='', max_length=160)),
                ('title_en', fields.CharField(default='', max_length=160)),
                ('text_zh', fields.TextField(default='', unique=False)),
                ('text_en', fields.TextField(default='', unique=False)),
                ('importance', fields.CharEnumField(default=Importance.NOTICE, description='NOTICE: notice\nCONFIRM: confirm', enum_type=Importance, max_length=10)),
                ('state', fields.CharEnumField(default=AnnouncementState.DRAFT, description='DRAFT: draft\nPUBLISHED: published\nWITHDRAWN: withdrawn', enum_type=AnnouncementState, max_length=10)),
                ('to_distributor', fields.BooleanField(default=False)),
                ('to_customer', fields.BooleanField(default=False)),
                ('to_supplier', fields.BooleanField(default=False)),
                ('to_partner', fields.BooleanField(default=False)),
                ('for_administrators', fields.BooleanField(default=False)),
                ('visible_from', fields.DateField(null=True)),
                ('visible_until', fields.DateField(null=True)),
                ('revision', fields.IntField(default=0)),
                ('told_revision', fields.IntField(default=0)),
                ('created_by', fields.ForeignKeyField('wanglai.User', source_field='created_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('published_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'announcement', 'app': 'wanglai', 'indexes': [Index(fields=['updated_at', 'id']), Index(fields=['published_at', 'id']), Index(fields=['state', 'visible_from'])], 'pk_attr': 'id', 'table_description': 'What we tell organisations; titles and texts fall back to the other language.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnouncementAddressee',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('announcement', fields.ForeignKeyField('wanglai.Announcement', source_field='announcement_id', db_index=True, db_constraint=True, to_field='id', related_name='addressees', on_delete=OnDelete.RESTRICT)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'announcement_addressee', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'An organisation that is addressed by name, whatever its kinds.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnouncementReceipt',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('announcement', fields.ForeignKeyField('wanglai.Announcement', source_field='announcement_id', db_index=True, db_constraint=True, to_field='id', related_name='receipts', on_delete=OnDelete.RESTRICT)),
                ('membership', fields.ForeignKeyField('wanglai.Membership', source_field='membership_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('revision', fields.IntField()),
                ('read_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'announcement_receipt', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'That one person, for one organisation, has read and confirmed one version.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AnnouncementRevision',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('announcement', fields.ForeignKeyField('wanglai.Announcement', source_field='announcement_id', db_index=True, db_constraint=True, to_field='id', related_name='revisions', on_delete=OnDelete.RESTRICT)),
                ('revision', fields.IntField()),
                ('title_zh', fields.CharField(default='', max_length=160)),
                ('title_en', fields.CharField(default='', max_length=160)),
                ('text_zh', fields.TextField(default='', unique=False)),
                ('text_en', fields.TextField(default='', unique=False)),
                ('importance', fields.CharEnumField(description='NOTICE: notice\nCONFIRM: confirm', enum_type=Importance, max_length=10)),
                ('published_by', fields.ForeignKeyField('wanglai.User', source_field='published_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('published_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'announcement_revision', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A version as it was published; never written again.'},
            bases=['Model'],
        ),
        ops.RunPython(create),
    ]
