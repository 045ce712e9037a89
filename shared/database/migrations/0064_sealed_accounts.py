"""Bank account numbers, and what changes say was and shall be, lie sealed from now on.

Rows of before are sealed here; that needs WANGLAI_SECRET_KEY, the one with which the servers run.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from shared.database.sealed import UNREADABLE, SealedField, has_key, seal, unseal
from shared.settings import Problem

# Table → columns that are sealed.
SEALED = {"bank_account": ("number",), "profile_change_item": ("old", "new")}


async def seal_rows(_apps: Any, schema_editor: Any) -> None:
    """Seal what lies there in clear, and keep the last four signs of an account beside it."""
    await _rewrite(schema_editor.client, _sealed)


async def open_rows(_apps: Any, schema_editor: Any) -> None:
    """Write it in clear again for the release before."""
    await _rewrite(schema_editor.client, _in_clear)


async def _rewrite(client: Any, rewrite: Any) -> None:
    sign = "${}" if client.capabilities.dialect == "postgres" else "?"
    for table, columns in SEALED.items():
        rows = await client.execute_query_dict(f"SELECT id, {', '.join(columns)} FROM {table}")
        for row in rows:
            values = rewrite({name: row[name] for name in columns})
            settings = ", ".join(f"{name} = {sign.format(n)}" for n, name in enumerate(values, 1))
            statement = f"UPDATE {table} SET {settings} WHERE id = {sign.format(len(values) + 1)}"
            await client.execute_query(statement, [*values.values(), row["id"]])


def _sealed(row: dict[str, str]) -> dict[str, str]:
    if any(row.values()) and not has_key():
        raise Problem(
            "WANGLAI_SECRET_KEY is missing: bank account numbers are sealed with it now. Set the "
            "key with which the servers run, then migrate again; nothing was changed."
        )
    last = {"last_four": row["number"][-4:]} if "number" in row else {}
    return {name: seal(unseal(text)) or "" for name, text in row.items()} | last


def _in_clear(row: dict[str, str]) -> dict[str, str]:
    texts = {name: unseal(text) or "" for name, text in row.items()}
    if UNREADABLE in texts.values():
        raise Problem("WANGLAI_SECRET_KEY is not the one with which bank accounts were sealed.")
    return texts


class Migration(migrations.Migration):
    """A longer column, its last four signs for the search, and the rows that are there."""

    dependencies = [("wanglai", "0061_price_authors")]
    operations = [
        ops.AddField(
            model_name="BankAccount",
            name="last_four",
            field=fields.CharField(default="", db_default="", max_length=4),
        ),
        ops.AlterField(
            model_name="BankAccount", name="number", field=SealedField(unique=False)
        ),
        ops.AlterField(
            model_name="ProfileChangeItem", name="old", field=SealedField(default="", unique=False)
        ),
        ops.AlterField(
            model_name="ProfileChangeItem", name="new", field=SealedField(default="", unique=False)
        ),
        ops.RunPython(seal_rows, open_rows),
    ]
