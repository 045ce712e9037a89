"""Requests for quotation of before are found by the search too."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

from shared.kernel.search_words import words_to_store


async def index_rows(_apps: Any, schema_editor: Any) -> None:
    """Store the words of every row."""
    client = schema_editor.client
    is_postgres = client.capabilities.dialect == "postgres"
    marks = "'rfq', $1, $2" if is_postgres else "'rfq', ?, ?"
    for row in await client.execute_query_dict("SELECT id, number, title FROM rfq"):
        await client.execute_query(
            f"INSERT INTO search_entry (kind, ref_id, words) VALUES ({marks}) "
            "ON CONFLICT (kind, ref_id) DO UPDATE SET words = excluded.words",
            [row["id"], words_to_store(row["number"], row["title"])],
        )


async def forget_rows(_apps: Any, schema_editor: Any) -> None:
    """Take the words away again."""
    await schema_editor.client.execute_query("DELETE FROM search_entry WHERE kind = 'rfq'")


class Migration(migrations.Migration):
    """Words of the rows that are there."""

    dependencies = [("wanglai", "0185_distributor_named")]
    operations = [ops.RunPython(index_rows, forget_rows)]
