"""Reading counterparties: the list with its tabs, one record and what hangs on it.

Contacts, addresses and care are read here; people, orders and opportunities of a counterparty are
asked of the modules that own them.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.caring import cared_for
from shared.access.scope import one, places, scope
from shared.counterparties.logos import logo_of
from shared.counterparties.models import (
    Address,
    Care,
    Contact,
    Counterparty,
    Deputy,
)
from shared.counterparties.rules import KINDS, CareRole, CounterpartyStatus, name_key
from shared.database import fulltext
from shared.database.compound import Question, ask, capped_counts, records
from shared.database.keyset import page_of
from shared.database.lookups import person_named_by
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both, form_of

Row = TypeVar("Row")
SEARCH = "counterparty"
MOST_EXPORTED = 20_000
TABS = ("all", "mine", *KINDS, "prospect", "suspended")
SORTS = ("-updated_at", "updated_at", "name", "-name")
COLUMNS = (
    "number", "name_zh", "name_en", "is_customer", "is_distributor", "is_supplier", "is_partner",
    "status", "tier", "country", *both("region", "city"), "phone", "currency", "payment_days",
    "updated_at", "account_manager_id", *both("account_manager"),
)  # fmt: skip
_ACCOUNT_MANAGER_ID = person_named_by(
    "care", of="counterparty", role=CareRole.ACCOUNT_MANAGER, column="public_id"
)
_ACCOUNT_MANAGER = person_named_by("care", of="counterparty", role=CareRole.ACCOUNT_MANAGER)
_ACCOUNT_MANAGER_OTHER = person_named_by(
    "care", of="counterparty", role=CareRole.ACCOUNT_MANAGER, column="name_other"
)

WHOLE = (
    "id", *COLUMNS[:-3], "tax_number", "website", "external_source", "external_key", "version",
    "created_at",
)  # fmt: skip
_CARER = (
    "role",
    "user__public_id",
    "user__email",
    "user__phone",
    *both("user__name", "user__title"),
)


@dataclass(frozen=True)
class Wanted:
    """What a reader of the list asks for; empty texts ask for everything."""

    tab: str = "all"
    kind: str = ""
    status: str = ""
    manager: str = ""
    country: str = ""
    search: str = ""
    sort: str = "-updated_at"


@dataclass(frozen=True)
class Carer:
    """Somebody of us who looks after a counterparty."""

    user: str
    name: str
    email: str
    phone: str
    title: str
    role: CareRole


async def counterparties(actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of the counterparties in the actor's scope, in one statement."""
    rows = _matching(actor, wanted)
    sort = wanted.sort if wanted.sort in SORTS else SORTS[0]
    if sort.endswith("name"):
        sort += "_zh" if actor.locale == "zh" else "_en"
    return await page_of(_with_manager(rows), page, COLUMNS, sort=sort)


