"""Distributors of record: through whom a customer buys, and what that one reads of its orders.

The distributor never reads the order itself. Triggers copy the few columns it may know, whoever writes
the order: a page, an import, a supplier whose promise moves a day.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops
from shared.orders.rules import Fulfilment, OrderState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


_COPIED = (
    "number", "state", "fulfilment", "currency", "net", "line_count", "summary_zh", "summary_en",
    "wished_on", "promised_on", "placed_at", "delivered_at",
)
_OF_LINES = (
    "position", "sku", "name_zh", "name_en", "unit", "quantity", "shipped", "net", "promised_on",
)
_NAMES = ("name_zh", "name_en", "city", "city_other")


def _taken(row: str, names) -> str:
    return ", ".join(f"{row}.{name}" for name in names)


def _set(row: str, names) -> str:
    return ", ".join(f"{name} = {row}.{name}" for name in names)


# Name and city stay those of the first copy: whoever is no distributor of record any more learns nothing new.
_ORDER = (
    f"INSERT INTO {{schema}}channel_order (order_id, distributor_id, {', '.join((*_COPIED, *_NAMES))}) "
    f"SELECT new.id, new.distributor_id, {_taken('new', _COPIED)}, {_taken('c', _NAMES)} "
    "FROM {schema}counterparty c WHERE c.id = new.buyer_id "
    f"ON CONFLICT (order_id) DO UPDATE SET {_set('excluded', ('distributor_id', *_COPIED))}"
)
_LINES = (
    f"INSERT INTO {{schema}}channel_order_line (order_id, line_id, {', '.join(_OF_LINES)}) "
    f"SELECT o.id, l.id, {_taken('l', _OF_LINES)} FROM {{schema}}sales_order_line l "
    "JOIN {schema}channel_order o ON o.order_id = l.order_id WHERE {which} "
    f"ON CONFLICT (line_id) DO UPDATE SET {_set('excluded', _OF_LINES)}"
)
_GONE = "DELETE FROM {schema}channel_order WHERE order_id = new.id"
_RENAMED = (
    f"UPDATE {{schema}}end_customer SET {_set('new', _NAMES)} WHERE counterparty_id = new.id"
)
_IS_TOLD = "new.distributor_id IS NOT NULL AND new.submitted_at IS NOT NULL"
_CHANGES = ", ".join(("distributor_id", "submitted_at", *_COPIED))
_LINE_CHANGES = ", ".join(_OF_LINES)
_RENAMES = ", ".join(_NAMES)


def _said(text: str, schema: str = "", which: str = "") -> str:
    return text.format(schema=schema, which=which)


SQLITE = [
    f"CREATE TRIGGER channel_order_begun AFTER INSERT ON sales_order WHEN {_IS_TOLD} "
    f"BEGIN {_said(_ORDER)}; END",
    f"CREATE TRIGGER channel_order_told AFTER UPDATE OF {_CHANGES} ON sales_order WHEN {_IS_TOLD} "
    f"BEGIN {_said(_ORDER)}; {_said(_LINES, which='l.order_id = new.id')}; END",
    f"CREATE TRIGGER channel_order_gone AFTER UPDATE OF distributor_id, submitted_at ON sales_order "
    f"WHEN NOT ({_IS_TOLD}) BEGIN {_said(_GONE)}; END",
    "CREATE TRIGGER channel_line_begun AFTER INSERT ON sales_order_line "
    f"BEGIN {_said(_LINES, which='l.id = new.id')}; END",
    f"CREATE TRIGGER channel_line_told AFTER UPDATE OF {_LINE_CHANGES} ON sales_order_line "
    f"BEGIN {_said(_LINES, which='l.id = new.id')}; END",
    f"CREATE TRIGGER end_customer_told AFTER UPDATE OF {_RENAMES} ON counterparty "
    f"BEGIN {_said(_RENAMED)}; END",
]


def _function(name: str, body: str) -> str:
    """Run with the owner's rights: whoever writes an order writes no copy by herself."""
    return (
        f"CREATE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, pg_temp AS $$ BEGIN {body} RETURN NULL; END $$"
    )


