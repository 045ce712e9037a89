"""Tables of announcements. Days are days of the host's zone; moments are UTC."""

from tortoise import fields
from tortoise.models import Model

from shared.campaigns.rules import AnnouncementState, Importance


class Announcement(Model):
    """What we tell organisations; titles and texts fall back to the other language.

    `revision` counts what was published (0 in a first draft), `told_revision` what readers were
    written to about. `published_at` is the moment of the newest version.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    title_zh = fields.CharField(max_length=160, default="")
    title_en = fields.CharField(max_length=160, default="")
    text_zh = fields.TextField(default="")
    text_en = fields.TextField(default="")
    importance = fields.CharEnumField(Importance, max_length=10, default=Importance.NOTICE)
    state = fields.CharEnumField(AnnouncementState, max_length=10, default=AnnouncementState.DRAFT)
    to_distributor = fields.BooleanField(default=False)
    to_customer = fields.BooleanField(default=False)
    to_supplier = fields.BooleanField(default=False)
    to_partner = fields.BooleanField(default=False)
    for_administrators = fields.BooleanField(default=False)
    visible_from = fields.DateField(null=True)
    visible_until = fields.DateField(null=True)
    revision = fields.IntField(default=0)
    told_revision = fields.IntField(default=0)
    created_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    published_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)
    told_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "announcement"
        indexes = [("updated_at", "id"), ("published_at", "id"), ("state", "visible_from")]


class AnnouncementAddressee(Model):
    """An organisation that is addressed by name, whatever its kinds."""

    id = fields.BigIntField(primary_key=True)
    announcement = fields.ForeignKeyField(
        "wanglai.Announcement", related_name="addressees", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        table = "announcement_addressee"


class AnnouncementRevision(Model):
    """A version as it was published; never written again."""

    id = fields.BigIntField(primary_key=True)
    announcement = fields.ForeignKeyField(
        "wanglai.Announcement", related_name="revisions", on_delete=fields.RESTRICT, db_index=True
    )
    revision = fields.IntField()
    title_zh = fields.CharField(max_length=160, default="")
    title_en = fields.CharField(max_length=160, default="")
    text_zh = fields.TextField(default="")
    text_en = fields.TextField(default="")
    importance = fields.CharEnumField(Importance, max_length=10)
    published_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    published_at = fields.DatetimeField()

    class Meta:
        table = "announcement_revision"


class AnnouncementReceipt(Model):
    """That one person, for one organisation, has read and confirmed one version."""

    id = fields.BigIntField(primary_key=True)
    announcement = fields.ForeignKeyField(
        "wanglai.Announcement", related_name="receipts", on_delete=fields.RESTRICT, db_index=True
    )
    membership = fields.ForeignKeyField(
        "wanglai.Membership", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    revision = fields.IntField()
    read_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "announcement_receipt"
