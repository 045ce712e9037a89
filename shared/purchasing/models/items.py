"""What a supplier offers us: its code, the agreed price, its terms."""

from tortoise import fields
from tortoise.models import Model


class SupplierItem(Model):
    """A product as one supplier sells it to us, from a day on.

    `price` is minor units of `currency` per `per` pieces; `minimum_quantity` is ×10⁴; `tolerance`
    is how far over the quantity a delivery may go, basis points; `lead_days` run from the order.
    """

    id = fields.BigIntField(primary_key=True)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="supplier_items", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    product = fields.ForeignKeyField(
        "wanglai.Product", related_name="supplier_items", on_delete=fields.RESTRICT, db_index=True
    )
    supplier_code = fields.CharField(max_length=80, default="")
    currency = fields.CharField(max_length=3)
    price = fields.BigIntField()
    per = fields.IntField(default=1)
    minimum_quantity = fields.BigIntField(default=10_000)
    lead_days = fields.IntField(default=14)
    tolerance = fields.IntField(default=0)
    valid_from = fields.DateField()
    valid_until = fields.DateField(null=True)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "supplier_item"
        indexes = [("supplier_id", "supplier_code", "id")]
