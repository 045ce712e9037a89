"""What the door keeps: codes that wait to be typed, and the mail domains that people join by."""

from tortoise import fields
from tortoise.models import Model

from shared.identity.domain_rules import DomainState
from shared.identity.rules import RoleRequestState


class AddressProof(Model):
    """Somebody proven without an address, who is sent a code to the one she was invited by.

    The key is the hash of a cookie: the code works in that browser, for that identity, with that
    link. The hash of the code is made with the cookie, so that a stolen copy cannot be guessed.
    """

    secret_hash = fields.CharField(max_length=64, primary_key=True)
    invitation = fields.ForeignKeyField(
        "wanglai.Invitation", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    link_hash = fields.CharField(max_length=64, db_index=True)
    face = fields.CharField(max_length=10)
    provider = fields.CharField(max_length=60)
    issuer = fields.CharField(max_length=300)
    subject = fields.CharField(max_length=255)
    name = fields.CharField(max_length=200, default="")
    id_token = fields.TextField(default="")
    provider_session = fields.CharField(max_length=255, default="")
    authenticated_at = fields.DatetimeField(null=True)
    code_hash = fields.CharField(max_length=64)
    tries = fields.IntField(default=0)
    sends = fields.IntField(default=1)
    sent_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "address_proof"


class DomainClaim(Model):
    """A mail domain that an organisation says is its own, proven by a TXT record."""

    id = fields.BigIntField(primary_key=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    domain = fields.CharField(max_length=240, db_index=True)
    token = fields.CharField(max_length=64)
    role = fields.CharField(max_length=24)
    state = fields.CharEnumField(DomainState, max_length=10, default=DomainState.CLAIMED)
    proven_at = fields.DatetimeField(null=True)
    checked_at = fields.DatetimeField(null=True)
    lost_at = fields.DatetimeField(null=True)
    # The name of the one provider that may vouch for addresses there; "" is any.
    provider = fields.CharField(max_length=40, default="", db_default="")
    version = fields.IntField(default=1, db_default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "domain_claim"


class DomainRequest(Model):
    """How people are to come in by a mail domain, until a second administrator has decided it."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    # The claim that is to change and its version when that was asked; none asks for a new one.
    claim = fields.ForeignKeyField(
        "wanglai.DomainClaim",
        related_name=False,
        on_delete=fields.RESTRICT,
        null=True,
        db_index=True,
    )
    claim_version = fields.IntField(default=0)
    domain = fields.CharField(max_length=240, db_index=True)
    role = fields.CharField(max_length=24)
    provider = fields.CharField(max_length=40, default="")
    reason = fields.CharField(max_length=1000, default="")
    state = fields.CharEnumField(RoleRequestState, max_length=10, default=RoleRequestState.PENDING)
    requested_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    decided_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, null=True, db_index=True
    )
    decided_at = fields.DatetimeField(null=True)
    answer = fields.CharField(max_length=1000, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "domain_request"


class StepUp(Model):
    """Half of a fresh proof: somebody came back from her provider, a code went to her address.

    It counts in the session with the hash `session_hash` alone. `state_hash` is of the state of the
    round trip, which therefore begins one proof; the code's hash is made with the session's secret.
    """

    id = fields.BigIntField(primary_key=True)
    session_hash = fields.CharField(max_length=64, db_index=True)
    state_hash = fields.CharField(max_length=64, unique=True)
    user = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    face = fields.CharField(max_length=10)
    email = fields.CharField(max_length=254)
    code_hash = fields.CharField(max_length=64)
    tries = fields.IntField(default=0)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "step_up"
