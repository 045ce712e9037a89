"""Requests for quotation: what is asked, who is invited, sealed bids, and who wins."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.purchasing.rules.rfqs import RfqStage
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0150_channel')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Rfq',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('number', fields.CharField(unique=True, max_length=20)),
                ('title', fields.CharField(max_length=120)),
                ('note', fields.TextField(default='', unique=False)),
                ('currency', fields.CharField(max_length=3)),
                ('stage', fields.CharEnumField(default=RfqStage.DRAFT, description='DRAFT: draft\nPUBLISHED: published\nCLOSED: closed\nEVALUATED: evaluated\nAWARDED: awarded\nFAILED: failed\nCANCELLED: cancelled', enum_type=RfqStage, max_length=12)),
                ('closes_at', fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ('line_count', fields.IntField(default=0)),
                ('buyer', fields.ForeignKeyField('wanglai.User', source_field='buyer_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('published_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reason', fields.TextField(default='', unique=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'rfq', 'app': 'wanglai', 'indexes': [Index(fields=['created_at', 'id']), Index(fields=['stage', 'created_at', 'id'])], 'pk_attr': 'id', 'table_description': 'What we ask suppliers to quote, in one currency.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Bid',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('rfq', fields.ForeignKeyField('wanglai.Rfq', source_field='rfq_id', db_index=True, db_constraint=True, to_field='id', related_name='bids', on_delete=OnDelete.RESTRICT)),
                ('supplier', fields.ForeignKeyField('wanglai.Counterparty', source_field='supplier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('note', fields.TextField(default='', unique=False)),
                ('submitted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'bid', 'app': 'wanglai', 'unique_together': (('rfq', 'supplier'),), 'pk_attr': 'id', 'table_description': 'What one supplier offers; a draft while `submitted_at` is empty. Nobody of ours reads it'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RfqInvitation',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('rfq', fields.ForeignKeyField('wanglai.Rfq', source_field='rfq_id', db_index=True, db_constraint=True, to_field='id', related_name='invitations', on_delete=OnDelete.CASCADE)),
                ('supplier', fields.ForeignKeyField('wanglai.Counterparty', source_field='supplier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('invited_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('declined_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decline_reason', fields.TextField(default='', unique=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'rfq_invitation', 'app': 'wanglai', 'unique_together': (('rfq', 'supplier'),), 'indexes': [Index(fields=['supplier_id', 'invited_at', 'id'])], 'pk_attr': 'id', 'table_description': "A supplier who is asked; she sees it, and nobody else's, once `invited_at` is set."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RfqLine',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('rfq', fields.ForeignKeyField('wanglai.Rfq', source_field='rfq_id', db_index=True, db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField()),
                ('sku', fields.CharField(default='', max_length=80)),
                ('name_zh', fields.CharField(default='', max_length=200)),
                ('name_en', fields.CharField(default='', max_length=200)),
                ('unit', fields.CharField(default='pcs', max_length=20)),
                ('quantity', fields.BigIntField()),
                ('needed_on', fields.DateField()),
            ],
            options={'table': 'rfq_line', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'One thing asked for: a product of ours (`sku`), or free text in both names; quantity ×10⁴.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='BidLine',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('bid', fields.ForeignKeyField('wanglai.Bid', source_field='bid_id', db_index=True, db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('line', fields.ForeignKeyField('wanglai.RfqLine', source_field='line_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('price', fields.BigIntField()),
                ('lead_days', fields.IntField(default=0)),
            ],
            options={'table': 'bid_line', 'app': 'wanglai', 'unique_together': (('bid', 'line'),), 'pk_attr': 'id', 'table_description': 'The price of one line in minor units for one piece, and the days until it is delivered.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RfqAward',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('rfq', fields.ForeignKeyField('wanglai.Rfq', source_field='rfq_id', db_index=True, db_constraint=True, to_field='id', related_name='awards', on_delete=OnDelete.CASCADE)),
                ('line', fields.OneToOneField('wanglai.RfqLine', source_field='line_id', db_constraint=True, to_field='id', related_name='award', on_delete=OnDelete.CASCADE)),
                ('supplier', fields.ForeignKeyField('wanglai.Counterparty', source_field='supplier_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('price', fields.BigIntField()),
                ('chosen_by', fields.ForeignKeyField('wanglai.User', source_field='chosen_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('awarded_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'rfq_award', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'Who wins one line, at the price of the bid; the winner sees it once `awarded_at` is set.'},
            bases=['Model'],
        ),
    ]
