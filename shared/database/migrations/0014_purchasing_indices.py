"""What buying must hold once only, and the lists that look at a few rows of many."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

INDICES = [
    "CREATE UNIQUE INDEX uq_supplier_item ON supplier_item (supplier_id, product_id, valid_from)",
    "CREATE UNIQUE INDEX uq_purchase_line ON purchase_line (order_id, position)",
    "CREATE UNIQUE INDEX uq_purchase_revision ON purchase_revision (order_id, revision)",
    "CREATE UNIQUE INDEX uq_purchase_demand ON purchase_demand (line_id, sales_line_id)",
    "CREATE UNIQUE INDEX uq_delivery_line ON delivery_line (delivery_id, position)",
    "CREATE UNIQUE INDEX uq_purchase_order_external "
    "ON purchase_order (external_source, external_key) WHERE external_key <> ''",
    "CREATE INDEX ix_purchase_order_to_answer ON purchase_order (supplier_id, answer_by, id) "
    "WHERE to_answer > 0",
    "CREATE INDEX ix_purchase_order_to_decide ON purchase_order (placed_at, id) "
    "WHERE to_decide > 0",
    "CREATE INDEX ix_purchase_promise_round ON purchase_promise (line_id, round)",
]


async def create(apps: Any, schema_editor: Any) -> None:
    """Create the indices; the statements are the same on both databases."""
    for statement in INDICES:
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    """After the tables of buying."""

    dependencies = [("wanglai", "0013_purchasing")]
    operations = [ops.RunPython(create)]
