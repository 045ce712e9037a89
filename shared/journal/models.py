"""The journal's rows and its head. Rows are never changed: triggers refuse it on both databases."""

import hashlib
import json

from tortoise import fields
from tortoise.models import Model


class JournalEntry(Model):
    """One deed. `before` and `after` hold the changed values only; `hash` chains to the last one."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    actor_name = fields.CharField(max_length=120)
    face = fields.CharField(max_length=10)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    verb = fields.CharField(max_length=80)
    record_table = fields.CharField(max_length=40)
    record_number = fields.CharField(max_length=60)
    reason = fields.TextField(default="")
    before = fields.TextField(default="{}")
    after = fields.TextField(default="{}")
    previous_hash = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal_entry"
        indexes = [("record_table", "record_number", "id")]

    def fingerprint(self) -> str:
        """Return the SHA-256 of this entry's contents and its predecessor's hash."""
        parts = [
            self.previous_hash, self.at.isoformat(), self.actor_id, self.actor_name, self.face,
            self.counterparty_id, self.verb, self.record_table, self.record_number, self.reason,
            self.before, self.after,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class JournalConcern(Model):
    """Whom an entry about many organisations at once (an export) reaches."""

    id = fields.BigIntField(primary_key=True)
    entry = fields.ForeignKeyField(
        "wanglai.JournalEntry", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        table = "journal_concern"


class JournalHead(Model):
    """The one row that holds the last hash; locking it puts entries in one order."""

    id = fields.IntField(primary_key=True)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal_head"
