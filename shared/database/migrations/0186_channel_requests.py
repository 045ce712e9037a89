"""Order requests: what a distributor of record asks its end customers to order."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from shared.orders.request_rules import RequestState


def _names(*names: str, most: int) -> list[tuple[str, fields.Field]]:
    return [(name, fields.CharField(max_length=most)) for name in names]


def _side(name: str) -> tuple[str, fields.Field]:
    return (name, fields.ForeignKeyField(
        "wanglai.Counterparty", source_field=f"{name}_id", db_index=True, db_constraint=True,
        to_field="id", related_name=False, on_delete=OnDelete.RESTRICT,
    ))  # fmt: skip


def _moment(name: str, *, null: bool = False) -> tuple[str, fields.Field]:
    return (name, fields.DatetimeField(null=null, auto_now=False, auto_now_add=False))


class Migration(migrations.Migration):
    """Two tables; nothing that was there changes."""

    dependencies = [("wanglai", "0196_search_rfqs")]
    operations = [
        ops.CreateModel(
            name="ChannelRequest",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("number", fields.CharField(unique=True, max_length=20)),
                _side("distributor"),
                _side("customer"),
                ("state", fields.CharEnumField(
                    default=RequestState.DRAFT, enum_type=RequestState, max_length=10,
                    description="DRAFT: draft\nSUBMITTED: submitted\nACCEPTED: accepted\n"
                    "DECLINED: declined\nCANCELLED: cancelled",
                )),
                *_names("distributor_zh", "distributor_en", "name_zh", "name_en", most=200),
                *_names("city", "city_other", most=80),
                ("line_count", fields.IntField(default=0)),
                ("summary_zh", fields.CharField(default="", max_length=200)),
                ("summary_en", fields.CharField(default="", max_length=200)),
                ("buyer_reference", fields.CharField(default="", max_length=60)),
                ("wished_on", fields.DateField(null=True)),
                ("note", fields.TextField(default="", unique=False)),
                ("reason", fields.TextField(default="", unique=False)),
                ("order", fields.OneToOneField(
                    "wanglai.SalesOrder", source_field="order_id", null=True, db_constraint=True,
                    to_field="id", related_name="request", on_delete=OnDelete.RESTRICT,
                )),
                _moment("submitted_at", null=True),
                _moment("decided_at", null=True),
                ("version", fields.IntField(default=1)),
                _moment("created_at"),
                _moment("updated_at"),
            ],
            options={
                "table": "channel_request", "app": "wanglai", "pk_attr": "id",
                "indexes": [
                    Index(fields=["distributor_id", "created_at", "id"]),
                    Index(fields=["customer_id", "created_at", "id"]),
                ],
                "table_description": "What a distributor asks one of its end customers to order; an"
                " order once that one accepts.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChannelRequestLine",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("request", fields.ForeignKeyField(
                    "wanglai.ChannelRequest", source_field="request_id", db_index=True,
                    db_constraint=True, to_field="id", related_name="lines",
                    on_delete=OnDelete.CASCADE,
                )),
                ("position", fields.IntField()),
                *_names("sku", most=80),
                *_names("name_zh", "name_en", most=200),
                *_names("unit", most=20),
                ("quantity", fields.BigIntField()),
            ],
            options={
                "table": "channel_request_line", "app": "wanglai", "pk_attr": "id",
                "table_description": "One product that is asked for; quantity ×10⁴.",
            },
            bases=["Model"],
        ),
    ]  # fmt: skip
