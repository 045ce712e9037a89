"""The rows an actor may see or change: one scope for list, detail, count, search, export and file."""

from typing import Any, TypeVar

from tortoise.exceptions import ValidationError
from tortoise.expressions import Q, Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.caring import cared_for
from shared.access.reach import APART, BETWEEN, CHANNELS, OURS, TOLD_FOR, UNSENT
from shared.access.seals import opened_for, unsealed
from shared.database.registry import table_model
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Stale
from shared.kernel.wording import say

HER_OWN = say(
    "You are a member of this organisation yourself, so a colleague decides this. "
    "Nothing was changed."
)
M = TypeVar("M", bound=Model)
_NOBODY: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def scope(actor: Actor, model: type[M], verb: str = "read") -> QuerySet[M]:
    """Return the rows of `model` on which `actor` may do `verb`; NotAllowed without any grant."""
    table = model._meta.db_table
    if policy.SYSTEM in actor.roles:
        return model.all()
    grants = policy.grants(actor.roles, table, verb)
    if not grants:
        raise NotAllowed(f"{table}.{verb}")
    rows = {grant.rows for grant in grants}
    found = model.all()
    if policy.ALL not in rows:
        found = model.filter(
            Q(*(_rows(actor, table, one, verb) for one in sorted(rows)), join_type=Q.OR)
        )
    found = _apart(actor, table, _sent(actor, table, opened_for(actor, table, found)))
    return found.filter(~_her_own(actor, table)) if _is_impartial(actor, table, verb) else found


async def one(actor: Actor, model: type[M], verb: str = "read", **by: Any) -> M:
    """Return the one row found `by` within the actor's scope; NotFound for missing and foreign.

    NotAllowed, with the rule, for what she sees but may not decide because it is her own.
    """
    try:
        found = await scope(actor, model, verb).get_or_none(**by)
    except NotAllowed:
        if verb == "read":
            raise NotFound from None
        raise
    except ValidationError:
        # Longer than any name that is kept: no row has it.
        raise NotFound from None
    if found is None:
        await _refuse_her_own(actor, model, verb, by)
        raise NotFound
    return found


async def _refuse_her_own(actor: Actor, model: type[M], verb: str, by: dict[str, Any]) -> None:
    """Raise NotAllowed in plain words when the row is hers to see and another's to decide."""
    table = model._meta.db_table
    if not _is_impartial(actor, table, verb):
        return
    if await scope(actor, model).filter(_her_own(actor, table), **by).exists():
        raise NotAllowed(f"{table}.{verb}", HER_OWN)


def narrower(actor: Actor, model: type[M], verb: str) -> QuerySet[M] | None:
    """Return the rows on which `actor` may do `verb`; None where that is all that she reads.

    Unlike `scope`, no grant at all is no error here but no row.
    """
    table = model._meta.db_table
    if policy.SYSTEM in actor.roles:
        return None
    read, may = (
        {grant.rows for grant in policy.grants(actor.roles, table, one)} for one in ("read", verb)
    )
    if not may:
        return model.filter(id=0)
    # Of what stands between two sides, each deed is done by one of them.
    is_all = may >= read and not (_is_impartial(actor, table, verb) or policy.PARTIES in may)
    return None if is_all else scope(actor, model, verb)


async def change(
    actor: Actor, record: Model, verb: str, version: int | None = None, **values: Any
) -> None:
    """Write `values` in one statement that authorises itself: id AND scope AND version.

    Raises NotFound outside the scope and Stale when somebody saved in between. `record` carries
    the new values and version afterwards.
    """
    expected = record.version if version is None else version  # type: ignore[attr-defined]
    allowed = scope(actor, type(record), verb)
    written = await allowed.filter(id=record.pk, version=expected).update(
        **values, version=expected + 1
    )
    if not written:
        stored = await scope(actor, type(record)).get_or_none(id=record.pk)
        if stored is None:
            raise NotFound
        await _refuse_her_own(actor, type(record), verb, {"id": record.pk})
        raise Stale({name: getattr(stored, name) for name in values}, stored.version)  # type: ignore[attr-defined]
    for name, value in {**values, "version": expected + 1}.items():
        setattr(record, name, value)


