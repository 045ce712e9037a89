"""Unique indices of the papers; one accepted certificate and one in review for each requirement."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UNIQUE = [
    "CREATE UNIQUE INDEX uq_document_version ON document_version (document_id, number)",
    "CREATE UNIQUE INDEX uq_document_share ON document_share (document_id, counterparty_id)",
    "CREATE UNIQUE INDEX uq_document_reading ON document_reading (edition_id, user_id)",
    "CREATE UNIQUE INDEX uq_certificate_valid ON certificate (counterparty_id, requirement_id) "
    "WHERE state = 'valid'",
    "CREATE UNIQUE INDEX uq_certificate_in_review ON certificate (counterparty_id, requirement_id) "
    "WHERE state = 'in_review'",
]


async def create(apps: Any, schema_editor: Any) -> None:
    """Create them on the database at hand."""
    for statement in UNIQUE:
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("wanglai", "0011_documents")]
    operations = [ops.RunPython(create)]
