"""Tables of support. Moments are UTC; what the customer must never read stands in its own table."""

from tortoise import fields
from tortoise.models import Model

from shared.tickets.rules import Category, Priority, TicketState


class Ticket(Model):
    """A support request. `due_at` is the next promise (far away while none runs): lists sort by it."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="tickets", on_delete=fields.RESTRICT, db_index=True
    )
    opened_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    opened_by_name = fields.CharField(max_length=120)
    category = fields.CharEnumField(Category, max_length=16)
    priority = fields.CharEnumField(Priority, max_length=8, default=Priority.NORMAL)
    subject = fields.CharField(max_length=200)
    state = fields.CharEnumField(TicketState, max_length=24, default=TicketState.NEW)
    order = fields.ForeignKeyField(
        "wanglai.SalesOrder", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    product = fields.ForeignKeyField(
        "wanglai.Product", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    opportunity = fields.ForeignKeyField(
        "wanglai.Opportunity", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    assignee = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    merged_into = fields.ForeignKeyField(
        "wanglai.Ticket", related_name="merged", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    follows = fields.ForeignKeyField(
        "wanglai.Ticket", related_name="followed_by", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    calendar = fields.ForeignKeyField(
        "wanglai.BusinessCalendar", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    response_due_at = fields.DatetimeField()
    resolution_due_at = fields.DatetimeField()
    responded_at = fields.DatetimeField(null=True)
    paused_at = fields.DatetimeField(null=True)
    waited = fields.BigIntField(default=0)  # seconds of business time
    response_broken = fields.BooleanField(default=False)
    resolution_broken = fields.BooleanField(default=False)
    due_at = fields.DatetimeField()
    warns_at = fields.DatetimeField(db_index=True)
    escalates_at = fields.DatetimeField(db_index=True)
    escalation = fields.IntField(default=0)
    resolved_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    stars = fields.IntField(null=True)
    rating_comment = fields.TextField(default="")
    rated_at = fields.DatetimeField(null=True)
    last_message_at = fields.DatetimeField()
    last_is_ours = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "ticket"
        indexes = [
            ("due_at", "id"),
            ("updated_at", "id"),
            ("assignee_id", "due_at", "id"),
            ("counterparty_id", "updated_at", "id"),
            ("state", "resolved_at"),
        ]


class TicketMessage(Model):
    """One message that both sides read; `is_ours` says which side wrote it."""

    id = fields.BigIntField(primary_key=True)
    ticket = fields.ForeignKeyField(
        "wanglai.Ticket", related_name="messages", on_delete=fields.RESTRICT, db_index=True
    )
    author = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    author_name = fields.CharField(max_length=120)
    is_ours = fields.BooleanField(default=False)
    text = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_message"
        indexes = [("ticket_id", "id")]


class TicketInternalNote(Model):
    """What only we read of a request."""

    id = fields.BigIntField(primary_key=True)
    ticket = fields.ForeignKeyField(
        "wanglai.Ticket", related_name="internal_notes", on_delete=fields.RESTRICT, db_index=True
    )
    author = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    author_name = fields.CharField(max_length=120)
    text = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_internal_note"
        indexes = [("ticket_id", "id")]


class Article(Model):
    """A problem and its solution, in both languages; outsiders read it once it is published."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    category = fields.CharEnumField(Category, max_length=16)
    title_zh = fields.CharField(max_length=200, default="")
    title_en = fields.CharField(max_length=200, default="")
    body_zh = fields.TextField(default="")
    body_en = fields.TextField(default="")
    is_published = fields.BooleanField(default=False)
    published_at = fields.DatetimeField(null=True)
    helped = fields.IntField(default=0)
    author = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "article"
        indexes = [("updated_at", "id")]


class TicketSnippet(Model):
    """An answer to be used again, in both languages."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    shortcut = fields.CharField(max_length=40, unique=True)
    text_zh = fields.TextField(default="")
    text_en = fields.TextField(default="")
    is_archived = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "ticket_snippet"


class BusinessCalendar(Model):
    """When the desk works for organisations of some countries; days off are written one a line."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=80)
    zone = fields.CharField(max_length=60)
    countries = fields.CharField(max_length=300, default="")
    weekdays = fields.CharField(max_length=7, default="12345")
    opens = fields.IntField(default=540)
    closes = fields.IntField(default=1080)
    holidays = fields.TextField(default="")
    workdays = fields.TextField(default="")
    is_default = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "business_calendar"


class ServiceLevel(Model):
    """What is promised for a category and priority, in minutes of business time."""

    id = fields.BigIntField(primary_key=True)
    category = fields.CharEnumField(Category, max_length=16)
    priority = fields.CharEnumField(Priority, max_length=8)
    response = fields.IntField()
    resolution = fields.IntField()
    version = fields.IntField(default=1)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "service_level"
