"""Tables of identity. Tokens are stored as SHA-256; a stolen copy opens nothing."""

from tortoise import fields
from tortoise.models import Model

from shared.identity.rules import RescueState


class ExternalIdentity(Model):
    """A person as one provider knows her: (issuer, subject) and nothing else identifies."""

    id = fields.BigIntField(primary_key=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name="identities", on_delete=fields.RESTRICT, db_index=True
    )
    issuer = fields.CharField(max_length=300)
    subject = fields.CharField(max_length=255)
    email_at_link = fields.CharField(max_length=254, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "external_identity"


class Membership(Model):
    """A person in an organisation: organisation_admin, member or viewer."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name="memberships", on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="memberships", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    role = fields.CharField(max_length=24)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "membership"


class StaffRole(Model):
    """A hat that a colleague wears in the admin."""

    id = fields.BigIntField(primary_key=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name="staff_roles", on_delete=fields.RESTRICT, db_index=True
    )
    role = fields.CharField(max_length=24)
    created_at = fields.DatetimeField()

    class Meta:
        table = "staff_role"


class Invitation(Model):
    """A door for one e-mail address into one role: 72 hours, once."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    email = fields.CharField(max_length=254)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="invitations", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    role = fields.CharField(max_length=24)
    invited_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    life_hours = fields.IntField(default=72)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    used_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    revoked_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "invitation"


class Session(Model):
    """A signed-in browser on one face; the key is the hash of its cookie."""

    token_hash = fields.CharField(max_length=64, primary_key=True)
    face = fields.CharField(max_length=10)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name="sessions", on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    provider = fields.CharField(max_length=60)
    issuer = fields.CharField(max_length=300, default="")
    id_token = fields.TextField(default="")
    device = fields.CharField(max_length=300, default="")
    address = fields.CharField(max_length=45, default="")
    signed_in_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "session"


class AdministratorRequest(Model):
    """A member asks to become administrator because the only one is gone; we answer."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    candidate = fields.ForeignKeyField(
        "wanglai.Membership", related_name="rescues", on_delete=fields.RESTRICT, db_index=True
    )
    reason = fields.TextField()
    state = fields.CharEnumField(RescueState, max_length=10)
    answer = fields.TextField(default="")
    answered_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    answered_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "administrator_request"
