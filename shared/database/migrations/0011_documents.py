from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.documents.rules import CertificateState, DocumentKind
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0017_ticket_indices')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CertificateRequirement',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('name_zh', fields.CharField(default='', max_length=120)),
                ('name_en', fields.CharField(default='', max_length=120)),
                ('for_distributor', fields.BooleanField(default=False)),
                ('for_customer', fields.BooleanField(default=False)),
                ('for_supplier', fields.BooleanField(default=False)),
                ('for_partner', fields.BooleanField(default=False)),
                ('is_gating', fields.BooleanField(default=False)),
                ('is_active', fields.BooleanField(default=True)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'certificate_requirement', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A certificate that every organisation of some kinds must hold; gating ones stop new orders.'},
            bases=['Model', 'ForKinds'],
        ),
        ops.CreateModel(
            name='Certificate',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name='certificates', on_delete=OnDelete.RESTRICT)),
                ('requirement', fields.ForeignKeyField('wanglai.CertificateRequirement', source_field='requirement_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharEnumField(description='IN_REVIEW: in_review\nVALID: valid\nREJECTED: rejected\nWITHDRAWN: withdrawn\nRENEWED: renewed', enum_type=CertificateState, max_length=12)),
                ('number', fields.CharField(default='', max_length=80)),
                ('expires_on', fields.DateField()),
                ('submitted_by', fields.ForeignKeyField('wanglai.User', source_field='submitted_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('submitted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reviewed_by', fields.ForeignKeyField('wanglai.User', source_field='reviewed_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reviewed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reason', fields.CharField(default='', max_length=1000)),
                ('reminded', fields.IntField(default=0)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'certificate', 'app': 'wanglai', 'indexes': [Index(fields=['state', 'expires_on', 'id']), Index(fields=['counterparty_id', 'requirement_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One certificate that an organisation sent; its files hang on it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Document',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('title_zh', fields.CharField(default='', max_length=200)),
                ('title_en', fields.CharField(default='', max_length=200)),
                ('kind', fields.CharEnumField(description='PRICE_LIST: price_list\nMANUAL: manual\nCONTRACT: contract\nPOLICY: policy\nOTHER: other', enum_type=DocumentKind, max_length=16)),
                ('for_distributor', fields.BooleanField(default=False)),
                ('for_customer', fields.BooleanField(default=False)),
                ('for_supplier', fields.BooleanField(default=False)),
                ('for_partner', fields.BooleanField(default=False)),
                ('is_shared', fields.BooleanField(default=True)),
                ('edition', fields.IntField(default=0)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'document', 'app': 'wanglai', 'indexes': [Index(fields=['updated_at', 'id'])], 'pk_attr': 'id', 'table_description': 'A paper we share: with whole kinds, and with organisations chosen one by one.'},
            bases=['Model', 'ForKinds'],
        ),
        ops.CreateModel(
            name='DocumentShare',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('document', fields.ForeignKeyField('wanglai.Document', source_field='document_id', db_index=True, db_constraint=True, to_field='id', related_name='shares', on_delete=OnDelete.RESTRICT)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'document_share', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A document is open to one organisation, whatever its kind.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('document', fields.ForeignKeyField('wanglai.Document', source_field='document_id', db_index=True, db_constraint=True, to_field='id', related_name='versions', on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('note', fields.CharField(default='', max_length=500)),
                ('created_by', fields.ForeignKeyField('wanglai.User', source_field='created_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'document_version', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'One edition of a document; its files hang on it and stay.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DocumentReading',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('edition', fields.ForeignKeyField('wanglai.DocumentVersion', source_field='edition_id', db_index=True, db_constraint=True, to_field='id', related_name='readings', on_delete=OnDelete.RESTRICT)),
                ('user', fields.ForeignKeyField('wanglai.User', source_field='user_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'document_reading', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'Somebody of an organisation opened an edition for the first time.'},
            bases=['Model'],
        ),
    ]
