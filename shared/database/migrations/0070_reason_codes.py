"""A reason chosen from the list is kept by its code, apart from the person's own words."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

TABLES = ("purchase_line", "purchase_promise")
# How the reasons stood in the texts until today, in both languages.
WRITTEN = {
    "capacity": ("Capacity", "产能不足"),
    "material": ("Material not in yet", "原料未到"),
    "tooling": ("Tooling or process", "模具或工艺"),
    "quality": ("Quality hold", "质量待定"),
    "transport": ("Transport", "运输"),
    "holiday": ("Holiday", "假期"),
    "price": ("Price", "单价"),
    "other": ("Other", "其他"),
}
BESIDE = " · "


async def carry(apps: Any, schema_editor: Any) -> None:
    """Take what is exactly a listed reason, or begins with one, out of the text."""
    for table in TABLES:
        for code, names in WRITTEN.items():
            for name in names:
                begun = name + BESIDE
                await schema_editor.client.execute_query(
                    f"UPDATE {table} SET reason_code = '{code}', reason = '' "  # noqa: S608  constants
                    f"WHERE reason_code = '' AND reason = '{name}'"
                )
                await schema_editor.client.execute_query(
                    f"UPDATE {table} SET reason_code = '{code}', "  # noqa: S608  constants
                    f"reason = SUBSTR(reason, {len(begun) + 1}) WHERE reason_code = '' "
                    f"AND SUBSTR(reason, 1, {len(begun)}) = '{begun}'"
                )


async def write_back(apps: Any, schema_editor: Any) -> None:
    """Write the chosen reason before the words again, as the source says it."""
    for table in TABLES:
        for code, (name, _) in WRITTEN.items():
            await schema_editor.client.execute_query(
                f"UPDATE {table} SET reason = CASE WHEN reason = '' THEN '{name}' "  # noqa: S608  constants
                f"ELSE '{name}{BESIDE}' || reason END, reason_code = '' "
                f"WHERE reason_code = '{code}'"
            )


class Migration(migrations.Migration):
    """Codes of the reasons given for another day or quantity."""

    dependencies = [("wanglai", "0090_step_up")]
    operations = [
        *(
            ops.AddField(
                model_name=model,
                name="reason_code",
                field=fields.CharField(default="", max_length=20, db_default=""),
            )
            for model in ("PurchaseLine", "Promise")
        ),
        ops.RunPython(carry, write_back),
    ]
