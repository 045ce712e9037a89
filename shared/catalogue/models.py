"""Tables of the catalogue. Prices are net minor units per a stated quantity; cost stands apart."""

from tortoise import fields
from tortoise.models import Model


class Product(Model):
    """Something we sell, buy, or both. Quantities are scaled by 10⁴."""

    id = fields.BigIntField(primary_key=True)
    sku = fields.CharField(max_length=40, unique=True)
    name_zh = fields.CharField(max_length=200, default="")
    name_en = fields.CharField(max_length=200, default="")
    category_zh = fields.CharField(max_length=80, default="")
    category_en = fields.CharField(max_length=80, default="")
    description_zh = fields.TextField(default="")
    description_en = fields.TextField(default="")
    unit = fields.CharField(max_length=20, default="pcs")
    minimum_quantity = fields.BigIntField(default=10_000)
    pack_quantity = fields.BigIntField(default=10_000)
    tax_class = fields.CharField(max_length=20, default="standard")
    allows_backorder = fields.BooleanField(default=True)
    lead_days = fields.IntField(default=14)
    is_active = fields.BooleanField(default=True)
    is_sold = fields.BooleanField(default=True)
    is_bought = fields.BooleanField(default=False)
    supplier = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name=False, null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    external_source = fields.CharField(max_length=40, default="")
    external_key = fields.CharField(max_length=80, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "product"


class ProductCost(Model):
    """What it costs us, per `per` pieces, minor units."""

    id = fields.BigIntField(primary_key=True)
    product = fields.OneToOneField("wanglai.Product", related_name=False, on_delete=fields.RESTRICT)
    cost = fields.BigIntField()
    per = fields.IntField(default=1)
    currency = fields.CharField(max_length=3)
    version = fields.IntField(default=1)

    class Meta:
        table = "product_cost"


class Stock(Model):
    """What lies free in the warehouse and when more comes; taken by conditional update."""

    id = fields.BigIntField(primary_key=True)
    product = fields.OneToOneField(
        "wanglai.Product", related_name="stock", on_delete=fields.RESTRICT
    )
    free = fields.BigIntField(default=0)
    expected = fields.BigIntField(default=0)
    expected_on = fields.DateField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "stock"


class TaxRate(Model):
    """Tax by country of delivery and class of product, basis points."""

    id = fields.BigIntField(primary_key=True)
    country = fields.CharField(max_length=2)
    tax_class = fields.CharField(max_length=20)
    rate = fields.IntField()
    version = fields.IntField(default=1)

    class Meta:
        table = "tax_rate"

    @property
    def code(self) -> str:
        """How pages and journal call it: `CN-standard`."""
        return f"{self.country}-{self.tax_class}"


class PriceList(Model):
    """Prices in one currency for those it is assigned to; `is_standard` serves everyone else.

    `changed_by` wrote in it last; all who did since it was last published are its authors and do
    not publish it. A draft that `replaces` a published list (at its `replaces_version`) takes its
    place when it is published.
    """

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(max_length=40, unique=True)
    name_zh = fields.CharField(max_length=120, default="")
    name_en = fields.CharField(max_length=120, default="")
    currency = fields.CharField(max_length=3)
    valid_from = fields.DateField()
    valid_until = fields.DateField(null=True)
    is_standard = fields.BooleanField(default=False)
    is_published = fields.BooleanField(default=True)
    external_source = fields.CharField(max_length=40, default="")
    changed_by = fields.ForeignKeyField(
        "wanglai.User", related_name=False, null=True, on_delete=fields.RESTRICT, db_index=True
    )
    replaces = fields.ForeignKeyField(
        "wanglai.PriceList", related_name="revisions", null=True, on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    replaces_version = fields.IntField(default=0)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "price_list"


class PriceListAuthor(Model):
    """Somebody who wrote in a list since it was last published, and so does not publish it."""

    id = fields.BigIntField(primary_key=True)
    price_list = fields.ForeignKeyField(
        "wanglai.PriceList", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )
    user = fields.ForeignKeyField(
        "wanglai.User", related_name=False, on_delete=fields.RESTRICT, db_index=True
    )

    class Meta:
        table = "price_list_author"
        unique_together = (("price_list", "user"),)


class PriceListAssignment(Model):
    """Which counterparty buys from which list; the lowest priority number is asked first."""

    id = fields.BigIntField(primary_key=True)
    price_list = fields.ForeignKeyField(
        "wanglai.PriceList", related_name="assignments", on_delete=fields.RESTRICT, db_index=True
    )
    counterparty = fields.ForeignKeyField(
        "wanglai.Counterparty", related_name="price_lists", on_delete=fields.RESTRICT,
        db_index=True,
    )  # fmt: skip
    priority = fields.IntField(default=10)

    class Meta:
        table = "price_list_assignment"


class PriceEntry(Model):
    """A net price from a quantity on: `price` minor units per `per` pieces."""

    id = fields.BigIntField(primary_key=True)
    price_list = fields.ForeignKeyField(
        "wanglai.PriceList", related_name="entries", on_delete=fields.RESTRICT, db_index=True
    )
    product = fields.ForeignKeyField(
        "wanglai.Product", related_name="prices", on_delete=fields.RESTRICT, db_index=True
    )
    from_quantity = fields.BigIntField(default=10_000)
    price = fields.BigIntField()
    per = fields.IntField(default=1)
    valid_from = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "price_entry"
