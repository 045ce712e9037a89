"""The end customer reads the name of its distributor of record: a copy that a trigger keeps."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_NAMES = ("zh", "en")
_SET = ", ".join(f"distributor_{one} = new.name_{one}" for one in _NAMES)
_RENAMED = "UPDATE {schema}end_customer SET " + _SET + " WHERE distributor_id = new.id"
_ON = "AFTER UPDATE OF name_zh, name_en ON counterparty"
FILL = "UPDATE end_customer SET " + ", ".join(
    f"distributor_{one} = (SELECT c.name_{one} FROM counterparty c WHERE c.id = distributor_id)"
    for one in _NAMES
) + " WHERE distributor_id IS NOT NULL"  # fmt: skip
SQLITE = [
    f"CREATE TRIGGER distributor_renamed {_ON} BEGIN {_RENAMED.format(schema='')}; END",
]
# SQLite makes a table anew to take columns out of it, which no trigger may name meanwhile.
_COPIED = ("name_zh", "name_en", "city", "city_other")
OLDER = (
    f"CREATE TRIGGER end_customer_told AFTER UPDATE OF {', '.join(_COPIED)} ON counterparty "
    f"BEGIN UPDATE end_customer SET {', '.join(f'{one} = new.{one}' for one in _COPIED)} "
    "WHERE counterparty_id = new.id; END"
)
POSTGRESQL = [
    # With the owner's rights: whoever changes a name writes no copy by herself.
    "CREATE FUNCTION public.tell_distributor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS $$ BEGIN "
    f"{_RENAMED.format(schema='public.')}; RETURN NULL; END $$",
    f"CREATE TRIGGER distributor_renamed {_ON} FOR EACH ROW EXECUTE FUNCTION tell_distributor()",
]


async def make(apps: Any, schema_editor: Any) -> None:
    """Copy the names there are, and keep them from now on."""
    client = schema_editor.client
    kept = SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL
    for statement in (FILL, *kept):
        await client.execute_query(statement)


async def unmake(apps: Any, schema_editor: Any) -> None:
    """Keep no names any more."""
    client = schema_editor.client
    is_lite = client.capabilities.dialect == "sqlite"
    on = "" if is_lite else " ON counterparty"
    await client.execute_query(f"DROP TRIGGER IF EXISTS distributor_renamed{on}")
    if is_lite:
        await client.execute_query("DROP TRIGGER IF EXISTS end_customer_told")
    else:
        await client.execute_query("DROP FUNCTION tell_distributor()")


async def nothing(apps: Any, schema_editor: Any) -> None:
    """On the way there no table is made anew."""


async def tell_again(apps: Any, schema_editor: Any) -> None:
    """Let the older trigger keep its copies again, once the columns are gone."""
    client = schema_editor.client
    if client.capabilities.dialect == "sqlite":
        await client.execute_query(OLDER)


class Migration(migrations.Migration):
    """Two names beside the tie of an end customer."""

    dependencies = [("wanglai", "0195_orders_of_awards")]
    operations = [
        ops.RunPython(nothing, tell_again),
        *(
            ops.AddField(
                model_name="EndCustomer", name=f"distributor_{one}",
                field=fields.CharField(default="", db_default="", max_length=200),
            )
            for one in _NAMES
        ),
        ops.RunPython(make, unmake),
    ]  # fmt: skip
