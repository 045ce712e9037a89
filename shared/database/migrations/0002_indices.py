"""Unique indices, the search index and the journal's guard: what Tortoise does not create.

Written as SQL for both databases; a trigger is one statement, so it goes past Tortoise's splitter.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UNIQUE = [
    "CREATE UNIQUE INDEX uq_search_entry ON search_entry (kind, ref_id)",
    "CREATE UNIQUE INDEX uq_external_identity ON external_identity (issuer, subject)",
    "CREATE UNIQUE INDEX uq_membership ON membership (user_id, counterparty_id)",
    "CREATE UNIQUE INDEX uq_staff_role ON staff_role (user_id, role)",
    "CREATE UNIQUE INDEX uq_care ON care (counterparty_id, user_id)",
    "CREATE UNIQUE INDEX uq_care_account_manager ON care (counterparty_id) "
    "WHERE role = 'account_manager'",
    "CREATE UNIQUE INDEX uq_tax_rate ON tax_rate (country, tax_class)",
    "CREATE UNIQUE INDEX uq_price_list_assignment "
    "ON price_list_assignment (price_list_id, counterparty_id)",
    "CREATE UNIQUE INDEX uq_price_list_standard ON price_list (currency, is_standard) "
    "WHERE is_standard",
    "CREATE INDEX ix_price_entry ON price_entry (price_list_id, product_id, from_quantity)",
    "CREATE UNIQUE INDEX uq_opportunity_share ON opportunity_share (opportunity_id, counterparty_id)",
    "CREATE UNIQUE INDEX uq_deal_protected ON deal_registration (customer_key, product_line) "
    "WHERE state IN ('approved', 'extension_asked')",
    "CREATE UNIQUE INDEX uq_sales_order_line ON sales_order_line (order_id, position)",
    "CREATE UNIQUE INDEX uq_shipment_line ON shipment_line (shipment_id, line_id)",
    "CREATE UNIQUE INDEX uq_counterparty_external ON counterparty (external_source, external_key) "
    "WHERE external_key <> ''",
    "CREATE UNIQUE INDEX uq_product_external ON product (external_source, external_key) "
    "WHERE external_key <> ''",
    "CREATE UNIQUE INDEX uq_sales_order_external ON sales_order (external_source, external_key) "
    "WHERE external_key <> ''",
    "INSERT INTO journal_head (id, hash) VALUES (1, '')",
]

SQLITE = [
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "words, content='search_entry', content_rowid='id', detail=none, tokenize='ascii')",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
    "INSERT INTO search_index (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN "
    "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words); "
    "END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN "
    "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO search_index (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER journal_entry_kept BEFORE UPDATE ON journal_entry BEGIN "
    "SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER journal_entry_not_removed BEFORE DELETE ON journal_entry BEGIN "
    "SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER stock_not_negative BEFORE UPDATE ON stock WHEN new.free < 0 BEGIN "
    "SELECT RAISE(ABORT, 'stock_not_negative'); END",
]

POSTGRESQL = [
    "CREATE INDEX ix_search_entry_words ON search_entry USING gin (to_tsvector('simple', words))",
    "CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
    "CREATE TRIGGER journal_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()",
    "ALTER TABLE stock ADD CONSTRAINT stock_not_negative CHECK (free >= 0)",
]


async def create(apps: Any, schema_editor: Any) -> None:
    """Create the indices and triggers of the database at hand."""
    client = schema_editor.client
    own = SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL
    for statement in [*UNIQUE, *own]:
        await client.execute_query(statement)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("wanglai", "0001_initial")]
    operations = [ops.RunPython(create)]
