"""Through which provider people come by a mail domain, and what waits for a second administrator."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.identity.rules import RoleRequestState
from tortoise.fields.base import OnDelete
from tortoise import fields

INDEX = (
    "CREATE UNIQUE INDEX uq_domain_request_pending ON domain_request (counterparty_id, domain) "
    "WHERE state = 'pending'"
)
# Two different people, whatever the code says.
_ALONE = (
    "({row}state = 'approved' AND ({row}decided_by_id IS NULL OR "
    "{row}decided_by_id = {row}requested_by_id))"
)
SQLITE = [
    f"CREATE TRIGGER domain_request_four_eyes_{verb.lower()} BEFORE {verb} ON domain_request "
    f"WHEN {_ALONE.format(row='new.')} BEGIN SELECT RAISE(ABORT, 'domain_request_four_eyes'); END"
    for verb in ("INSERT", "UPDATE")
]
POSTGRESQL = [
    "ALTER TABLE domain_request ADD CONSTRAINT domain_request_four_eyes "
    f"CHECK ({_ALONE.format(row='')} IS NOT TRUE)",
]


async def guard(apps, schema_editor) -> None:
    """Create what Tortoise does not: one open request at a time, two different people."""
    client = schema_editor.client
    own = SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL
    for statement in [INDEX, *own]:
        await client.execute_query(statement)


async def unguard(apps, schema_editor) -> None:
    """Leave it to the table, which takes its index and triggers along."""


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0140_organisations_below')]

    initial = False

    operations = [
        ops.AddField(
            model_name='DomainClaim',
            name='provider',
            field=fields.CharField(default='', db_default='', max_length=40),
        ),
        ops.AddField(
            model_name='DomainClaim',
            name='version',
            field=fields.IntField(default=1, db_default=1),
        ),
        ops.CreateModel(
            name='DomainRequest',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('public_id', fields.CharField(unique=True, max_length=32)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('claim', fields.ForeignKeyField('wanglai.DomainClaim', source_field='claim_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('claim_version', fields.IntField(default=0)),
                ('domain', fields.CharField(db_index=True, max_length=240)),
                ('role', fields.CharField(max_length=24)),
                ('provider', fields.CharField(default='', max_length=40)),
                ('reason', fields.CharField(default='', max_length=1000)),
                ('state', fields.CharEnumField(default=RoleRequestState.PENDING, description='PENDING: pending\nAPPROVED: approved\nREJECTED: rejected\nWITHDRAWN: withdrawn', enum_type=RoleRequestState, max_length=10)),
                ('requested_by', fields.ForeignKeyField('wanglai.User', source_field='requested_by_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('decided_by', fields.ForeignKeyField('wanglai.User', source_field='decided_by_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answer', fields.CharField(default='', max_length=1000)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'domain_request', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'How people are to come in by a mail domain, until a second administrator has decided it.'},
            bases=['Model'],
        ),
        ops.RunPython(guard, unguard),
    ]
