"""A message waiting to be delivered by the relay, with its attempts."""

from tortoise import fields
from tortoise.models import Model


class OutboxMessage(Model):
    """Something that happened and must be followed up (mail, notification); payload is JSON.

    `once` names a message that must never be written twice (a letter to one reader); unique.
    """

    id = fields.BigIntField(primary_key=True)
    topic = fields.CharField(max_length=80)
    record_number = fields.CharField(max_length=60)
    once = fields.CharField(max_length=120, null=True)
    payload = fields.TextField(default="{}")
    status = fields.CharField(max_length=10, default="pending")
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    last_error = fields.TextField(default="")
    created_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox_message"
        indexes = [("status", "due_at", "id")]


class Notification(Model):
    """Something a person is told within the app; its words are made from `topic` when it is read.

    `place_id` is the organisation for which she was told on the portal, None for staff; `path` the
    matter on her face; `decided` is JSON [accepted, refused] with fields that were decided, or "".
    `digest_at` (UTC) is set while its mail waits for the daily summary.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    once = fields.CharField(max_length=120, unique=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    face = fields.CharField(max_length=10)
    place_id = fields.BigIntField(null=True)
    topic = fields.CharField(max_length=80)
    record_number = fields.CharField(max_length=60)
    company_zh = fields.CharField(max_length=200, default="")
    company_en = fields.CharField(max_length=200, default="")
    path = fields.CharField(max_length=200)
    decided = fields.TextField(default="", db_default="")
    created_at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)
    digest_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notification"
        indexes = [("user_id", "face", "read_at", "id"), ("digest_at", "id")]


class NotificationChoice(Model):
    """How somebody wants to be written to about one kind of matter on one face."""

    id = fields.BigIntField(primary_key=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    face = fields.CharField(max_length=10)
    kind = fields.CharField(max_length=40)
    mail = fields.CharField(max_length=10)

    class Meta:
        table = "notification_choice"
