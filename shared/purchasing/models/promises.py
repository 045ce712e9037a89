"""What the two sides said about a purchase order: every date ever promised, every message."""

from tortoise import fields
from tortoise.models import Model

from shared.purchasing.rules.lines import Side


class Promise(Model):
    """A quantity for a day, once put on the table for a line; never changed or removed.

    Those with the same `round` of a line belong together (several deliveries). `side` is who named
    it, `asked_by` who wanted the change: a change asked for by purchasing moves the day against
    which "on time" is measured. `reason_code` is the reason chosen from a list,
    `reason` the own words beside it. `agreed_at` is set when both sides stand by it.
    """

    id = fields.BigIntField(primary_key=True)
    line = fields.ForeignKeyField(
        "wanglai.PurchaseLine", related_name="promises", on_delete=fields.CASCADE, db_index=True
    )
    round = fields.IntField()
    quantity = fields.BigIntField()
    promised_on = fields.DateField()
    side = fields.CharEnumField(Side, max_length=12)
    asked_by = fields.CharEnumField(Side, max_length=12)
    reason = fields.TextField(default="")
    reason_code = fields.CharField(max_length=20, default="", db_default="")
    said_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    said_by_name = fields.CharField(max_length=120, default="")
    said_at = fields.DatetimeField()
    agreed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "purchase_promise"


class PurchaseMessage(Model):
    """A sentence in the thread that both sides read; about one line or the whole order.

    `deed` names the verb it came with ("" for a plain message).
    """

    id = fields.BigIntField(primary_key=True)
    order = fields.ForeignKeyField(
        "wanglai.PurchaseOrder", related_name="messages", on_delete=fields.CASCADE, db_index=True
    )
    line = fields.ForeignKeyField(
        "wanglai.PurchaseLine", related_name="messages", null=True, on_delete=fields.CASCADE,
        db_index=True,
    )  # fmt: skip
    author = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    author_name = fields.CharField(max_length=120, default="")
    side = fields.CharEnumField(Side, max_length=12)
    deed = fields.CharField(max_length=30, default="")
    text = fields.TextField(default="")
    said_at = fields.DatetimeField()

    class Meta:
        table = "purchase_message"
