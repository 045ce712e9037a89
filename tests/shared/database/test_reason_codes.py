"""Reasons written as texts, by the release before, come to have codes where they were listed."""

from tortoise.connection import get_connection

from shared.database.connecting import connected
from shared.database.migrating import migrate
from shared.purchasing.models.orders import PurchaseLine
from tests.old_schema import bring_to
from tests.shared.database.test_two_names import OLD_ROWS
from tests.shared.database.test_two_names import old_url as old_url

BEFORE = "0090_step_up"
NOW = "2026-01-02 03:04:05+00:00"
WRITTEN = {
    "Capacity": ("capacity", ""),
    "产能不足": ("capacity", ""),
    "原料未到 · 下周到": ("material", "下周到"),
    "Price · per piece · new": ("price", "per piece · new"),
    "Capacity is short": ("", "Capacity is short"),
    "We have no Capacity": ("", "We have no Capacity"),
    "Sent": ("", "Sent"),
    "": ("", ""),
}


async def test_listed_reasons_become_codes_and_go_back(old_url: str) -> None:
    await bring_to(old_url, BEFORE, *_rows())
    await migrate(old_url)
    async with connected(old_url):
        kept = await PurchaseLine.all().order_by("id").values_list("reason_code", "reason")
    assert kept == list(WRITTEN.values())
    await bring_to(old_url, BEFORE)
    async with connected(old_url):
        rows = await get_connection("default").execute_query_dict(
            "SELECT reason FROM purchase_line ORDER BY id"
        )
    assert [row["reason"] for row in rows] == [
        "Capacity", "Capacity", "Material not in yet · 下周到", *list(WRITTEN)[3:],
    ]  # fmt: skip


def _rows() -> list[str]:
    """Return statements that write one order with a line for every text of WRITTEN."""
    return [
        OLD_ROWS[1],
        "INSERT INTO purchase_order (id, number, supplier_id, stage, status, revision, currency, net,"
        " tax, total, line_count, to_answer, to_decide, summary_zh, summary_en, deliver_to, note,"
        " cancellation_reason, placed_at, external_source, external_key, version, created_at,"
        " updated_at) VALUES (1, 'PO-2026-0001', 1, 'sent', 'awaiting_confirmation', 1, 'CNY', 0, 0,"
        f" 0, 8, 8, 0, '', '', '', '', '', '{NOW}', '', '', 1, '{NOW}', '{NOW}')",
        *(
            "INSERT INTO purchase_line (id, order_id, position, sku, supplier_code, name_zh, name_en,"
            " unit, quantity, price, per, net, tax_rate, tax, tolerance, needed_on, state, fulfilment,"
            " round, agreed_round, reason, shipped, received, refused, changed_in, version) VALUES"
            f" ({n}, 1, {n}, 'A-{n}', '', '', '', 'pcs', 10000, 0, 1, 0, 0, 0, 0, '2026-02-03',"
            f" 'change_proposed', 'open', 1, 0, '{text}', 0, 0, 0, 1, 1)"
            for n, text in enumerate(WRITTEN, 1)
        ),
    ]
