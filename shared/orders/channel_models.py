"""Between a distributor of record and its end customers: copies of their orders, and order requests.

Of an order the distributor reads a copy, never the order. Triggers of the database keep the copies
(migration 0150): a row for each submitted order that names a distributor, with those columns alone that
the distributor may know. Money is minor units, quantities
are scaled by 10⁴.
"""

from tortoise import fields
from tortoise.models import Model

from shared.orders.request_rules import RequestState
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


class ChannelRequest(Model):
    """What a distributor asks one of its end customers to order; an order once that one accepts.

    The names are those of the day on which it was written: neither side reads the other's record.
    The customer sees it once `submitted_at` is set. It holds no price and nothing that is the
    customer's own: whoever accepts chooses the address, and pays her own prices.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    distributor = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    customer = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    state = fields.CharEnumField(RequestState, max_length=10, default=RequestState.DRAFT)
    distributor_zh = fields.CharField(max_length=200)
    distributor_en = fields.CharField(max_length=200)
    name_zh = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200)
    city = fields.CharField(max_length=80)
    city_other = fields.CharField(max_length=80)
    line_count = fields.IntField(default=0)
    summary_zh = fields.CharField(max_length=200, default="")
    summary_en = fields.CharField(max_length=200, default="")
    buyer_reference = fields.CharField(max_length=60, default="")
    wished_on = fields.DateField(null=True)
    note = fields.TextField(default="")
    reason = fields.TextField(default="")
    order = fields.OneToOneField(
        "wanglai.SalesOrder", related_name="request", null=True, on_delete=fields.RESTRICT
    )
    submitted_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "channel_request"
        indexes = [("distributor_id", "created_at", "id"), ("customer_id", "created_at", "id")]


class ChannelRequestLine(Model):
    """One product that is asked for; quantity ×10⁴."""

    id = fields.BigIntField(primary_key=True)
    request = fields.ForeignKeyField(
        "wanglai.ChannelRequest", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    position = fields.IntField()
    sku = fields.CharField(max_length=80)
    name_zh = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200)
    unit = fields.CharField(max_length=20)
    quantity = fields.BigIntField()

    class Meta:
        table = "channel_request_line"
