"""The next step of an opportunity becomes one for each side, so that bidders do not read each other's.

What stands there is ours, unless the journal says that somebody at the portal wrote it last and for
which organisation: that of her memberships with which the opportunity is shared, or the only one she
has. Back again there is one field for all: ours, or where we plan nothing the partner's newest.
"""

import json
from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

INDICES = (
    "CREATE UNIQUE INDEX uq_opportunity_step ON opportunity_step (opportunity_id, counterparty_id)",
    "CREATE UNIQUE INDEX uq_opportunity_step_of_ours ON opportunity_step (opportunity_id)"
    " WHERE counterparty_id IS NULL",
)
OURS = (
    "INSERT INTO opportunity_step (opportunity_id, next_step, next_step_on, version, updated_at)"
    " SELECT id, next_step, next_step_on, 1, updated_at FROM opportunity"
    " WHERE next_step <> '' OR next_step_on IS NOT NULL"
)
PLANNED_OUTSIDE = (
    "SELECT DISTINCT o.id, o.number, o.next_step FROM opportunity o JOIN journal_entry j"
    " ON j.record_table = 'opportunity' AND j.record_number = o.number"
    " WHERE j.verb = 'opportunity.plan' AND j.face = 'portal' AND o.next_step <> ''"
)
ENTRIES = (
    "SELECT actor_id, face, after FROM journal_entry WHERE record_table = 'opportunity'"
    " AND record_number = '{number}' ORDER BY id DESC"
)
PLACES = (
    "SELECT m.counterparty_id AS place, s.id AS share FROM membership m LEFT JOIN opportunity_share s"
    " ON s.counterparty_id = m.counterparty_id AND s.opportunity_id = {opportunity:d}"
    " WHERE m.user_id = {person:d}"
)
BACK = (
    "(SELECT s.{column} FROM opportunity_step s WHERE s.opportunity_id = opportunity.id"
    " AND (s.next_step <> '' OR s.next_step_on IS NOT NULL)"
    " ORDER BY (s.counterparty_id IS NOT NULL), s.updated_at DESC, s.id DESC LIMIT 1)"
)


async def part(apps: Any, schema_editor: Any) -> None:
    """Give each step to the side that wrote it."""
    client = schema_editor.client
    for statement in (*INDICES, OURS):
        await client.execute_query(statement)
    for row in await client.execute_query_dict(PLANNED_OUTSIDE):
        place = await _whose(client, row)
        if place is not None:
            await client.execute_query(
                f"UPDATE opportunity_step SET counterparty_id = {place:d}"
                f" WHERE opportunity_id = {row['id']:d}"
            )


async def _whose(client: Any, row: dict[str, Any]) -> int | None:
    """Return the organisation for which these words were written, None if the journal cannot tell."""
    for entry in await client.execute_query_dict(ENTRIES.format(number=row["number"])):
        after = json.loads(entry["after"])
        if "next_step" not in after:
            continue
        if entry["face"] != "portal" or after["next_step"] != row["next_step"]:
            return None
        asked = PLACES.format(opportunity=row["id"], person=entry["actor_id"] or 0)
        places = await client.execute_query_dict(asked)
        shared = [one for one in places if one["share"] is not None] or places
        return int(shared[0]["place"]) if len(shared) == 1 else None
    return None


async def join(apps: Any, schema_editor: Any) -> None:
    """Write one step for all sides, as the release before reads it."""
    await schema_editor.client.execute_query(
        f"UPDATE opportunity SET next_step = COALESCE({BACK.format(column='next_step')}, ''),"
        f" next_step_on = {BACK.format(column='next_step_on')}"
    )


class Migration(migrations.Migration):
    """A step for each organisation; the columns of the opportunity go."""

    dependencies = [("wanglai", "0175_step_ups")]
    operations = [
        ops.CreateModel(
            name="OpportunityStep",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("opportunity", fields.ForeignKeyField(
                    "wanglai.Opportunity", source_field="opportunity_id", db_index=True,
                    db_constraint=True, to_field="id", related_name="steps",
                    on_delete=OnDelete.RESTRICT,
                )),
                ("counterparty", fields.ForeignKeyField(
                    "wanglai.Counterparty", source_field="counterparty_id", null=True,
                    db_index=True, db_constraint=True, to_field="id", related_name=False,
                    on_delete=OnDelete.RESTRICT,
                )),
                ("next_step", fields.CharField(default="", max_length=300)),
                ("next_step_on", fields.DateField(null=True)),
                ("version", fields.IntField(default=1)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "opportunity_step", "app": "wanglai", "pk_attr": "id",
                "indexes": [Index(fields=["counterparty_id", "next_step_on"])],
                "table_description": "What one side plans next on an opportunity: ours without a"
                " counterparty, or a partner's.",
            },
            bases=["Model"],
        ),
        # So that the column can come back to a table with rows.
        ops.AlterField(
            model_name="Opportunity", name="next_step",
            field=fields.CharField(default="", db_default="", max_length=300),
        ),
        ops.RunPython(part, join),
        ops.RemoveField(model_name="Opportunity", name="next_step"),
        ops.RemoveField(model_name="Opportunity", name="next_step_on"),
    ]  # fmt: skip