def places(actor: Actor, permission: str) -> QuerySet[Any]:
    """Return the counterparties at which `actor` may do `permission` (`contact.create`).

    For rows that do not exist yet: the place where one is to be made must be within the grant.
    """
    table, _, verb = permission.partition(".")
    counterparty = table_model("counterparty")
    if policy.SYSTEM in actor.roles:
        return counterparty.all()
    grants = policy.grants(actor.roles, table, verb)
    if not grants:
        raise NotAllowed(permission)
    rows = {grant.rows for grant in grants}
    if policy.ALL in rows:
        return counterparty.all()
    reach = (_by_counterparty(actor, "", one) for one in sorted(rows))
    return counterparty.filter(Q(*reach, join_type=Q.OR))


def _rows(actor: Actor, table: str, rows: str, verb: str) -> Q:
    if table in policy.FOLLOWS:
        parent, relation = policy.FOLLOWS[table]
        if relation:
            return _under(relation, actor, parent, rows, verb)
    if rows == policy.SHARED:
        return _shared(actor, table, "id")
    if rows == policy.MINE:
        return _mine(actor, table)
    if rows in (policy.CHANNEL, policy.PARTIES):
        return _between(actor, table, rows, verb)
    if rows == policy.AUDIENCE:
        return _audience(actor, table)
    if rows == policy.OFFERED:
        return Q(is_active=True, is_sold=True)
    if rows in (policy.ISSUED, policy.INVITED):
        return _issued(actor, table, rows)
    if rows == policy.UNSEALED:
        return unsealed(table)
    if rows == policy.ADDRESSED:
        return _addressed(actor, table)
    if rows == policy.PUBLISHED:
        return Q(is_published=True)
    if rows == policy.ORGANISATION and table in policy.SHARES:
        return _shared(actor, table, "id")
    return _by_counterparty(actor, policy.PATHS[table], rows)


def _issued(actor: Actor, table: str, rows: str) -> Q:
    """What was sent to my organisation, as its own or by an invitation."""
    sent = _where(f"{policy.ISSUES[table]}__isnull", value=False)
    if rows == policy.INVITED:
        return sent & _shared(actor, table, "id")
    return sent & _by_counterparty(actor, policy.PATHS[table], policy.ORGANISATION)


def _between(actor: Actor, table: str, rows: str, verb: str) -> Q:
    """What names my organisation as the distributor, or is its own; what one side does, on that alone."""
    sold = _where(f"{CHANNELS[table]}_id", actor.counterparty_id)
    if rows == policy.CHANNEL:
        return sold
    is_sent = table in policy.ISSUES
    bought = _issued(actor, table, policy.ISSUED) if is_sent else _by_counterparty(
        actor, policy.PATHS[table], policy.ORGANISATION
    )  # fmt: skip
    sellers, buyers = BETWEEN.get(table, _NOBODY)
    if verb in sellers:
        return sold
    return bought if verb in buyers else sold | bought


def _mine(actor: Actor, table: str) -> Q:
    """What was written to the actor on her face; nothing for an organisation that she has left."""
    mine = Q(user_id=actor.user_id, face=actor.face)
    if table not in TOLD_FOR:
        return mine
    place = TOLD_FOR[table]
    if actor.is_looked_through:
        # What she is told of her other organisations is no business of whoever looks for this one.
        return mine & (
            _where(f"{place}__isnull", value=True) | _where(place, actor.counterparty_id)
        )
    places = table_model("membership").filter(user_id=actor.user_id, is_active=True)
    hers = _where(f"{place}__in", Subquery(places.values("counterparty_id")))
    return mine & (_where(f"{place}__isnull", value=True) | hers)


def _sent(actor: Actor, table: str, found: QuerySet[M]) -> QuerySet[M]:
    """Leave out drafts that are no business of the actor's, and those that were thrown away."""
    parent, relation = policy.FOLLOWS.get(table, (table, ""))
    if parent not in UNSENT:
        return found
    hidden = _unsent(actor, parent)
    if hidden is None:
        return found
    if not relation:
        return found.filter(~hidden)
    parents = table_model(parent).filter(hidden).values("id")
    return found.filter(~_where(f"{relation}_id__in", Subquery(parents)))


