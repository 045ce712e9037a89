from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.counterparties.rules import ChangeState, ItemState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0014_purchasing_indices')]

    initial = False

    operations = [
        ops.CreateModel(
            name='BankAccount',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name='bank_accounts', on_delete=OnDelete.RESTRICT)),
                ('holder', fields.CharField(max_length=200)),
                ('bank', fields.CharField(max_length=200)),
                ('country', fields.CharField(max_length=2)),
                ('currency', fields.CharField(max_length=3)),
                ('number', fields.CharField(max_length=40)),
                ('code', fields.CharField(default='', max_length=12)),
                ('is_archived', fields.BooleanField(default=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'bank_account', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'Where money goes to; what stands here is in effect, a change is a ProfileChange first.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProfileChange',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('number', fields.CharField(unique=True, max_length=20)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name='profile_changes', on_delete=OnDelete.RESTRICT)),
                ('about', fields.CharField(max_length=16)),
                ('verb', fields.CharField(max_length=8)),
                ('target', fields.CharField(default='', max_length=32)),
                ('label', fields.CharField(default='', max_length=200)),
                ('state', fields.CharEnumField(description='SUBMITTED: submitted\nREVIEWED: reviewed\nCOOLING: cooling\nIN_EFFECT: in_effect\nREJECTED: rejected\nWITHDRAWN: withdrawn\nSTOPPED: stopped', enum_type=ChangeState, max_length=10)),
                ('is_grave', fields.BooleanField(default=False)),
                ('note', fields.TextField(default='', unique=False)),
                ('reason', fields.TextField(default='', unique=False)),
                ('requested_by', fields.ForeignKeyField('wanglai.User', source_field='requested_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('requested_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('answer_by', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reviewed_by', fields.ForeignKeyField('wanglai.User', source_field='reviewed_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('reviewed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('approved_by', fields.ForeignKeyField('wanglai.User', source_field='approved_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('approved_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('effective_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('closed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'profile_change', 'app': 'wanglai', 'indexes': [Index(fields=['requested_at', 'id']), Index(fields=['state', 'effective_at'])], 'pk_attr': 'id', 'table_description': 'What an organisation asks us to change: of its profile, a place, a person, an account.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProfileChangeItem',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('change', fields.ForeignKeyField('wanglai.ProfileChange', source_field='change_id', db_index=True, db_constraint=True, to_field='id', related_name='items', on_delete=OnDelete.RESTRICT)),
                ('field', fields.CharField(max_length=24)),
                ('old', fields.TextField(default='', unique=False)),
                ('new', fields.TextField(default='', unique=False)),
                ('state', fields.CharEnumField(description='OPEN: open\nAPPROVED: approved\nREJECTED: rejected', enum_type=ItemState, max_length=10)),
                ('reason', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'profile_change_item', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'One field of a change: what stood there when it was asked for, and what is wanted.'},
            bases=['Model'],
        ),
    ]


# One open change of the same thing; two different people for a grave one, whatever the code says.
OPEN = (
    "CREATE UNIQUE INDEX uq_profile_change_open ON profile_change (counterparty_id, about, target) "
    "WHERE verb <> 'add' AND state IN ('submitted', 'reviewed', 'cooling')"
)
_ALONE = (
    "({row}approved_by_id = {row}reviewed_by_id OR {row}approved_by_id = {row}requested_by_id OR "
    "({row}is_grave AND {row}state IN ('cooling', 'in_effect') AND {row}approved_by_id IS NULL))"
)
SQLITE = [
    f"CREATE TRIGGER profile_change_four_eyes BEFORE UPDATE ON profile_change "
    f"WHEN {_ALONE.format(row='new.')} BEGIN SELECT RAISE(ABORT, 'profile_change_four_eyes'); END",
]
POSTGRESQL = [
    "ALTER TABLE profile_change ADD CONSTRAINT profile_change_four_eyes "
    f"CHECK ({_ALONE.format(row='')} IS NOT TRUE)",
]


async def guard(apps, schema_editor) -> None:
    """Create what Tortoise does not."""
    client = schema_editor.client
    own = SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL
    for statement in [OPEN, *own]:
        await client.execute_query(statement)


Migration.operations.append(ops.RunPython(guard))
