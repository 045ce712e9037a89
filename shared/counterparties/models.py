"""Tables of the counterparties. Kinds are columns, because one organisation may hold all four."""

from tortoise import fields
from tortoise.models import Model

from shared.counterparties.rules import (
    AddressKind,
    CareRole,
    ChangeState,
    CounterpartyStatus,
    ItemState,
)
from shared.database.sealed import SealedField


class Counterparty(Model):
    """One organisation that we deal with; both names fall back to each other.

    `parent` is the organisation that it belongs to, a branch to its head office.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    name_zh = fields.CharField(max_length=200, default="")
    name_en = fields.CharField(max_length=200, default="")
    is_customer = fields.BooleanField(default=False)
    is_distributor = fields.BooleanField(default=False)
    is_supplier = fields.BooleanField(default=False)
    is_partner = fields.BooleanField(default=False)
    parent = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    status = fields.CharEnumField(CounterpartyStatus, max_length=12)
    tier = fields.CharField(max_length=1, default="")
    country = fields.CharField(max_length=2, default="CN")
    region = fields.CharField(max_length=80, default="")
    region_other = fields.CharField(max_length=80, default="", db_default="")
    city = fields.CharField(max_length=80, default="")
    city_other = fields.CharField(max_length=80, default="", db_default="")
    currency = fields.CharField(max_length=3, default="CNY")
    payment_days = fields.IntField(default=30)
    tax_number = fields.CharField(max_length=40, default="")
    phone = fields.CharField(max_length=60, default="")
    website = fields.CharField(max_length=200, default="")
    external_source = fields.CharField(max_length=40, default="")
    external_key = fields.CharField(max_length=80, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "counterparty"
        indexes = [("updated_at", "id"), ("name_en", "id"), ("name_zh", "id")]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds it holds, as policy names."""
        held = {
            "customer": self.is_customer,
            "distributor": self.is_distributor,
            "supplier": self.is_supplier,
            "partner": self.is_partner,
        }
        return frozenset(kind for kind, holds in held.items() if holds)


class CounterpartyPrivate(Model):
    """What the organisation itself must never read: rating, strategy, our notes."""

    id = fields.BigIntField(primary_key=True)
    counterparty = fields.OneToOneField(
        "wanglai.Counterparty", related_name=False, on_delete=fields.RESTRICT
    )
    rating = fields.CharField(max_length=20, default="")
    competitor = fields.CharField(max_length=200, default="")
    strategy = fields.TextField(default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "counterparty_private"


class Contact(Model):
    """A person at a counterparty; need not be a user."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="contacts", on_delete=fields.RESTRICT, db_index=True
    )
    name = fields.CharField(max_length=120)
    name_other = fields.CharField(max_length=120, default="", db_default="")
    title = fields.CharField(max_length=120, default="")
    title_other = fields.CharField(max_length=120, default="", db_default="")
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=60, default="")
    is_decision_maker = fields.BooleanField(default=False)
    is_archived = fields.BooleanField(default=False)
    external_key = fields.CharField(max_length=80, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "contact"


class Address(Model):
    """Where goods or papers go; an order keeps its own copy."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="addresses", on_delete=fields.RESTRICT, db_index=True
    )
    kind = fields.CharEnumField(AddressKind, max_length=10)
    label = fields.CharField(max_length=120)
    label_other = fields.CharField(max_length=120, default="", db_default="")
    recipient = fields.CharField(max_length=120, default="")
    recipient_other = fields.CharField(max_length=120, default="", db_default="")
    phone = fields.CharField(max_length=60, default="")
    line = fields.CharField(max_length=300)
    line_other = fields.CharField(max_length=300, default="", db_default="")
    city = fields.CharField(max_length=80, default="")
    city_other = fields.CharField(max_length=80, default="", db_default="")
    region = fields.CharField(max_length=80, default="")
    region_other = fields.CharField(max_length=80, default="", db_default="")
    postcode = fields.CharField(max_length=20, default="")
    country = fields.CharField(max_length=2, default="CN")
    is_default = fields.BooleanField(default=False)
    is_archived = fields.BooleanField(default=False)
    external_key = fields.CharField(max_length=80, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "address"


class Care(Model):
    """Who of us looks after which counterparty."""

    id = fields.BigIntField(primary_key=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="care", on_delete=fields.RESTRICT, db_index=True
    )
    user = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    role = fields.CharEnumField(CareRole, max_length=16)
    created_at = fields.DatetimeField()

    class Meta:
        table = "care"


class EndCustomer(Model):
    """Through which distributor a customer buys, and what that one may know of it: name and city.

    `distributor` is empty where it buys from us without one. The names, those of the distributor too,
    are copies that triggers keep, so that neither of both reads the other's own record.
    """

    id = fields.BigIntField(primary_key=True)
    counterparty = fields.OneToOneField(
        "wanglai.Counterparty", related_name="end_customer", on_delete=fields.RESTRICT
    )
    distributor = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    name_zh = fields.CharField(max_length=200, default="")
    name_en = fields.CharField(max_length=200, default="")
    city = fields.CharField(max_length=80, default="")
    city_other = fields.CharField(max_length=80, default="")
    distributor_zh = fields.CharField(max_length=200, default="", db_default="")
    distributor_en = fields.CharField(max_length=200, default="", db_default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "end_customer"


class Deputy(Model):
    """Who decides in whose place, from when until when."""

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    owner = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    deputy = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "deputy"


class BankAccount(Model):
    """Where money goes to; what stands here is in effect, a change is a ProfileChange first.

    `number` is an IBAN or a national account number without spaces and lies sealed; `last_four` are
    its last signs, to search by. `code` is a BIC or CNAPS code.
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="bank_accounts", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    holder = fields.CharField(max_length=200)
    bank = fields.CharField(max_length=200)
    country = fields.CharField(max_length=2)
    currency = fields.CharField(max_length=3)
    number = SealedField()
    last_four = fields.CharField(max_length=4, default="", db_default="")
    code = fields.CharField(max_length=12, default="")
    is_archived = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "bank_account"


class ProfileChange(Model):
    """What an organisation asks us to change: of its profile, a place, a person, an account.

    `target` is the public id of the place, person or account, "" for one that is new and for the
    profile. A grave change (bank, tax) has a second colleague and cools before `effective_at`.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=20, unique=True)
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="profile_changes", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    about = fields.CharField(max_length=16)
    verb = fields.CharField(max_length=8)
    target = fields.CharField(max_length=32, default="")
    label = fields.CharField(max_length=200, default="")
    state = fields.CharEnumField(ChangeState, max_length=10)
    is_grave = fields.BooleanField(default=False)
    note = fields.TextField(default="")
    reason = fields.TextField(default="")
    requested_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    requested_at = fields.DatetimeField()
    answer_by = fields.DatetimeField()
    reviewed_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    reviewed_at = fields.DatetimeField(null=True)
    approved_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    approved_at = fields.DatetimeField(null=True)
    effective_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "profile_change"
        indexes = [("requested_at", "id"), ("state", "effective_at")]


class ProfileChangeItem(Model):
    """One field of a change: what stood there when it was asked for, and what is wanted."""

    id = fields.BigIntField(primary_key=True)
    change = fields.ForeignKeyField(
        "wanglai.ProfileChange", related_name="items", on_delete=fields.RESTRICT, db_index=True
    )
    field = fields.CharField(max_length=24)
    old = SealedField(default="")
    new = SealedField(default="")
    state = fields.CharEnumField(ItemState, max_length=10)
    reason = fields.TextField(default="")

    class Meta:
        table = "profile_change_item"
