"""What somebody is told of rows that the law gives her no line for, and along which rows.

Each way is one deliberate sentence of the product: who looks after us, for whom an opportunity is,
what a supplier's own article is called here. Whatever stands on a page and lies on none is a leak.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.law.canaries.sight import Sight

Rows = Callable[["Sight"], Iterable[Any]]


@dataclass(frozen=True)
class Way:
    """Of the rows of `table` that `rows` yields she is told these columns."""

    table: str
    columns: frozenset[str]
    rows: Rows
    why: str


def along(start: str, relations: str, *, over: str = "") -> Rows:
    """Lead from the rows of `start` that she reads along relations (`line__order`).

    Where `over` names a relation, from those whose row there she reads.
    """

    def rows(sight: "Sight") -> Iterable[Any]:
        world = sight.oracle.world
        for key, row in world.rows[start].items():
            column, above = world.leads[start][over] if over else ("", start)
            if (row[column] if over else key) in sight.rows(above):
                *before, last = relations.split("__")
                table, end = start, world.along(start, row, "__".join(before))
                for step in before:
                    table = world.leads[table][step][1]
                if end is not None:
                    yield end[world.leads[table][last][0]]

    return rows


def _myself(sight: "Sight") -> Iterable[Any]:
    return [sight.who.user_id]


def _whoever_looks(sight: "Sight") -> Iterable[Any]:
    """The colleague who looks as she does; and who looked before, which the list of views says."""
    views = sight.oracle.world.rows["view_as"]
    return {sight.who.real_user_id} | {views[key]["viewer_id"] for key in sight.rows("view_as")}


def _my_places(sight: "Sight") -> Iterable[Any]:
    held = sight.oracle.world.rows["membership"].values()
    return [one["counterparty_id"] for one in held if one["user_id"] == sight.who.user_id]


def _entries_about_us(sight: "Sight") -> Iterable[Any]:
    """Entries about her organisation, and bulk exports that reached it."""
    if not sight.oracle.gives(sight.who, "journal_entry.see_access"):
        return []
    own = sight.oracle.visible(sight.who, "journal_entry", "see_access")
    reached = sight.rows("journal_concern")
    return own | {sight.oracle.world.rows["journal_concern"][key]["entry_id"] for key in reached}


def _sessions_of_colleagues(sight: "Sight") -> Iterable[Any]:
    if not sight.oracle.gives(sight.who, "membership.end_sessions"):
        return []
    rows = sight.oracle.world.rows["session"].items()
    return [key for key, row in rows if row["counterparty_id"] == sight.who.counterparty_id]


def _standard_prices(sight: "Sight") -> Iterable[Any]:
    """Prices of the published standard lists, for what no list of her organisation prices."""
    if not sight.oracle.gives(sight.who, "price_list.read"):
        return []
    world, seen = sight.oracle.world, sight.rows("price_list")
    lists = {key for key, row in world.rows["price_list"].items()
             if row["is_standard"] and row["is_published"]}  # fmt: skip
    rows = world.rows["price_entry"].items()
    ours = {row["product_id"] for _, row in rows if row["price_list_id"] in seen - lists}
    return [key for key, row in rows
            if row["price_list_id"] in lists and row["product_id"] not in ours]  # fmt: skip


def _sold(sight: "Sight") -> Iterable[Any]:
    rows = sight.oracle.world.rows["product"].items()
    return [key for key, row in rows if row["is_active"] and row["is_sold"]]


def _copies_of_orders(sight: "Sight") -> Iterable[Any]:
    """What distributors read of orders that she reads herself: the same number."""
    rows = sight.oracle.world.rows["channel_order"].items()
    return [key for key, row in rows if row["order_id"] in sight.rows("sales_order")]


def _way(table: str, columns: str, rows: Rows, why: str) -> Way:
    return Way(table, frozenset(columns.split()), rows, why)


_PERSON = "name name_other title title_other email phone public_id"
_ARTICLE = "sku name_zh name_en supplier_code"

OUTSIDE = (
    _way("user", _PERSON, _myself, "herself"),
    _way("user", _PERSON, along("membership", "user"), "her colleagues"),
    _way("user", _PERSON, along("care", "user", over="counterparty"), "who looks after us"),
    _way("user", "name name_other email phone", along("opportunity", "owner"), "who sells with us"),
    _way("user", "name name_other", along("profile_change", "reviewed_by"), "who reviewed it"),
    _way("user", "name name_other", along("profile_change", "approved_by"), "who approved it"),
    _way("user", "name name_other", along("ticket", "assignee"), "who answers her request"),
    _way("user", "name name_other", along("ticket", "opened_by"), "who opened it for us"),
    _way("user", "name name_other", _whoever_looks, "who of us looks as she does"),
    _way("counterparty", "number name_zh name_en", _my_places, "where else she may go"),
    _way("counterparty", "name_zh name_en city city_other", along("opportunity", "counterparty"),
         "for whom a shared opportunity is"),
    _way("sales_order", "number", along("channel_order", "order"), "its copy has the same"),
    _way("channel_order", "number", _copies_of_orders, "the order itself has the same"),
    _way("product", _ARTICLE, along("supplier_item", "product"), "what her article is called here"),
    _way("product", _ARTICLE, along("ticket", "product"), "what a request is about"),
    _way("product", "category_zh category_en", _sold, "which lines we sell is no secret"),
    _way("price_entry", "price", _standard_prices, "the price of whoever has none of her own"),
    _way("journal_entry", "actor_name", _entries_about_us, "who of us did what concerns us"),
    _way("session", "address device", _sessions_of_colleagues, "an administrator may end them"),
)  # fmt: skip

_BUYER = "number name_zh name_en city city_other region region_other phone tax_number"

INSIDE = (
    _way("custom_role", "name_zh name_en", along("staff_role", "custom", over="user"),
         "by which role somebody sees a record"),
    _way("custom_role", "name_zh name_en", along("membership", "custom", over="user"),
         "by which role a member sees it"),
    _way("counterparty", _BUYER, along("sales_order", "buyer"), "who ordered, on the paper too"),
    _way("counterparty", _BUYER, along("purchase_order", "supplier"), "where it was ordered"),
    _way("counterparty", "number name_zh name_en", along("supplier_item", "supplier"), "who has it"),
    _way("channel_order", "number", _copies_of_orders, "the order itself has the same"),
    _way("counterparty", "number name_zh name_en", along("end_customer", "distributor"),
         "through whom her customer buys"),
    _way("counterparty", "number name_zh name_en", along("sales_order", "distributor"),
         "through whom it was ordered"),
    _way("purchase_line", _ARTICLE, along("delivery_line", "line"), "what is delivered"),
    _way("purchase_order", "number", along("delivery_line", "line__order"), "what was ordered"),
)  # fmt: skip
