"""Deliveries that suppliers announce, what was received of them, and the differences found."""

from tortoise import fields
from tortoise.models import Model

from shared.purchasing.rules.deliveries import (
    DeliveryState,
    DiscrepancyKind,
    DiscrepancyState,
    Inspection,
    Remedy,
)
from shared.purchasing.rules.lines import Side


class Delivery(Model):
    """Goods that a supplier announces (advance ship notice); lines of many orders of its own.

    `supplier_reference` is the number on the supplier's own delivery note, `weight` in grams.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="deliveries", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    state = fields.CharEnumField(DeliveryState, max_length=12, default=DeliveryState.DRAFT)
    supplier_reference = fields.CharField(max_length=60, default="")
    carrier = fields.CharField(max_length=80, default="")
    tracking_number = fields.CharField(max_length=80, default="")
    packages = fields.IntField(default=0)
    weight = fields.BigIntField(default=0)
    deliver_to = fields.CharField(max_length=300, default="")
    note = fields.TextField(default="")
    expected_on = fields.DateField(null=True)
    line_count = fields.IntField(default=0)
    summary_zh = fields.CharField(max_length=200, default="")
    summary_en = fields.CharField(max_length=200, default="")
    created_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    placed_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    departed_at = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    reason = fields.TextField(default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "delivery"
        indexes = [
            ("placed_at", "id"),
            ("supplier_id", "placed_at", "id"),
            ("supplier_id", "state", "placed_at", "id"),
            ("state", "placed_at", "id"),
            ("state", "expected_on", "id"),
        ]


class DeliveryLine(Model):
    """How much of a purchase line goes with a delivery (×10⁴), with its batch or serial numbers."""

    id = fields.BigIntField(primary_key=True)
    delivery = fields.ForeignKeyField(
        "wanglai.Delivery", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    line = fields.ForeignKeyField(
        "wanglai.PurchaseLine", related_name="deliveries", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    position = fields.IntField()
    quantity = fields.BigIntField()
    batch = fields.CharField(max_length=80, default="")
    serials = fields.TextField(default="")
    received = fields.BigIntField(default=0)

    class Meta:
        table = "delivery_line"


class Receipt(Model):
    """What came in at one time, of a delivery or without one."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="receipts", on_delete=fields.RESTRICT, db_index=True
    )
    delivery = fields.ForeignKeyField(
        "wanglai.Delivery", related_name="receipts", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    note = fields.TextField(default="")
    received_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    received_at = fields.DatetimeField()
    inspected_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "receipt"
        indexes = [("received_at", "id")]


class ReceiptLine(Model):
    """What was counted of a purchase line and what the inspection said, quantities ×10⁴."""

    id = fields.BigIntField(primary_key=True)
    receipt = fields.ForeignKeyField(
        "wanglai.Receipt", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    line = fields.ForeignKeyField(
        "wanglai.PurchaseLine", related_name="receipts", on_delete=fields.RESTRICT, db_index=True
    )
    delivery_line = fields.ForeignKeyField(
        "wanglai.DeliveryLine", related_name="receipts", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    counted = fields.BigIntField()
    accepted = fields.BigIntField(default=0)
    refused = fields.BigIntField(default=0)
    inspection = fields.CharEnumField(Inspection, max_length=12, default=Inspection.PENDING)
    finding = fields.TextField(default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "receipt_line"


class Discrepancy(Model):
    """A difference between what was announced and what came in; both sides talk about it."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="discrepancies", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    delivery = fields.ForeignKeyField(
        "wanglai.Delivery", related_name="discrepancies", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    line = fields.ForeignKeyField(
        "wanglai.PurchaseLine", related_name="discrepancies", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    receipt_line = fields.ForeignKeyField(
        "wanglai.ReceiptLine", related_name="discrepancies", null=True,
        on_delete=fields.RESTRICT, db_index=True,
    )  # fmt: skip
    kind = fields.CharEnumField(DiscrepancyKind, max_length=12)
    state = fields.CharEnumField(DiscrepancyState, max_length=12, default=DiscrepancyState.OPEN)
    quantity = fields.BigIntField()
    wanted = fields.CharEnumField(Remedy, max_length=12, default=Remedy.REPLACE)
    settled_as = fields.CharEnumField(Remedy, max_length=12, null=True)
    story = fields.TextField(default="")
    answer = fields.TextField(default="")
    opened_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    opened_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "discrepancy"
        indexes = [("state", "opened_at", "id"), ("supplier_id", "opened_at", "id")]


class DiscrepancyMessage(Model):
    """A sentence in the thread of a difference."""

    id = fields.BigIntField(primary_key=True)
    discrepancy = fields.ForeignKeyField(
        "wanglai.Discrepancy", related_name="messages", on_delete=fields.CASCADE, db_index=True
    )
    author = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    author_name = fields.CharField(max_length=120, default="")
    side = fields.CharEnumField(Side, max_length=12)
    text = fields.TextField(default="")
    said_at = fields.DatetimeField()

    class Meta:
        table = "discrepancy_message"
