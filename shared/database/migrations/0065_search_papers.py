"""Announcements and shared papers of before are found by the search too."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

from shared.kernel.search_words import words_to_store

# Kind of record → its table's columns that hold words.
WORDS = {
    "announcement": ("number", "title_zh", "title_en", "text_zh", "text_en"),
    "document": ("title_zh", "title_en"),
}


async def index_rows(_apps: Any, schema_editor: Any) -> None:
    """Store the words of every row."""
    client = schema_editor.client
    is_postgres = client.capabilities.dialect == "postgres"
    marks = "$1, $2, $3" if is_postgres else "?, ?, ?"
    for kind, columns in WORDS.items():
        rows = await client.execute_query_dict(f"SELECT id, {', '.join(columns)} FROM {kind}")
        for row in rows:
            words = words_to_store(*(row[name] for name in columns))
            await client.execute_query(
                f"INSERT INTO search_entry (kind, ref_id, words) VALUES ({marks}) "
                "ON CONFLICT (kind, ref_id) DO UPDATE SET words = excluded.words",
                [kind, row["id"], words],
            )


async def forget_rows(_apps: Any, schema_editor: Any) -> None:
    """Take the words away again."""
    await schema_editor.client.execute_query(
        "DELETE FROM search_entry WHERE kind IN ('announcement', 'document')"
    )


class Migration(migrations.Migration):
    """Words of the rows that are there."""

    dependencies = [("wanglai", "0064_sealed_accounts")]
    operations = [ops.RunPython(index_rows, forget_rows)]
