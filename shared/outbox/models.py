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
