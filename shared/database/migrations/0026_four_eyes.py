"""Four eyes: who wrote prices, who reviewed a deal, limits that wait; and letters written once."""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from shared.orders.rules import ProposalState

DEPENDS_ON = ("wanglai", "0010_attachments")

INDICES = [
    "CREATE UNIQUE INDEX uq_outbox_once ON outbox_message (once)",
    "CREATE UNIQUE INDEX uq_credit_proposal_pending ON credit_proposal (counterparty_id) "
    "WHERE state = 'pending'",
    "CREATE UNIQUE INDEX uq_price_list_revision ON price_list (replaces_id) WHERE NOT is_published",
]


async def create(apps: Any, schema_editor: Any) -> None:
    """Create what Tortoise does not: one of each, on both databases."""
    for statement in INDICES:
        await schema_editor.client.execute_query(statement)


class Migration(migrations.Migration):
    """What a second person needs to know, and letters that are written once."""

    dependencies = [DEPENDS_ON]
    operations = [
        ops.CreateModel(
            name="CreditProposal",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("public_id", fields.CharField(unique=True, max_length=32)),
                (
                    "counterparty",
                    fields.ForeignKeyField(
                        "wanglai.Counterparty",
                        source_field="counterparty_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                ("before", fields.BigIntField(null=True)),
                ("amount", fields.BigIntField()),
                ("limit_version", fields.IntField(default=0)),
                ("reason", fields.TextField(default="", unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        default=ProposalState.PENDING,
                        description="PENDING: pending\nAPPROVED: approved\nREJECTED: rejected\nWITHDRAWN: withdrawn",
                        enum_type=ProposalState,
                        max_length=10,
                    ),
                ),
                (
                    "proposed_by",
                    fields.ForeignKeyField(
                        "wanglai.User",
                        source_field="proposed_by_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "decided_by",
                    fields.ForeignKeyField(
                        "wanglai.User",
                        source_field="decided_by_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "credit_proposal",
                "app": "wanglai",
                "pk_attr": "id",
                "table_description": "A large limit that one finance person proposed and a second one decides.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="DealRegistration",
            name="reviewed_by",
            field=fields.ForeignKeyField(
                "wanglai.User",
                source_field="reviewed_by_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="OutboxMessage",
            name="once",
            field=fields.CharField(null=True, max_length=120),
        ),
        ops.AddField(
            model_name="PriceList",
            name="changed_by",
            field=fields.ForeignKeyField(
                "wanglai.User",
                source_field="changed_by_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="PriceList",
            name="replaces",
            field=fields.ForeignKeyField(
                "wanglai.PriceList",
                source_field="replaces_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name="revisions",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="PriceList",
            name="replaces_version",
            field=fields.IntField(default=0),
        ),
        ops.RunPython(create),
    ]
