"""Tables of sales orders. Money is minor units, quantities are scaled by 10⁴, tax in basis points."""

from tortoise import fields
from tortoise.models import Model

from shared.orders.rules import Fulfilment, OrderState, ProposalState


class SalesOrder(Model):
    """What a counterparty buys from us; addresses and names are copied at submission.

    `placed_at` is the creation of a draft and the submission afterwards: lists sort by it.
    `typed_lines` keeps a draft's lines as typed, JSON [[sku, quantity, place], …], wrong ones
    included.
    `distributor` is the buyer's distributor of record on the day of the submission.
    `is_ours`: we write it on the buyer's behalf; a draft is otherwise the buyer's own to see.
    `ended_at` is when the order was closed, rejected or cancelled.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    buyer = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="sales_orders", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    distributor = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    state = fields.CharEnumField(OrderState, max_length=20)
    fulfilment = fields.CharEnumField(Fulfilment, max_length=14, default=Fulfilment.OPEN)
    currency = fields.CharField(max_length=3)
    net = fields.BigIntField(default=0)
    tax = fields.BigIntField(default=0)
    total = fields.BigIntField(default=0)
    credit_taken = fields.BigIntField(default=0)
    line_count = fields.IntField(default=0)
    summary_zh = fields.CharField(max_length=200, default="")
    summary_en = fields.CharField(max_length=200, default="")
    buyer_reference = fields.CharField(max_length=60, default="")
    wished_on = fields.DateField(null=True)
    promised_on = fields.DateField(null=True)
    note = fields.TextField(default="")
    ship_label = fields.CharField(max_length=120, default="")
    ship_label_other = fields.CharField(max_length=120, default="", db_default="")
    ship_recipient = fields.CharField(max_length=120, default="")
    ship_recipient_other = fields.CharField(max_length=120, default="", db_default="")
    ship_phone = fields.CharField(max_length=60, default="")
    ship_line = fields.CharField(max_length=300, default="")
    ship_line_other = fields.CharField(max_length=300, default="", db_default="")
    ship_city = fields.CharField(max_length=80, default="")
    ship_city_other = fields.CharField(max_length=80, default="", db_default="")
    ship_region = fields.CharField(max_length=80, default="")
    ship_region_other = fields.CharField(max_length=80, default="", db_default="")
    ship_postcode = fields.CharField(max_length=20, default="")
    ship_country = fields.CharField(max_length=2, default="CN")
    ship_address = fields.ForeignKeyField(
        "wanglai.Address", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    is_ours = fields.BooleanField(default=False, db_default=False)
    needs_approval_for = fields.CharField(max_length=60, default="")
    reason = fields.TextField(default="")
    cancellation_reason = fields.TextField(default="")
    cancellation_asked_at = fields.DatetimeField(null=True)
    created_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    submitted_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    decided_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    placed_at = fields.DatetimeField()
    submitted_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    paid_at = fields.DatetimeField(null=True)
    external_source = fields.CharField(max_length=40, default="")
    external_key = fields.CharField(max_length=80, default="")
    ended_at = fields.DatetimeField(null=True)
    typed_lines = fields.TextField(default="[]")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "sales_order"
        indexes = [
            ("placed_at", "id"),
            ("buyer_id", "placed_at", "id"),
            ("buyer_id", "state", "placed_at", "id"),
            ("state", "placed_at", "id"),
        ]


class SalesOrderLine(Model):
    """One product of an order with the price agreed; the open quantity is ordered minus shipped.

    `reserved` was taken from stock and waits to leave, `backordered` is still to come by
    `expected_on`; `promised_on` is the date that we gave the buyer, `announced_on` a later day of
    which he was told since.
    """

    id = fields.BigIntField(primary_key=True)
    order = fields.ForeignKeyField(
        "wanglai.SalesOrder", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    position = fields.IntField()
    product = fields.ForeignKeyField(
        "wanglai.Product", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    sku = fields.CharField(max_length=80)
    name_zh = fields.CharField(max_length=200, default="")
    name_en = fields.CharField(max_length=200, default="")
    unit = fields.CharField(max_length=20, default="pcs")
    quantity = fields.BigIntField()
    price = fields.BigIntField(default=0)
    per = fields.IntField(default=1)
    discount = fields.IntField(default=0)
    net = fields.BigIntField(default=0)
    tax_rate = fields.IntField(default=0)
    tax = fields.BigIntField(default=0)
    reserved = fields.BigIntField(default=0)
    backordered = fields.BigIntField(default=0)
    shipped = fields.BigIntField(default=0)
    expected_on = fields.DateField(null=True)
    promised_on = fields.DateField(null=True)
    announced_on = fields.DateField(null=True)

    class Meta:
        table = "sales_order_line"


class Shipment(Model):
    """Goods that left us for one order, whole or in part."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    order = fields.ForeignKeyField(
        "wanglai.SalesOrder", related_name="shipments", on_delete=fields.RESTRICT, db_index=True
    )
    carrier = fields.CharField(max_length=80, default="")
    tracking_number = fields.CharField(max_length=80, default="")
    shipped_at = fields.DatetimeField()
    expected_on = fields.DateField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "shipment"


class ShipmentLine(Model):
    """How much of an order line went with a shipment."""

    id = fields.BigIntField(primary_key=True)
    shipment = fields.ForeignKeyField(
        "wanglai.Shipment", related_name="lines", on_delete=fields.RESTRICT, db_index=True
    )
    line = fields.ForeignKeyField(
        "wanglai.SalesOrderLine", related_name="parts", on_delete=fields.RESTRICT, db_index=True
    )
    quantity = fields.BigIntField()

    class Meta:
        table = "shipment_line"


class CreditLimit(Model):
    """How much a counterparty may owe; `used` moves by conditional update with every order."""

    id = fields.BigIntField(primary_key=True)
    counterparty = fields.OneToOneField(
        "wanglai.Counterparty", related_name="credit_limit", on_delete=fields.RESTRICT
    )
    currency = fields.CharField(max_length=3)
    amount = fields.BigIntField()
    used = fields.BigIntField(default=0)
    version = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "credit_limit"

    @property
    def is_unset(self) -> bool:
        """Whether finance never set it: an order makes the row of a buyer without a limit."""
        return self.amount == 0 and self.version == 1


class CreditProposal(Model):
    """A large limit that one finance person proposed and a second one decides.

    `limit_version` is that of the limit when it was proposed (0: none was kept), `before` its
    amount then. Amounts are minor units.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    currency = fields.CharField(max_length=3)
    before = fields.BigIntField(null=True)
    amount = fields.BigIntField()
    limit_version = fields.IntField(default=0)
    reason = fields.TextField(default="")
    state = fields.CharEnumField(ProposalState, max_length=10, default=ProposalState.PENDING)
    proposed_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    decided_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    decided_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "credit_proposal"
