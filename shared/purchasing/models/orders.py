"""Purchase orders, their lines, versions and drafts."""

from tortoise import fields
from tortoise.models import Model

from shared.purchasing.rules.lines import LineFulfilment, LineState
from shared.purchasing.rules.orders import OrderStage, OrderStatus


class PurchaseOrder(Model):
    """What we buy from a supplier; the supplier sees it once `sent_at` is set.

    `status` and the four columns after `line_count` follow from the lines and are written with
    them: how many lines wait for the supplier, how many for purchasing, the earliest day on which
    goods are still due, the latest day promised. `revision` counts the versions sent. `placed_at`
    is the creation of a draft and the first sending afterwards: lists sort by it. `rfq` is the request
    by which it was awarded.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="purchase_orders", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    stage = fields.CharEnumField(OrderStage, max_length=20, default=OrderStage.DRAFT)
    status = fields.CharEnumField(OrderStatus, max_length=22, default=OrderStatus.DRAFT)
    revision = fields.IntField(default=0)
    rfq = fields.ForeignKeyField(
        "wanglai.Rfq", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    currency = fields.CharField(max_length=3)
    net = fields.BigIntField(default=0)
    tax = fields.BigIntField(default=0)
    total = fields.BigIntField(default=0)
    line_count = fields.IntField(default=0)
    to_answer = fields.IntField(default=0)
    to_decide = fields.IntField(default=0)
    due_on = fields.DateField(null=True)
    promised_on = fields.DateField(null=True)
    needed_on = fields.DateField(null=True)
    summary_zh = fields.CharField(max_length=200, default="")
    summary_en = fields.CharField(max_length=200, default="")
    deliver_to = fields.CharField(max_length=300, default="")
    note = fields.TextField(default="")
    buyer = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    answer_by = fields.DatetimeField(null=True)
    reminded_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    cancellation_reason = fields.TextField(default="")
    cancellation_asked_at = fields.DatetimeField(null=True)
    placed_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    external_source = fields.CharField(max_length=40, default="")
    external_key = fields.CharField(max_length=80, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "purchase_order"
        indexes = [
            ("placed_at", "id"),
            ("supplier_id", "placed_at", "id"),
            ("supplier_id", "status", "placed_at", "id"),
            ("status", "placed_at", "id"),
            ("answer_by", "id"),
            ("due_on", "id"),
        ]


class PurchaseLine(Model):
    """One product of a purchase order.

    `promised_on` is the last day of what was agreed, `first_promised_on` the day against which
    "on time" is measured: the first one agreed, moved only by changes that purchasing asked for.
    `offered_on` is the last day of what is on the table. `reason_code` is the reason chosen from
    `rules.lines.REASONS` ("" for none), `reason` the supplier's own words. `round` names the promises
    (`Promise.round`) that are on the table now, `agreed_round` those that hold. `shipped`,
    `received` and `refused` are sums of deliveries and receipts, ×10⁴.
    """

    id = fields.BigIntField(primary_key=True)
    order = fields.ForeignKeyField(
        "wanglai.PurchaseOrder", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    position = fields.IntField()
    product = fields.ForeignKeyField(
        "wanglai.Product", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    sku = fields.CharField(max_length=80)
    supplier_code = fields.CharField(max_length=80, default="")
    name_zh = fields.CharField(max_length=200, default="")
    name_en = fields.CharField(max_length=200, default="")
    unit = fields.CharField(max_length=20, default="pcs")
    quantity = fields.BigIntField()
    price = fields.BigIntField(default=0)
    per = fields.IntField(default=1)
    net = fields.BigIntField(default=0)
    tax_rate = fields.IntField(default=0)
    tax = fields.BigIntField(default=0)
    tolerance = fields.IntField(default=0)
    needed_on = fields.DateField()
    state = fields.CharEnumField(LineState, max_length=22, default=LineState.DRAFT)
    fulfilment = fields.CharEnumField(LineFulfilment, max_length=14, default=LineFulfilment.OPEN)
    round = fields.IntField(default=0)
    agreed_round = fields.IntField(default=0)
    promised_on = fields.DateField(null=True)
    first_promised_on = fields.DateField(null=True)
    offered_on = fields.DateField(null=True)
    reason = fields.TextField(default="")
    reason_code = fields.CharField(max_length=20, default="", db_default="")
    cancellation_asked_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    shipped = fields.BigIntField(default=0)
    received = fields.BigIntField(default=0)
    refused = fields.BigIntField(default=0)
    changed_in = fields.IntField(default=1)
    version = fields.IntField(default=1)

    class Meta:
        table = "purchase_line"
        indexes = [("state", "promised_on", "id"), ("product_id", "state")]


class PurchaseDraft(Model):
    """What purchasing is still writing: a new order, or the next version of one that was sent.

    `typed_lines` is JSON [[sku, quantity, needed_on, price, place], …] as typed, wrong ones
    included. `approval_asked_at` is set while finance decides about `asked_total` (minor units of the
    order's currency, which never changes). No supplier ever reads it.
    """

    id = fields.BigIntField(primary_key=True)
    order = fields.OneToOneField(
        "wanglai.PurchaseOrder", related_name="draft", on_delete=fields.CASCADE
    )
    typed_lines = fields.TextField(default="[]")
    reason = fields.TextField(default="")
    answer_by = fields.DatetimeField(null=True)
    approved_total = fields.BigIntField(default=0)
    approval_asked_at = fields.DatetimeField(null=True)
    asked_total = fields.BigIntField(null=True)
    created_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    asked_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    decided_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    decision_reason = fields.TextField(default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "purchase_draft"


class PurchaseRevision(Model):
    """One version of an order as it was sent; `lines` is JSON, a dict a line, by position."""

    id = fields.BigIntField(primary_key=True)
    order = fields.ForeignKeyField(
        "wanglai.PurchaseOrder", related_name="revisions", on_delete=fields.CASCADE, db_index=True
    )
    revision = fields.IntField()
    total = fields.BigIntField(default=0)
    reason = fields.TextField(default="")
    lines = fields.TextField(default="[]")
    sent_by_name = fields.CharField(max_length=120, default="")
    sent_at = fields.DatetimeField()

    class Meta:
        table = "purchase_revision"


class PurchaseDemand(Model):
    """Which sales order line waits for which purchase line, and for how much (×10⁴).

    Suppliers learn how many customer orders a date touches, never whose.
    """

    id = fields.BigIntField(primary_key=True)
    line = fields.ForeignKeyField(
        "wanglai.PurchaseLine", related_name="demands", on_delete=fields.CASCADE, db_index=True
    )
    sales_line = fields.ForeignKeyField(
        "wanglai.SalesOrderLine", related_name="demands", on_delete=fields.CASCADE, db_index=True
    )
    quantity = fields.BigIntField()

    class Meta:
        table = "purchase_demand"
