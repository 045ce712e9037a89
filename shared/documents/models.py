"""Tables of the papers. Kinds are columns (`for_supplier`), so that the scope can filter by them."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from shared.documents.rules import PARTNER_KINDS, CertificateState, DocumentKind


class ForKinds:
    """What is meant for whole kinds of organisations."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds it is meant for."""
        return tuple(kind for kind in PARTNER_KINDS if getattr(self, f"for_{kind}"))


def for_kinds(kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return the columns that say for which kinds something is."""
    return {f"for_{kind}": kind in kinds for kind in PARTNER_KINDS}


class Document(Model, ForKinds):
    """A paper we share: with whole kinds, and with organisations chosen one by one."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    title_zh = fields.CharField(max_length=200, default="")
    title_en = fields.CharField(max_length=200, default="")
    kind = fields.CharEnumField(DocumentKind, max_length=16)
    for_distributor = fields.BooleanField(default=False)
    for_customer = fields.BooleanField(default=False)
    for_supplier = fields.BooleanField(default=False)
    for_partner = fields.BooleanField(default=False)
    is_shared = fields.BooleanField(default=True)
    edition = fields.IntField(default=0)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "document"
        indexes = [("updated_at", "id")]


class DocumentVersion(Model):
    """One edition of a document; its files hang on it and stay."""

    id = fields.BigIntField(primary_key=True)
    document = fields.ForeignKeyField(
        "wanglai.Document", related_name="versions", on_delete=fields.RESTRICT, db_index=True
    )
    number = fields.IntField()
    note = fields.CharField(max_length=500, default="")
    created_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    created_at = fields.DatetimeField()

    class Meta:
        table = "document_version"


class DocumentShare(Model):
    """A document is open to one organisation, whatever its kind."""

    id = fields.BigIntField(primary_key=True)
    document = fields.ForeignKeyField(
        "wanglai.Document", related_name="shares", on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    created_at = fields.DatetimeField()

    class Meta:
        table = "document_share"


class DocumentReading(Model):
    """Somebody of an organisation opened an edition for the first time."""

    id = fields.BigIntField(primary_key=True)
    edition = fields.ForeignKeyField(
        "wanglai.DocumentVersion", related_name="readings", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    user = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    at = fields.DatetimeField()

    class Meta:
        table = "document_reading"


class CertificateRequirement(Model, ForKinds):
    """A certificate that every organisation of some kinds must hold; gating ones stop new orders."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    name_zh = fields.CharField(max_length=120, default="")
    name_en = fields.CharField(max_length=120, default="")
    for_distributor = fields.BooleanField(default=False)
    for_customer = fields.BooleanField(default=False)
    for_supplier = fields.BooleanField(default=False)
    for_partner = fields.BooleanField(default=False)
    is_gating = fields.BooleanField(default=False)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "certificate_requirement"


class Certificate(Model):
    """One certificate that an organisation sent; its files hang on it.

    `expires_on` is what the sender stated until the reviewer has read it. `reminded` counts the
    reminders that have gone out.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="certificates", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    requirement = fields.ForeignKeyField(
        "wanglai.CertificateRequirement", related_name=False, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    state = fields.CharEnumField(CertificateState, max_length=12)
    number = fields.CharField(max_length=80, default="")
    expires_on = fields.DateField()
    submitted_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    submitted_at = fields.DatetimeField()
    reviewed_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    reviewed_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=1000, default="")
    reminded = fields.IntField(default=0)
    version = fields.IntField(default=1)

    class Meta:
        table = "certificate"
        indexes = [("state", "expires_on", "id"), ("counterparty_id", "requirement_id", "id")]
