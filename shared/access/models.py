"""The person who signs in; every column that names an actor points here."""

from tortoise import fields
from tortoise.models import Model


class User(Model):
    """A person, inside or outside; what she may do stands in memberships and staff roles.

    `name` is as she writes it, `name_other` in the other language (see `kernel.two_languages`).
    """

    id = fields.BigIntField(primary_key=True)
    public_id = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=120)
    name_other = fields.CharField(max_length=120, default="", db_default="")
    email = fields.CharField(max_length=254, db_index=True)
    phone = fields.CharField(max_length=40, default="")
    title = fields.CharField(max_length=120, default="")
    title_other = fields.CharField(max_length=120, default="", db_default="")
    locale = fields.CharField(max_length=8, default="")
    zone = fields.CharField(max_length=60, default="Asia/Shanghai")
    is_active = fields.BooleanField(default=True)
    leader = fields.ForeignKeyField(
        "wanglai.User", related_name="team", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    approval_limit = fields.BigIntField(null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "user"