async def all_counterparties(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """Return every counterparty of the filtered list for its download, by number."""
    rows = _with_manager(_matching(actor, wanted, "export"))
    return list(await rows.order_by("number").limit(MOST_EXPORTED).values(*COLUMNS))


async def tab_counts(actor: Actor) -> dict[str, int]:
    """Return how many counterparties each tab shows, 1001 at most, in one statement."""
    return await capped_counts({tab: _tab(actor, tab) for tab in TABS})


async def counterparty(actor: Actor, number: str) -> Counterparty:
    """Return the record with this number; NotFound for missing and foreign."""
    return await one(actor, Counterparty, number=number)


async def by_id(actor: Actor, counterparty_id: int) -> Counterparty:
    """Return the counterparty with this row id, for jobs that carry ids; raises NotFound."""
    return await one(actor, Counterparty, id=counterparty_id)


def readable(actor: Actor) -> Subquery:
    """Return the ids of the counterparties the actor may read, as a subquery for other storeys."""
    return Subquery(scope(actor, Counterparty).values("id"))


async def reachable(actor: Actor, number: str, permission: str) -> Counterparty:
    """Return the record when the actor may do `permission` (`contact.create`) there."""
    row = await places(actor, permission).get_or_none(number=number)
    if row is None:
        raise NotFound
    found: Counterparty = row
    return found


async def whole(actor: Actor, number: str) -> dict[str, Any]:
    """Return a record with `kinds`, `logo` and its `carers`, the account manager first; one statement.

    The page of a record asks this on every tab. NotFound for missing and foreign; staff only.
    """
    actor.must("care.read")
    rows = scope(actor, Counterparty).filter(number=number).order_by("care__role", "care__id")
    asked = rows.values(*WHOLE, *(f"care__{name}" for name in _CARER))
    logo = logo_of(actor, number=number)
    answer = await ask(care=Question({"rows": asked}, lambda rows: rows), logo=logo)
    if not (found := answer["care"]):
        raise NotFound
    record = {name: found[0][name] for name in WHOLE} | {"logo": answer["logo"]}
    record["kinds"] = [kind for kind in KINDS if record[f"is_{kind}"]]
    record["carers"] = [_carer_of(actor, row, "care__") for row in found if row["care__role"]]
    return record


# What an organisation reads of its own record: not its value tier, nor where we know it from.
_THEIR_OWN = (
    "id", "number", "name_zh", "name_en", "is_customer", "is_distributor", "is_supplier",
    "is_partner", "country", *both("region", "city"), "currency", "payment_days", "tax_number",
    "phone", "website", "version",
)  # fmt: skip


async def own_organisation(actor: Actor) -> Counterparty:
    """Return the organisation the actor speaks for in the portal, without what we think of it."""
    own = scope(actor, Counterparty).filter(id=actor.counterparty_id)
    return _required(await own.only(*_THEIR_OWN).first())


def contacts_of(
    actor: Actor, counterparty_id: int, *, archived: bool = False, limit: int = 200
) -> Question[list[Contact]]:
    """Return the people known there, decision makers first."""
    rows = scope(actor, Contact).filter(counterparty_id=counterparty_id, is_archived=archived)
    return records(rows.order_by("-is_decision_maker", "name", "id").limit(limit))


async def contact(actor: Actor, number: str, public_id: str) -> Contact:
    """Return one contact of a counterparty with its counterparty."""
    rows = scope(actor, Contact).filter(counterparty__number=number, public_id=public_id)
    found = await rows.select_related("counterparty").first()
    return _required(found)


def addresses_of(
    actor: Actor, counterparty_id: int, *, archived: bool = False
) -> Question[list[Address]]:
    """Return its addresses, the default ones first."""
    rows = scope(actor, Address).filter(counterparty_id=counterparty_id, is_archived=archived)
    return records(rows.order_by("kind", "-is_default", "label", "id").limit(200))


async def address(actor: Actor, number: str, public_id: str) -> Address:
    """Return one address of a counterparty with its counterparty."""
    rows = scope(actor, Address).filter(counterparty__number=number, public_id=public_id)
    found = await rows.select_related("counterparty").first()
    return _required(found)


async def care_of(actor: Actor, counterparty_id: int) -> list[Carer]:
    """Return who of us looks after it, the account manager first; staff only."""
    rows = scope(actor, Care).filter(counterparty_id=counterparty_id).order_by("role", "id")
    return [_carer_of(actor, row) for row in await rows.values(*_CARER)]


def our_account_manager(actor: Actor) -> Question[Carer | None]:
    """Return who looks after the organisation that the portal actor speaks for."""
    care = Care.filter(counterparty_id=actor.counterparty_id, role=CareRole.ACCOUNT_MANAGER)
    return Question({"care": care.limit(1).values(*_CARER)}, partial(_account_manager, actor))


async def similar(actor: Actor, *names: str) -> tuple[list[dict[str, Any]], bool]:
    """Return records of the same name that the actor may see, and whether there are others.

    The others are in a colleague's care: that they exist is said, nothing else.
    """
    keys = {key for key in map(name_key, names) if key}
    candidates: set[int] = set()
    for name in filter(None, names):
        candidates.update(await fulltext.matching(SEARCH, name_key(name) or name, cap=50) or [])
        candidates.update(await fulltext.matching(SEARCH, name, cap=50) or [])
    rows = await Counterparty.filter(id__in=sorted(candidates)).values(
        "id", "number", "name_zh", "name_en", *both("city")
    )
    same = {row["id"]: row for row in rows if keys & _name_keys(row)}
    visible = (
        await scope(actor, Counterparty).filter(id__in=sorted(same)).values_list("id", flat=True)
    )
    shown = [same[int(str(row_id))] for row_id in visible]
    return shown, len(shown) < len(same)


async def deputies(actor: Actor) -> list[Deputy]:
    """Return whom the actor stands in for and who stands in for her, now and later.

    Those who may keep everybody's deputies (administrators, auditors) see all of them.
    """
    rows = scope(actor, Deputy).filter(ends_at__gt=clock.now())
    if not actor.may("staff_role.read"):
        rows = rows.filter(Q(owner_id=actor.user_id) | Q(deputy_id=actor.user_id))
    return list(await rows.select_related("owner", "deputy").order_by("starts_at", "id").limit(200))


def _with_manager(rows: QuerySet[Counterparty]) -> QuerySet[Counterparty]:
    return rows.annotate(
        account_manager=_ACCOUNT_MANAGER, account_manager_other=_ACCOUNT_MANAGER_OTHER,
        account_manager_id=_ACCOUNT_MANAGER_ID,
    )  # fmt: skip


def _name_keys(row: dict[str, Any]) -> set[str]:
    return {name_key(row["name_zh"]), name_key(row["name_en"])} - {""}


def _account_manager(actor: Actor, care: list[dict[str, Any]]) -> Carer | None:
    return _carer_of(actor, care[0]) if care else None


def _carer_of(actor: Actor, row: dict[str, Any], path: str = "") -> Carer:
    user, email, phone = (row[f"{path}user__{name}"] for name in ("public_id", "email", "phone"))
    name, title = (
        form_of(actor.locale, row, f"{path}user__{field}") for field in ("name", "title")
    )
    return Carer(user, name, email, phone, title, CareRole(row[f"{path}role"]))


def _required(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def _matching(actor: Actor, wanted: Wanted, verb: str = "read") -> QuerySet[Counterparty]:
    rows = _tab(actor, wanted.tab, verb)
    if wanted.kind in KINDS:
        rows = rows.filter(**{f"is_{wanted.kind}": True})
    if wanted.status in set(CounterpartyStatus):
        rows = rows.filter(status=wanted.status)
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.manager:
        care = Care.filter(user__public_id=wanted.manager, role=CareRole.ACCOUNT_MANAGER)
        rows = rows.filter(id__in=Subquery(care.values("counterparty_id")))
    if wanted.search.strip():
        ids = fulltext.ids_matching(SEARCH, wanted.search)
        rows = rows.filter(id__in=ids) if ids is not None else rows.filter(id=0)
    return rows


def _tab(actor: Actor, tab: str, verb: str = "read") -> QuerySet[Counterparty]:
    rows = scope(actor, Counterparty, verb)
    if tab in KINDS:
        return rows.filter(**{f"is_{tab}": True})
    if tab == "mine":
        return rows.filter(id__in=Subquery(cared_for(actor)))
    if tab in set(CounterpartyStatus):
        return rows.filter(status=tab)
    return rows
