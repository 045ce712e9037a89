"""Which cells somebody may read: by the published page, and along a few ways that are named here."""

from dataclasses import dataclass, field
from typing import Any

from shared.access.actor import Actor
from tests.law.canaries.planting import Ledger, Place
from tests.law.canaries.ways import INSIDE, OUTSIDE
from tests.law.oracle import Oracle


@dataclass
class Sight:
    """What `who` may read in the world of `oracle`."""

    oracle: Oracle
    who: Actor
    _seen: dict[str, frozenset[Any]] = field(default_factory=dict)
    _told: dict[tuple[str, str], frozenset[Any]] = field(default_factory=dict)

    def may_read(self, cell: Place) -> bool:
        """Return whether the cell may stand on a page of hers."""
        table, name = cell.table, cell.column.name
        is_named = name == "number" and self._number_of(cell) in self._notified()
        return is_named or cell.key in self.rows(table) or cell.key in self._by_way(table, name)

    def _number_of(self, cell: Place) -> str:
        return str(self.oracle.world.rows[cell.table][cell.key]["number"])

    def _notified(self) -> frozenset[str]:
        """Return the numbers in what she was told: also of her other organisation, as the page says."""
        told = self.oracle.world.rows["notification"]
        return frozenset(str(told[key]["record_number"]) for key in self.rows("notification"))

    def rows(self, table: str) -> frozenset[Any]:
        """Return the keys of the rows of `table` that she may read."""
        if table not in self._seen:
            self._seen[table] = frozenset(self._rows(table))
        return self._seen[table]

    def _rows(self, table: str) -> set[Any]:
        rows = self.oracle.world.rows[table]
        if table == "attachment":
            return {key for key, row in rows.items() if self._reads_file(row)}
        if table == "session":
            return {key for key, row in rows.items() if row["user_id"] == self.who.user_id}
        if table == "invitation":
            return self._invitations(rows)
        return self.oracle.visible(self.who, table)

    def _invitations(self, rows: dict[Any, Any]) -> set[Any]:
        places = {row["counterparty_id"] for key, row in self.oracle.world.rows["membership"].items()
                  if key in self.rows("membership")}  # fmt: skip
        is_ours = self.who.is_staff and self.oracle.gives(self.who, "staff_role.read")
        return {
            key for key, row in rows.items()
            if row["counterparty_id"] in places or (is_ours and row["counterparty_id"] is None)
        }  # fmt: skip

    def _reads_file(self, row: dict[str, Any]) -> bool:
        """A file goes with its record; ours about it are ours, and so is what waits for a record."""
        if row["parent_id"] is None:
            return bool(row["uploaded_by_id"] == self.who.user_id)
        is_ours = row["is_internal"] and not self.who.is_staff
        return not is_ours and row["parent_id"] in self.rows(row["parent_table"])

    def _by_way(self, table: str, name: str) -> frozenset[Any]:
        if (table, name) not in self._told:
            ways = INSIDE if self.who.is_staff else OUTSIDE
            found = {
                key for way in ways if way.table == table and name in way.columns
                for key in way.rows(self)
            }  # fmt: skip
            self._told[table, name] = frozenset(found)
        return self._told[table, name]


def strangers(ledger: Ledger, sight: Sight, text: str, asked: str = "") -> list[Place]:
    """Return the cells in `text` that she may not read; what she `asked` for herself is no answer."""
    hers = ledger.found_in(asked)
    return sorted((one for one in ledger.found_in(text) - hers if not sight.may_read(one)), key=str)
