"""Mail domains of organisations and the records that prove them."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.identity.domain_rules import DomainState
from tortoise.fields.base import OnDelete
from tortoise import fields

# One organisation per domain, whatever the code says; anybody may claim, only one can prove.
INDEX = (
    "CREATE UNIQUE INDEX uq_domain_claim_active ON domain_claim (domain) WHERE state = 'active'"
)


async def guard(apps, schema_editor) -> None:
    """Create what Tortoise does not: the index of active claims."""
    await schema_editor.client.execute_query(INDEX)


async def unguard(apps, schema_editor) -> None:
    """Leave it to the table, which takes its index along."""


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0073_resends')]

    initial = False

    operations = [
        ops.CreateModel(
            name='DomainClaim',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('domain', fields.CharField(db_index=True, max_length=240)),
                ('token', fields.CharField(max_length=64)),
                ('role', fields.CharField(max_length=24)),
                ('state', fields.CharEnumField(default=DomainState.CLAIMED, description='CLAIMED: claimed\nACTIVE: active\nLOST: lost\nWITHDRAWN: withdrawn', enum_type=DomainState, max_length=10)),
                ('proven_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('checked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lost_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'domain_claim', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A mail domain that an organisation says is its own, proven by a TXT record.'},
            bases=['Model'],
        ),
        ops.RunPython(guard, unguard),
    ]
