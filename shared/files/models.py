"""The table of attached files. The bytes lie in the store; nothing of a name is in their key."""

from tortoise import fields
from tortoise.models import Model


class Attachment(Model):
    """One file: staged while `parent_table` is empty, then part of that record.

    `is_internal` files hang on what only the staff may read. `owner` is the organisation that sent
    it, none for ours. `is_stored` is false while bytes arrive or leave. A removed file leaves its
    row behind; `scan` is "" without a scanner, else "pending", "clean" or "infected".
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    parent_table = fields.CharField(max_length=40, default="")
    parent_id = fields.BigIntField(null=True)
    is_internal = fields.BooleanField(default=False)
    name = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=80)
    thumbnail_key = fields.CharField(max_length=80, default="")
    uploaded_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    owner = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    is_stored = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    attached_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)
    removed_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    scan = fields.CharField(max_length=10, default="", db_default="")

    class Meta:
        table = "attachment"
        indexes = [("parent_table", "parent_id"), ("attached_at", "created_at")]
