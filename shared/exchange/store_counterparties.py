"""Brings in organisations with their people, addresses, credit limits and who looks after them."""

from secrets import token_urlsafe
from typing import Any

from shared.counterparties.models import Address, Care, Contact, Counterparty
from shared.counterparties.rules import AddressKind, CareRole, CounterpartyStatus
from shared.database import fulltext
from shared.database.numbering import next_numbers
from shared.exchange.storing import BATCH, Plan, Run, differing, ids_of, stated, store
from shared.exchange.validation import Row
from shared.kernel.two_languages import both
from shared.orders.models import CreditLimit

_COLUMNS = (
    "name_zh", "name_en", "status", "tier", "country", *both("region", "city"), "currency",
    "payment_days", "tax_number", "phone", "website",
)  # fmt: skip
_KINDS = ("customer", "distributor", "supplier", "partner")
_CONTACT = (*both("name", "title"), "email", "phone", "is_decision_maker")
_ADDRESS = (
    "kind", *both("label", "recipient", "line", "city", "region"), "phone", "postcode", "country",
    "is_default",
)  # fmt: skip


async def store_counterparties(run: Run, rows: list[Row]) -> None:
    """Bring in organisations under numbers of ours."""
    found = await Counterparty.filter(external_source=run.source)
    known = {record.external_key: record for record in found}
    missing = sum(row.key not in known for row in rows)
    numbers = iter(await next_numbers("CP", missing) if missing else [])
    plan = Plan(
        "counterparty", Counterparty, known, _columns,
        fresh=lambda row: {"number": next(numbers), **_beginning(run, row)},
        owner=lambda record: record.id, ids=ids_of(run, Counterparty),
    )  # fmt: skip
    created, _ = await store(run, rows, plan)
    run.ids["counterparty"] = {record.external_key: record.id for record in (*found, *created)}
    await _store_care(run, rows, {record.id for record in created})
    await _store_credit(run, rows)


def _columns(row: Row) -> dict[str, Any]:
    kinds = row.values["kinds"]
    return stated(Counterparty, row, _COLUMNS) | {f"is_{kind}": kind in kinds for kind in _KINDS}


def _beginning(run: Run, row: Row) -> dict[str, Any]:
    given = _columns(row)
    defaults = {"status": CounterpartyStatus.ACTIVE, "currency": run.currency}
    return {name: value for name, value in defaults.items() if name not in given} | {
        "external_source": run.source, "external_key": row.key,
        "created_at": run.now, "updated_at": run.now,
    }  # fmt: skip


async def _store_care(run: Run, rows: list[Row], created: set[int]) -> None:
    ids = run.ids["counterparty"]
    held = {care.counterparty_id: care for care in await Care.filter(role=CareRole.ACCOUNT_MANAGER)}
    fresh: list[Care] = []
    for row in rows:
        counterparty_id = ids[row.key]
        email = row.values.get("account_manager")
        user_id = run.users[email] if email else None
        if user_id is None and counterparty_id in created:
            user_id = run.account_manager_id
        if user_id is None:
            continue
        if counterparty_id in held:
            if email and held[counterparty_id].user_id != user_id:
                await Care.filter(id=held[counterparty_id].id).update(user_id=user_id)
            continue
        fresh.append(
            Care(
                counterparty_id=counterparty_id, user_id=user_id,
                role=CareRole.ACCOUNT_MANAGER, created_at=run.now,
            )
        )  # fmt: skip
    await Care.bulk_create(fresh, batch_size=BATCH)


async def _store_credit(run: Run, rows: list[Row]) -> None:
    """Set limits that the file gives; what is used of them stays as it is."""
    limited = [row for row in rows if row.values.get("credit_limit") is not None]
    if not limited:
        return
    known = {limit.counterparty_id: limit for limit in await CreditLimit.all()}
    fresh: list[CreditLimit] = []
    for row in limited:
        counterparty_id = run.ids["counterparty"][row.key]
        wanted = {
            "amount": row.values["credit_limit"],
            "currency": row.values.get("currency") or run.currency,
        }
        held = known.get(counterparty_id)
        if held is None:
            fresh.append(CreditLimit(counterparty_id=counterparty_id, updated_at=run.now, **wanted))
        elif changed := differing(held, wanted):
            await CreditLimit.filter(id=held.id).update(
                **changed, version=held.version + 1, updated_at=run.now
            )
    await CreditLimit.bulk_create(fresh, batch_size=BATCH)


async def store_contacts(run: Run, rows: list[Row]) -> None:
    """Bring in people; they stay with the organisation that the file names."""
    found = await Contact.filter(external_key__startswith=f"{run.source}:")
    plan = Plan(
        "contact", Contact, {record.external_key: record for record in found},
        columns=lambda row: _belonging(run, row) | stated(Contact, row, _CONTACT),
        fresh=lambda row: _public(run, row),
        key=run.counted, name=lambda record: record.public_id,
    )  # fmt: skip
    await store(run, rows, plan)


async def store_addresses(run: Run, rows: list[Row]) -> None:
    """Bring in addresses; the first of an organisation is its default unless the file says."""
    found = await Address.filter(external_key__startswith=f"{run.source}:")
    defaults = Address.filter(is_default=True)
    with_default: set[Any] = set(await defaults.values_list("counterparty_id", flat=True))

    def fresh(row: Row) -> dict[str, Any]:
        given = row.values
        more: dict[str, Any] = {} if given.get("kind") else {"kind": AddressKind.SHIP}
        owner = run.ids["counterparty"][given["counterparty"]]
        if given.get("is_default") is None:
            more["is_default"] = owner not in with_default
            with_default.add(owner)
        if "label" not in given:
            more["label"] = (given.get("city") or given["line"])[:120]
            more["label_other"] = (given.get("city_other") or "")[:120]
        return more | _public(run, row)

    plan = Plan(
        "address", Address, {record.external_key: record for record in found},
        columns=lambda row: _belonging(run, row) | stated(Address, row, _ADDRESS),
        fresh=fresh, key=run.counted, name=lambda record: record.public_id,
    )  # fmt: skip
    await store(run, rows, plan)


def _belonging(run: Run, row: Row) -> dict[str, Any]:
    return {"counterparty_id": run.ids["counterparty"][row.values["counterparty"]]}


def _public(run: Run, row: Row) -> dict[str, Any]:
    return {
        "public_id": token_urlsafe(16), "external_key": run.counted(row), "created_at": run.now,
    }  # fmt: skip


async def index_counterparties(run: Run) -> None:
    """Store the words under which the organisations of this source are found."""
    people: dict[int, list[str]] = {}
    contacts = Contact.filter(counterparty__external_source=run.source, is_archived=False)
    for owner, *words in await contacts.values_list("counterparty_id", *both("name"), "email"):
        people.setdefault(owner, []).extend(words)
    await fulltext.index_many(
        "counterparty",
        [
            (
                one.id,
                (one.number, one.name_zh, one.name_en, one.city, one.city_other,
                 one.region, one.region_other, one.tax_number,
                 one.external_key, *people.get(one.id, ())),
            )
            for one in await Counterparty.filter(external_source=run.source)
        ],
    )  # fmt: skip
