"""Writes checked rows into one table: new ones at once, changed ones one by one, equal ones never.

The common half of `store_counterparties`, `store_catalogue` and `store_orders`; runs inside the
unit of work that `importing` opened.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tortoise import fields
from tortoise.models import Model

from shared.access.actor import Actor
from shared.exchange.validation import Problems, Row
from shared.journal.actions import Change
from shared.kernel.wording import Message

M = TypeVar("M", bound=Model)
BATCH = 500


@dataclass
class Tally:
    """What became of the rows of one target."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Run:
    """One import under way: who, from which source, what was found, what was written."""

    actor: Actor
    source: str
    currency: str
    zone: str
    now: datetime
    account_manager_id: int | None = None
    progress: Callable[[str, int, int], object] = lambda *_: None
    tallies: dict[str, Tally] = field(default_factory=dict)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    def tally(self, target: str) -> Tally:
        """Return the counters of a target."""
        return self.tallies.setdefault(target, Tally())

    def at_noon(self, day: date | None) -> datetime | None:
        """Return noon of a day in the source's zone as UTC: the same day nearly everywhere."""
        if day is None:
            return None
        return datetime.combine(day, time(12), ZoneInfo(self.zone)).astimezone(UTC)

    def refuse(self, row: Row, column: str, reason: Message) -> None:
        """Note what only the database could tell about a row; the run will be undone."""
        self.problems.add(row.file, row.line, column, reason)

    def counted(self, row: Row) -> str:
        """Return the external key under which tables without a source column keep a row."""
        return f"{self.source}:{row.key}"


@dataclass
class Plan:
    """How the rows of a target become rows of `model`.

    `columns` gives what a row says, `fresh` what a new record needs besides; `known` is what the
    database has by key; `ids` reads the ids of the source by key once new ones are written.
    """

    target: str
    model: type[Model]
    known: dict[str, Any]
    columns: Callable[[Row], dict[str, Any]]
    fresh: Callable[[Row], dict[str, Any]]
    key: Callable[[Row], str] = lambda row: row.key
    name: Callable[[Any], str] = lambda record: str(getattr(record, "number", ""))
    owner: Callable[[Any], int | None] = lambda record: getattr(record, "counterparty_id", None)
    ids: Callable[[], Awaitable[dict[str, int]]] | None = None


async def store(run: Run, rows: list[Row], plan: Plan) -> tuple[list[Any], list[Any]]:
    """Bring the rows in and return (created, updated) records; created ones have their ids."""
    tally = run.tally(plan.target)
    new: list[tuple[Row, dict[str, Any]]] = []
    updated: list[Any] = []
    for done, row in enumerate(rows, start=1):
        columns = plan.columns(row)
        found = plan.known.get(plan.key(row))
        if found is None:
            new.append((row, columns))
        elif changed := differing(found, columns):
            await update(run, plan, found, changed)
            updated.append(found)
            tally.updated += 1
        else:
            tally.unchanged += 1
        if done % BATCH == 0:
            run.progress(plan.target, done, len(rows))
    created = await _create(run, plan, new)
    tally.created += len(created)
    run.progress(plan.target, len(rows), len(rows))
    return created, updated


def differing(record: Any, columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns whose stored value is another."""
    return {name: value for name, value in columns.items() if getattr(record, name) != value}


async def update(run: Run, plan: Plan, record: Any, changed: dict[str, Any]) -> None:
    """Write changed columns of one record and note old and new values for the journal."""
    before = {name: getattr(record, name) for name in changed}
    stamped = dict(changed)
    if "version" in plan.model._meta.fields_map:
        stamped["version"] = record.version + 1
    if "updated_at" in plan.model._meta.fields_map:
        stamped["updated_at"] = run.now
    await plan.model.filter(id=record.id).update(**stamped)
    for name, value in stamped.items():
        setattr(record, name, value)
    note(run, plan, record, before, changed)


def note(run: Run, plan: Plan, record: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Remember one deed for the journal, written in one go at the end."""
    table = plan.model._meta.db_table
    run.changes.append(Change(table, plan.name(record), plan.owner(record), before, after))


async def _create(run: Run, plan: Plan, new: list[tuple[Row, dict[str, Any]]]) -> list[Any]:
    records = [plan.model(**plan.fresh(row), **columns) for row, columns in new]
    await plan.model.bulk_create(records, batch_size=BATCH)
    if plan.ids and records:
        # bulk_create gives no ids back.
        ids = await plan.ids()
        for record, (row, _) in zip(records, new, strict=True):
            record.id = ids[plan.key(row)]
    for record, (row, _) in zip(records, new, strict=True):
        note(run, plan, record, {}, {"source": run.source, "key": row.key or plan.key(row)})
    return records


def ids_of(run: Run, model: type[Model], key: str = "external_key") -> Any:
    """Return how to read key → id of this source's rows of `model`."""

    async def read() -> dict[str, int]:
        rows = await model.filter(external_source=run.source).values_list(key, "id")
        return {str(name): int(row_id) for name, row_id in rows}

    return read


def stated(model: type[Model], row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the values that a row gives for these columns, blank where the file is empty.

    A column that cannot be blank (a state, a flag) is left as it is when the file says nothing.
    """
    columns: dict[str, Any] = {}
    for name in names:
        if name not in row.values:
            continue
        value = row.values[name]
        kind = model._meta.fields_map[name]
        if value is None and not kind.null:
            if not isinstance(kind, fields.CharField | fields.TextField) or kind.default != "":
                continue
            value = ""
        columns[name] = value
    return columns
