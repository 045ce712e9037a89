"""Tables of identity. Tokens are stored as SHA-256; a stolen copy opens nothing."""

from tortoise import fields
from tortoise.models import Model

from shared.identity.rules import Reach, RescueState, RoleRequestState


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


class CustomRole(Model):
    """A role that an administrator made: ours, or of the organisation that owns it.

    `key` is its name wherever a role's name is kept, `base` the built-in role it was cloned from,
    `law` what it grants (`shared.access.tailoring`).
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=20, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    base = fields.CharField(max_length=24)
    name_zh = fields.CharField(max_length=60, default="")
    name_en = fields.CharField(max_length=60, default="")
    note = fields.CharField(max_length=300, default="")
    law = fields.TextField()
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)
    created_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "custom_role"


class Membership(Model):
    """A person in an organisation: organisation_admin, member or viewer.

    One that `reach`es below has rows in the organisations below as well: they say `through` which
    one, and count only as long as that one does, with its role (`below.py`, `hats.py`).
    """

    # With a custom role, `role` is its key.

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
    custom = fields.ForeignKeyField(
        "wanglai.CustomRole", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    reach = fields.CharEnumField(
        Reach, max_length=12, default=Reach.ORGANISATION, db_default="organisation"
    )
    through = fields.ForeignKeyField(
        "wanglai.Membership", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "membership"


class StaffRole(Model):
    """A hat that a colleague wears in the admin."""

    # With a custom role, `role` is its key.

    id = fields.BigIntField(primary_key=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name="staff_roles", on_delete=fields.RESTRICT, db_index=True
    )
    role = fields.CharField(max_length=24)
    custom = fields.ForeignKeyField(
        "wanglai.CustomRole", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    created_at = fields.DatetimeField()

    class Meta:
        table = "staff_role"


class Invitation(Model):
    """A door for one e-mail address into one role: 72 hours, once.

    `resends` counts how often it was sent again since `resends_since`.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    email = fields.CharField(max_length=254)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="invitations", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    role = fields.CharField(max_length=24)
    custom = fields.ForeignKeyField(
        "wanglai.CustomRole", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
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
    resends = fields.IntField(default=0, db_default=0)
    resends_since = fields.DatetimeField(null=True)
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
    provider_session = fields.CharField(max_length=255, default="", db_index=True)
    authenticated_at = fields.DatetimeField(null=True)
    device = fields.CharField(max_length=300, default="")
    address = fields.CharField(max_length=45, default="")
    signed_in_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "session"


class ViewAs(Model):
    """A colleague of ours looks at the portal as a member does: her pass, then the view itself.

    The pass opens once, until `pass_until`; from `begun_at` the view lives until `until` at the
    latest, and no longer than the admin's session with the hash `viewer_session`.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    viewer = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    viewer_session = fields.CharField(max_length=64)
    membership = fields.ForeignKeyField(
        "wanglai.Membership", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    reason = fields.TextField()
    pass_hash = fields.CharField(max_length=64, unique=True)
    pass_until = fields.DatetimeField()
    session_hash = fields.CharField(max_length=64, null=True, unique=True)
    begun_at = fields.DatetimeField(null=True)
    until = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "view_as"


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


class RoleRequest(Model):
    """A change that touches the rights of administrators, until a second one has decided it.

    With a `custom` role it changes what that role grants to `law` (None: it removes the role, and
    `role` takes its place); with a `colleague` it gives or takes (`takes`) the role named `role`.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    custom = fields.ForeignKeyField(
        "wanglai.CustomRole", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    role_version = fields.IntField(default=0)
    name_zh = fields.CharField(max_length=60, default="")
    name_en = fields.CharField(max_length=60, default="")
    note = fields.CharField(max_length=300, default="")
    law = fields.TextField(null=True)
    colleague = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    role = fields.CharField(max_length=24, default="")
    takes = fields.BooleanField(default=False)
    reason = fields.CharField(max_length=1000, default="")
    state = fields.CharEnumField(RoleRequestState, max_length=10, default=RoleRequestState.PENDING)
    requested_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    decided_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    decided_at = fields.DatetimeField(null=True)
    answer = fields.CharField(max_length=1000, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "role_request"
