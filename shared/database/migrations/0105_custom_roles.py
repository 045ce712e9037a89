"""Roles that administrators make, who has them, and what waits for a second administrator."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.identity.rules import RoleRequestState
from tortoise.fields.base import OnDelete
from tortoise import fields

PENDING = "state = 'pending'"
INDICES = [
    "CREATE UNIQUE INDEX uq_role_request_custom ON role_request (custom_id) "
    f"WHERE {PENDING} AND colleague_id IS NULL",
    "CREATE UNIQUE INDEX uq_role_request_hat ON role_request (colleague_id, role) "
    f"WHERE {PENDING} AND colleague_id IS NOT NULL",
]
# Two different people, whatever the code says.
_ALONE = (
    "({row}state = 'approved' AND ({row}decided_by_id IS NULL OR "
    "{row}decided_by_id = {row}requested_by_id))"
)
SQLITE = [
    f"CREATE TRIGGER role_request_four_eyes BEFORE UPDATE ON role_request "
    f"WHEN {_ALONE.format(row='new.')} BEGIN SELECT RAISE(ABORT, 'role_request_four_eyes'); END",
]
POSTGRESQL = [
    "ALTER TABLE role_request ADD CONSTRAINT role_request_four_eyes "
    f"CHECK ({_ALONE.format(row='')} IS NOT TRUE)",
]


async def guard(apps, schema_editor) -> None:
    """Create what Tortoise does not: one open request at a time, two different people."""
    client = schema_editor.client
    own = SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL
    for statement in [*INDICES, *own]:
        await client.execute_query(statement)


async def unguard(apps, schema_editor) -> None:
    """Leave it to the tables, which take their indices and trigger along."""


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0070_reason_codes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CustomRole',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key', fields.CharField(unique=True, max_length=20)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('base', fields.CharField(max_length=24)),
                ('name_zh', fields.CharField(default='', max_length=60)),
                ('name_en', fields.CharField(default='', max_length=60)),
                ('note', fields.CharField(default='', max_length=300)),
                ('law', fields.TextField(unique=False)),
                ('is_active', fields.BooleanField(default=True)),
                ('version', fields.IntField(default=1)),
                ('created_by', fields.ForeignKeyField('wanglai.User', source_field='created_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'custom_role', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A role that an administrator made: ours, or of the organisation that owns it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RoleRequest',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('custom', fields.ForeignKeyField('wanglai.CustomRole', source_field='custom_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('role_version', fields.IntField(default=0)),
                ('name_zh', fields.CharField(default='', max_length=60)),
                ('name_en', fields.CharField(default='', max_length=60)),
                ('note', fields.CharField(default='', max_length=300)),
                ('law', fields.TextField(null=True, unique=False)),
                ('colleague', fields.ForeignKeyField('wanglai.User', source_field='colleague_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('role', fields.CharField(default='', max_length=24)),
                ('takes', fields.BooleanField(default=False)),
                ('reason', fields.CharField(default='', max_length=1000)),
                ('state', fields.CharEnumField(default=RoleRequestState.PENDING, description='PENDING: pending\nAPPROVED: approved\nREJECTED: rejected\nWITHDRAWN: withdrawn', enum_type=RoleRequestState, max_length=10)),
                ('requested_by', fields.ForeignKeyField('wanglai.User', source_field='requested_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('decided_by', fields.ForeignKeyField('wanglai.User', source_field='decided_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answer', fields.CharField(default='', max_length=1000)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'role_request', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A change that touches the rights of administrators, until a second one has decided it.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Invitation',
            name='custom',
            field=fields.ForeignKeyField('wanglai.CustomRole', source_field='custom_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Membership',
            name='custom',
            field=fields.ForeignKeyField('wanglai.CustomRole', source_field='custom_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='StaffRole',
            name='custom',
            field=fields.ForeignKeyField('wanglai.CustomRole', source_field='custom_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.RunPython(guard, unguard),
    ]
