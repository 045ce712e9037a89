"""Tables of the funnel. Amounts are minor units; competitor and forecast stand apart."""

from tortoise import fields
from tortoise.models import Model

from shared.opportunities.rules import DealState, Outcome, Stage


class Opportunity(Model):
    """A chance to sell to a counterparty, in one of eight stages until won or lost."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="opportunities", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    name = fields.CharField(max_length=200)
    needs = fields.TextField(default="")
    product_line = fields.CharField(max_length=80, default="")
    product_line_zh = fields.CharField(max_length=80, default="")
    customer_key = fields.CharField(max_length=200, default="", db_index=True)
    stage = fields.CharEnumField(Stage, max_length=20)
    outcome = fields.CharEnumField(Outcome, max_length=8, default=Outcome.OPEN)
    lost_reason = fields.CharField(max_length=300, default="")
    probability = fields.IntField(default=10)
    amount = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    closes_on = fields.DateField()
    owner = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    stage_since_at = fields.DatetimeField()
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "opportunity"
        indexes = [
            ("updated_at", "id"),
            ("closes_on", "id"),
            ("amount", "id"),
            ("outcome", "stage", "updated_at", "id"),
        ]


class OpportunityPrivate(Model):
    """What partners never see of an opportunity."""

    id = fields.BigIntField(primary_key=True)
    opportunity = fields.OneToOneField(
        "wanglai.Opportunity", related_name="private", on_delete=fields.RESTRICT
    )
    competitor = fields.CharField(max_length=200, default="")
    forecast = fields.BigIntField(null=True)
    internal_note = fields.TextField(default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "opportunity_private"


class OpportunityShare(Model):
    """Which partner sees which opportunity: the visibility table of the funnel."""

    id = fields.BigIntField(primary_key=True)
    opportunity = fields.ForeignKeyField(
        "wanglai.Opportunity", related_name="shares", on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    shared_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    created_at = fields.DatetimeField()

    class Meta:
        table = "opportunity_share"


class OpportunityStep(Model):
    """What one side plans next on an opportunity: ours without a counterparty, or a partner's."""

    id = fields.BigIntField(primary_key=True)
    opportunity = fields.ForeignKeyField(
        "wanglai.Opportunity", related_name="steps", on_delete=fields.RESTRICT, db_index=True
    )
    # Whose plan it is; another partner on the same opportunity must not read it.
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    next_step = fields.CharField(max_length=300, default="")
    next_step_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "opportunity_step"
        indexes = [("counterparty_id", "next_step_on")]


class OpportunityNote(Model):
    """A note in the conversation about an opportunity; read by everyone who sees it."""

    id = fields.BigIntField(primary_key=True)
    opportunity = fields.ForeignKeyField(
        "wanglai.Opportunity", related_name="notes", on_delete=fields.RESTRICT, db_index=True
    )
    author = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    author_name = fields.CharField(max_length=120)
    organisation = fields.CharField(max_length=200, default="")
    # The partner who wrote it; another partner on the same opportunity must not read it.
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    text = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "opportunity_note"


class DealRegistration(Model):
    """A distributor's claim to an end customer for one product line (商机报备)."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    distributor = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="deals", on_delete=fields.RESTRICT, db_index=True
    )
    customer_name = fields.CharField(max_length=200)
    customer_key = fields.CharField(max_length=200, db_index=True)
    customer_city = fields.CharField(max_length=80, default="")
    customer_city_other = fields.CharField(max_length=80, default="", db_default="")
    customer_contact = fields.CharField(max_length=200, default="")
    product_line = fields.CharField(max_length=80)
    product_line_zh = fields.CharField(max_length=80, default="")
    amount = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    closes_on = fields.DateField(null=True)
    story = fields.TextField(default="")
    state = fields.CharEnumField(DealState, max_length=20)
    submitted_at = fields.DatetimeField(null=True)
    submitted_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    protected_until = fields.DateField(null=True)
    extension_until = fields.DateField(null=True)
    extension_reason = fields.TextField(default="")
    extension_asked_at = fields.DatetimeField(null=True)
    question = fields.TextField(default="")
    answer = fields.TextField(default="")
    # Who took it in hand; above the limit somebody else approves.
    reviewed_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    # What a loser may know of the winner: the day until which the customer is protected.
    conflict_until = fields.DateField(null=True)
    reason = fields.TextField(default="")
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    opportunity = fields.ForeignKeyField(
        "wanglai.Opportunity", related_name="deals", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "deal_registration"
        indexes = [
            ("updated_at", "id"),
            ("distributor_id", "updated_at", "id"),
            ("state", "protected_until"),
        ]
