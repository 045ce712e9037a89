"""Requests for quotation: what we ask, whom, what each answers, and who wins.

What one supplier does writes nothing into a row that another one reads: answers stand in tables
of their own, so neither a version nor a time tells of another bidder.
"""

from tortoise import fields
from tortoise.models import Model

from shared.purchasing.rules.rfqs import RfqStage


class Rfq(Model):
    """What we ask suppliers to quote, in one currency.

    Bids are sealed until `closes_at`; it is empty in a draft without a day and in a request that
    was cancelled before its deadline, whose bids nobody ever reads. Invited suppliers see the row
    once `published_at` is set.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    title = fields.CharField(max_length=120)
    note = fields.TextField(default="")
    currency = fields.CharField(max_length=3)
    stage = fields.CharEnumField(RfqStage, max_length=12, default=RfqStage.DRAFT)
    closes_at = fields.DatetimeField(null=True, db_index=True)
    line_count = fields.IntField(default=0)
    buyer = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    published_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    reason = fields.TextField(default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "rfq"
        indexes = [("created_at", "id"), ("stage", "created_at", "id")]


class RfqLine(Model):
    """One thing asked for: a product of ours (`sku`), or free text in both names; quantity ×10⁴."""

    id = fields.BigIntField(primary_key=True)
    rfq = fields.ForeignKeyField(
        "wanglai.Rfq", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    position = fields.IntField()
    sku = fields.CharField(max_length=80, default="")
    name_zh = fields.CharField(max_length=200, default="")
    name_en = fields.CharField(max_length=200, default="")
    unit = fields.CharField(max_length=20, default="pcs")
    quantity = fields.BigIntField()
    needed_on = fields.DateField()

    class Meta:
        table = "rfq_line"


class RfqInvitation(Model):
    """A supplier who is asked; she sees it, and nobody else's, once `invited_at` is set."""

    id = fields.BigIntField(primary_key=True)
    rfq = fields.ForeignKeyField(
        "wanglai.Rfq", related_name="invitations", on_delete=fields.CASCADE, db_index=True
    )
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    invited_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    declined_at = fields.DatetimeField(null=True)
    decline_reason = fields.TextField(default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "rfq_invitation"
        unique_together = (("rfq", "supplier"),)
        indexes = [("supplier_id", "invited_at", "id")]


class Bid(Model):
    """What one supplier offers; a draft while `submitted_at` is empty. Nobody of ours reads it
    before the deadline of its request, and never a draft."""

    id = fields.BigIntField(primary_key=True)
    rfq = fields.ForeignKeyField(
        "wanglai.Rfq", related_name="bids", on_delete=fields.RESTRICT, db_index=True
    )
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    note = fields.TextField(default="")
    submitted_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "bid"
        unique_together = (("rfq", "supplier"),)


class BidLine(Model):
    """The price of one line in minor units for one piece, and the days until it is delivered."""

    id = fields.BigIntField(primary_key=True)
    bid = fields.ForeignKeyField(
        "wanglai.Bid", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    line = fields.ForeignKeyField(
        "wanglai.RfqLine", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    price = fields.BigIntField()
    lead_days = fields.IntField(default=0)

    class Meta:
        table = "bid_line"
        unique_together = (("bid", "line"),)


class RfqAward(Model):
    """Who wins one line, at the price of the bid; the winner sees it once `awarded_at` is set."""

    id = fields.BigIntField(primary_key=True)
    rfq = fields.ForeignKeyField(
        "wanglai.Rfq", related_name="awards", on_delete=fields.CASCADE, db_index=True
    )
    line = fields.OneToOneField("wanglai.RfqLine", related_name="award", on_delete=fields.CASCADE)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    price = fields.BigIntField()
    chosen_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    awarded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "rfq_award"
