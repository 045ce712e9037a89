"""What a distributor of record reads of the orders of its end customers: copies, never the orders.

Triggers of the database keep them (migration 0150): a row for each submitted order that names a
distributor, with those columns alone that the distributor may know. Money is minor units, quantities
are scaled by 10⁴.
"""

from tortoise import fields
from tortoise.models import Model

from shared.orders.rules import Fulfilment, OrderState


class ChannelOrder(Model):
    """An order as its distributor of record sees it.

    Name and city of the end customer are those of the day on which the order was submitted.
    """

    id = fields.BigIntField(primary_key=True)
    order = fields.OneToOneField(
        "wanglai.SalesOrder", related_name="channel_order", on_delete=fields.CASCADE
    )
    distributor = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    number = fields.CharField(max_length=20, unique=True)
    state = fields.CharEnumField(OrderState, max_length=20)
    fulfilment = fields.CharEnumField(Fulfilment, max_length=14)
    currency = fields.CharField(max_length=3)
    net = fields.BigIntField()
    line_count = fields.IntField()
    summary_zh = fields.CharField(max_length=200)
    summary_en = fields.CharField(max_length=200)
    name_zh = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200)
    city = fields.CharField(max_length=80)
    city_other = fields.CharField(max_length=80)
    wished_on = fields.DateField(null=True)
    promised_on = fields.DateField(null=True)
    placed_at = fields.DatetimeField()
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "channel_order"
        indexes = [("distributor_id", "placed_at", "id")]


class ChannelOrderLine(Model):
    """A line of such an order: goods, quantities, its net sum; no price, no discount."""

    id = fields.BigIntField(primary_key=True)
    order = fields.ForeignKeyField(
        "wanglai.ChannelOrder", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    line = fields.OneToOneField(
        "wanglai.SalesOrderLine", related_name=False, on_delete=fields.CASCADE
    )
    position = fields.IntField()
    sku = fields.CharField(max_length=80)
    name_zh = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200)
    unit = fields.CharField(max_length=20)
    quantity = fields.BigIntField()
    shipped = fields.BigIntField()
    net = fields.BigIntField()
    promised_on = fields.DateField(null=True)

    class Meta:
        table = "channel_order_line"