POSTGRESQL = [
    _function(
        "tell_channel_order",
        f"IF NOT ({_IS_TOLD}) THEN {_said(_GONE, 'public.')}; RETURN NULL; END IF; "
        f"{_said(_ORDER, 'public.')}; {_said(_LINES, 'public.', 'l.order_id = new.id')};",
    ),
    _function("tell_channel_line", f"{_said(_LINES, 'public.', 'l.id = new.id')};"),
    _function("tell_end_customer", f"{_said(_RENAMED, 'public.')};"),
    f"CREATE TRIGGER channel_order_told AFTER INSERT OR UPDATE OF {_CHANGES} ON sales_order "
    "FOR EACH ROW EXECUTE FUNCTION tell_channel_order()",
    f"CREATE TRIGGER channel_line_told AFTER INSERT OR UPDATE OF {_LINE_CHANGES} ON sales_order_line "
    "FOR EACH ROW EXECUTE FUNCTION tell_channel_line()",
    f"CREATE TRIGGER end_customer_told AFTER UPDATE OF {_RENAMES} ON counterparty "
    "FOR EACH ROW EXECUTE FUNCTION tell_end_customer()",
]
_TRIGGERS = {
    "sales_order": ("channel_order_begun", "channel_order_told", "channel_order_gone"),
    "sales_order_line": ("channel_line_begun", "channel_line_told"),
    "counterparty": ("end_customer_told",),
}
_FUNCTIONS = ("tell_channel_order", "tell_channel_line", "tell_end_customer")


async def make(apps, schema_editor) -> None:
    """Create the triggers of the database at hand."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_query(statement)


async def unmake(apps, schema_editor) -> None:
    """Drop them."""
    client = schema_editor.client
    is_lite = client.capabilities.dialect == "sqlite"
    for table, names in _TRIGGERS.items():
        for name in names:
            on = "" if is_lite else f" ON {table}"
            await client.execute_query(f"DROP TRIGGER IF EXISTS {name}{on}")
    for name in () if is_lite else _FUNCTIONS:
        await client.execute_query(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [('wanglai', '0120_domain_requests')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ChannelOrder',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('order', fields.OneToOneField('wanglai.SalesOrder', source_field='order_id', db_constraint=True, to_field='id', related_name='channel_order', on_delete=OnDelete.CASCADE)),
                ('distributor', fields.ForeignKeyField('wanglai.Counterparty', source_field='distributor_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.CharField(unique=True, max_length=20)),
                ('state', fields.CharEnumField(description='DRAFT: draft\nAWAITING_APPROVAL: awaiting_approval\nSUBMITTED: submitted\nCONFIRMED: confirmed\nON_HOLD: on_hold\nCLOSED: closed\nREJECTED: rejected\nCANCELLED: cancelled', enum_type=OrderState, max_length=20)),
                ('fulfilment', fields.CharEnumField(description='OPEN: open\nPART_SHIPPED: part_shipped\nSHIPPED: shipped\nDELIVERED: delivered', enum_type=Fulfilment, max_length=14)),
                ('currency', fields.CharField(max_length=3)),
                ('net', fields.BigIntField()),
                ('line_count', fields.IntField()),
                ('summary_zh', fields.CharField(max_length=200)),
                ('summary_en', fields.CharField(max_length=200)),
                ('name_zh', fields.CharField(max_length=200)),
                ('name_en', fields.CharField(max_length=200)),
                ('city', fields.CharField(max_length=80)),
                ('city_other', fields.CharField(max_length=80)),
                ('wished_on', fields.DateField(null=True)),
                ('promised_on', fields.DateField(null=True)),
                ('placed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'channel_order', 'app': 'wanglai', 'indexes': [Index(fields=['distributor_id', 'placed_at', 'id'])], 'pk_attr': 'id', 'table_description': 'An order as its distributor of record sees it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ChannelOrderLine',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('order', fields.ForeignKeyField('wanglai.ChannelOrder', source_field='order_id', db_index=True, db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('line', fields.OneToOneField('wanglai.SalesOrderLine', source_field='line_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('position', fields.IntField()),
                ('sku', fields.CharField(max_length=80)),
                ('name_zh', fields.CharField(max_length=200)),
                ('name_en', fields.CharField(max_length=200)),
                ('unit', fields.CharField(max_length=20)),
                ('quantity', fields.BigIntField()),
                ('shipped', fields.BigIntField()),
                ('net', fields.BigIntField()),
                ('promised_on', fields.DateField(null=True)),
            ],
            options={'table': 'channel_order_line', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'A line of such an order: goods, quantities, its net sum; no price, no discount.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='EndCustomer',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('counterparty', fields.OneToOneField('wanglai.Counterparty', source_field='counterparty_id', db_constraint=True, to_field='id', related_name='end_customer', on_delete=OnDelete.RESTRICT)),
                ('distributor', fields.ForeignKeyField('wanglai.Counterparty', source_field='distributor_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name_zh', fields.CharField(default='', max_length=200)),
                ('name_en', fields.CharField(default='', max_length=200)),
                ('city', fields.CharField(default='', max_length=80)),
                ('city_other', fields.CharField(default='', max_length=80)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'end_customer', 'app': 'wanglai', 'pk_attr': 'id', 'table_description': 'Through which distributor a customer buys, and what that one may know of it: name and city.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='SalesOrder',
            name='distributor',
            field=fields.ForeignKeyField('wanglai.Counterparty', source_field='distributor_id', null=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.RunPython(make, unmake),
    ]