def _unsent(actor: Actor, table: str) -> Q | None:
    draft, ours, discarded = UNSENT[table]
    hidden = [Q(state=discarded, submitted_at__isnull=True)] if discarded else []
    if actor.is_staff:
        hidden.append(Q(state=draft) & _where(ours, value=False) if ours else Q(state=draft))
    return Q(*hidden, join_type=Q.OR) if hidden else None


def _apart(actor: Actor, table: str, found: QuerySet[M]) -> QuerySet[M]:
    """Leave out what names another organisation on a record that several of them see."""
    if actor.is_staff or table not in APART:
        return found
    hers = _where(APART[table], actor.counterparty_id)
    if table in OURS:
        return found.filter(hers)
    return found.filter(hers | _where(f"{APART[table]}__isnull", value=True))


def _is_impartial(actor: Actor, table: str, verb: str) -> bool:
    """Whether `verb` is decided by nobody who is a member of the organisation herself."""
    parent, _ = policy.FOLLOWS.get(table, (table, ""))
    return actor.is_staff and verb in policy.IMPARTIAL.get(parent, ())


def _her_own(actor: Actor, table: str) -> Q:
    """Rows of organisations that the deciding person is a member of herself, suspended or not."""
    parent, relation = policy.FOLLOWS.get(table, (table, ""))
    path = "__".join(filter(None, (relation, policy.PATHS[parent])))
    hers = table_model("membership").filter(user_id=actor.user_id).values("counterparty_id")
    return _where(f"{path}_id__in", Subquery(hers))


def _under(relation: str, actor: Actor, parent: str, rows: str, verb: str) -> Q:
    """Rows whose parent is within the scope; the parent's own filter runs as a subquery."""
    parents = table_model(parent).filter(_rows(actor, parent, rows, verb)).values("id")
    return _where(f"{relation}_id__in", Subquery(parents))


def _audience(actor: Actor, table: str) -> Q:
    """Open rows that are meant for a kind the organisation holds, or shared with it by name."""
    meant = [_where(f"for_{kind}", value=True) for kind in sorted(actor.kinds)]
    if table in policy.SHARES:
        meant.append(_shared(actor, table, "id"))
    if not meant:
        return _where("id__in", [])
    return Q(*meant, join_type=Q.OR) & _where(policy.AUDIENCES[table], value=True)


def _shared(actor: Actor, table: str, column: str) -> Q:
    share_table, row_column, organisation_column = policy.SHARES[table]
    shares = table_model(share_table).filter(**{organisation_column: actor.counterparty_id})
    return _where(f"{column}__in", Subquery(shares.values(row_column)))


def _addressed(actor: Actor, table: str) -> Q:
    """What is published, visible today, and meant for my organisation by its kind or by its name."""
    held = {role.rpartition(".") for role in actor.roles}
    today = clock.today()
    shown = Q(state="published", visible_from__lte=today)
    shown &= Q(visible_until=None) | Q(visible_until__gte=today)
    if policy.ORGANISATION_ADMIN not in {role for _, _, role in held}:
        shown &= Q(for_administrators=False)
    by_kind = (_where(f"to_{kind}", value=True) for kind in sorted({kind for kind, _, _ in held}))
    return shown & Q(_shared(actor, table, "id"), *by_kind, join_type=Q.OR)


def _by_counterparty(actor: Actor, path: str, rows: str) -> Q:
    key = "id" if not path else f"{path}_id"
    if rows == policy.ORGANISATION:
        return _where(key, actor.counterparty_id)
    if rows == policy.SUPPLIERS:
        return _where(f"{path}__is_supplier" if path else "is_supplier", value=True)
    return _where(f"{key}__in", Subquery(cared_for(actor, team=rows == policy.TEAM)))


def _where(condition: str, value: Any) -> Q:
    """Return the filter whose column is known only at run time."""
    return Q(**{condition: value})
