"""What was refused at the receipt did not pass: “passed” beside goods that were not good is mended."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from shared.purchasing.rules.deliveries import Inspection

NOT_GOOD = (
    "inspection = 'passed' AND refused > 0 AND EXISTS (SELECT 1 FROM discrepancy"
    " WHERE discrepancy.receipt_line_id = receipt_line.id"
    " AND discrepancy.kind IN ('damaged', 'wrong_item', 'quality'))"
)
STATEMENTS = (
    f"UPDATE receipt_line SET inspection = 'failed' WHERE refused >= counted AND {NOT_GOOD}",
    f"UPDATE receipt_line SET inspection = 'partly' WHERE {NOT_GOOD}",
)


async def carry(apps: Any, schema_editor: Any) -> None:
    """Say what the numbers say."""
    for statement in STATEMENTS:
        await schema_editor.client.execute_query(statement)


async def write_back(apps: Any, schema_editor: Any) -> None:
    """The release before knows no “partly”."""
    await schema_editor.client.execute_query(
        "UPDATE receipt_line SET inspection = 'conditional' WHERE inspection = 'partly'"
    )


class Migration(migrations.Migration):
    """Inspection results that agree with their numbers."""

    dependencies = [("wanglai", "0110_address_proofs")]
    operations = [
        ops.AlterField(
            model_name="ReceiptLine",
            name="inspection",
            field=fields.CharEnumField(
                default=Inspection.PENDING, enum_type=Inspection, max_length=12,
                description="PENDING: pending\nPASSED: passed\nPARTLY: partly\n"
                "CONDITIONAL: conditional\nFAILED: failed",
            ),  # fmt: skip
        ),
        ops.RunPython(carry, write_back),
    ]
