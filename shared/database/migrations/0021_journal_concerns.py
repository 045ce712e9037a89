from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0017_ticket_indices')]

    initial = False

    operations = [
        ops.CreateModel(
            name='JournalConcern',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('entry', fields.ForeignKeyField('wanglai.JournalEntry', source_field='entry_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('counterparty', fields.ForeignKeyField('wanglai.Counterparty', source_field='counterparty_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'journal_concern', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'Whom an entry about many organisations at once (an export) reaches.'},
            bases=['Model'],
        ),
    ]


# Whom an entry reached is as much history as the entry itself.
SQLITE = [
    f"CREATE TRIGGER journal_concern_{word} BEFORE {verb} ON journal_concern BEGIN "
    "SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for word, verb in (("kept", "UPDATE"), ("not_removed", "DELETE"))
]
POSTGRESQL = [
    "CREATE TRIGGER journal_concern_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_concern "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()",
]


async def guard(apps, schema_editor) -> None:
    """Create what Tortoise does not."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_query(statement)


Migration.operations.append(ops.RunPython(guard))
