"""Tables of the machinery: number sequences, idempotency keys, the search index's rows."""

from tortoise import fields
from tortoise.models import Model


class NumberSequence(Model):
    """The last business number given under a prefix and year (`SO-2026`)."""

    prefix = fields.CharField(max_length=20, primary_key=True)
    last_given = fields.BigIntField(default=0)

    class Meta:
        table = "number_sequence"


class IdempotencyKey(Model):
    """One submitted form and its answer, so that a retry repeats the answer and not the deed."""

    key = fields.CharField(max_length=120, primary_key=True)
    permission = fields.CharField(max_length=80)
    body_hash = fields.CharField(max_length=64)
    answer = fields.TextField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "idempotency_key"


class SearchEntry(Model):
    """The words under which one record is found; `kind` is its table, `ref_id` its row.

    The index over `words` (FTS5 or a GIN index over tsvector) is made by the migrations.
    """

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=40)
    ref_id = fields.BigIntField()
    words = fields.TextField()

    class Meta:
        table = "search_entry"
