"""Whose access changes, and how, before a role is changed: counted by the scope itself.

For each person the same `scope` is asked twice, with the roles she has and with those she would have;
what is in one and not in the other is gained or lost. There is no second truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.access.tailoring import at_kind
from shared.database.compound import Counted, rows_of
from shared.database.registry import table_model
from shared.identity.principals import members_as_actors, staff_as_actors
from shared.reports.explaining import RECORDS

MOST_PEOPLE = 500
"""People whose records are counted; of more the page says how many there are."""
MOST_RECORDS = 100_000
"""Where counting stops; it is done in the database, so no row is read for it."""
MOST_PARTS = 5000
_AT_ONCE = 250
# Sets of rows that differ from person to person; all others are counted once for whoever is alike.
_PERSONAL = frozenset({policy.OWN, policy.TEAM, policy.MINE})
_EXAMPLES = 3


@dataclass(frozen=True)
class Effect:
    """What becomes of one kind of record for one person: `verbs` on records gained and lost.

    MOST_RECORDS stands for as many or more. Examples are numbers of records that the asking
    administrator may see herself.
    """

    table: str
    verbs: tuple[str, ...]
    gained: int
    lost: int
    examples_gained: tuple[str, ...] = ()
    examples_lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Touched:
    """A person whose rights change, with what that means for her records now."""

    person: Actor
    effects: list[Effect] = field(default_factory=list)


@dataclass(frozen=True)
class Effects:
    """Everybody concerned; `uncounted` more have the role and were not counted one by one."""

    people: list[Touched]
    uncounted: int = 0
    is_cut: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether nobody has the role: then nobody's access changes."""
        return not self.people and not self.uncounted


_Pair = tuple[Actor, Actor]  # as she is, as she would be
_Group = tuple[str, tuple[str, ...], frozenset[str]]  # table, verbs that change alike, their rows
_Alike = tuple[Any, ...]  # what decides a count: the group, roles before and after, the person or 0
_Asked = tuple[_Alike, str]  # and what is asked


async def effects_of(actor: Actor, role: str, instead: str) -> Effects:
    """Return what becomes of those who have `role` when they have `instead` ("" = nothing).

    Both are roles of the actor's own house; a changed role is the same name with another law. Two
    statements, and one more for each further 250 counts, 21 at most.
    """
    return await counted(
        actor, [(one, _with(one, role, instead)) for one in await holders(actor, role)]
    )


async def counted(actor: Actor, pairs: Sequence[_Pair]) -> Effects:
    """Return what people gain and lose who would be as the second of each pair says."""
    some, rest = pairs[:MOST_PEOPLE], pairs[MOST_PEOPLE:]
    people = [Touched(now) for now, _ in some]
    asked: dict[_Asked, Any] = {}
    shown: list[tuple[int, _Group, _Alike]] = []
    is_cut = False
    for place, (now, then) in enumerate(some):
        for group in _groups(now, then):
            alike = _alike(now, then, group)
            if is_cut := is_cut or len(asked) >= MOST_PARTS:
                break
            if (alike, "gained") not in asked and (alike, "lost") not in asked:
                asked |= _parts(actor, now, then, group, alike)
            shown.append((place, group, alike))
    found = await _answers(asked)
    for place, group, alike in shown:
        people[place].effects.append(_effect(group, alike, found))
    return Effects(people, len(rest), is_cut)


def _alike(now: Actor, then: Actor, group: _Group) -> _Alike:
    """Return what two people have in common for whom a count is the same."""
    table, verbs, rows = group
    is_hers = bool(rows & _PERSONAL) or bool(policy.IMPARTIAL.get(table, frozenset()) & {*verbs})
    return group, now.counterparty_id, now.roles, then.roles, now.user_id if is_hers else 0


async def _answers(asked: dict[_Asked, Any]) -> dict[_Asked, list[dict[str, Any]]]:
    found: dict[_Asked, list[dict[str, Any]]] = {}
    names = list(asked)
    for start in range(0, len(names), _AT_ONCE):
        found |= await rows_of({name: asked[name] for name in names[start : start + _AT_ONCE]})
    return found


async def holders(actor: Actor, role: str) -> list[Actor]:
    """Return who has a custom role of the actor's own house, each with all her roles."""
    if actor.is_staff:
        people = await staff_as_actors()
    else:
        own = table_model("counterparty").filter(id=actor.counterparty_id)
        people = [one.person for one in await members_as_actors(own)]
    return [one for one in people if any(_is(held, role) for held in one.roles)]


def _is(held: str, role: str) -> bool:
    """Whether a role that somebody has (`distributor.custom-…` outside) is this one."""
    return held == role or held.rpartition(".")[2] == role


def _with(person: Actor, role: str, instead: str) -> Actor:
    """Return a person as she would be with `instead` in the place of `role`."""
    kept = frozenset(held for held in person.roles if not _is(held, role))
    if not instead:
        return replace(person, roles=kept)
    new = {instead} if person.is_staff else {at_kind(instead, kind) for kind in person.kinds}
    return replace(person, roles=kept | new)


def _groups(now: Actor, then: Actor) -> list[_Group]:
    """Return the kinds of records of which something changes, with the verbs that change alike."""
    found: dict[tuple[str, frozenset[str], frozenset[str]], list[str]] = {}
    for table in policy.MATRIX:
        before, after = _rows_by_verb(now, table), _rows_by_verb(then, table)
        for verb in sorted(before.keys() | after.keys(), key=lambda one: (one != "read", one)):
            was, will = before.get(verb, frozenset()), after.get(verb, frozenset())
            if was != will:
                found.setdefault((table, was, will), []).append(verb)
    return [(table, tuple(verbs), was | will) for (table, was, will), verbs in found.items()]


def _rows_by_verb(person: Actor, table: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for grant in policy.held(person.roles, table):
        for verb in grant.verbs:
            found.setdefault(verb, set()).add(grant.rows)
    return {verb: frozenset(rows) for verb, rows in found.items()}


def _parts(
    actor: Actor, now: Actor, then: Actor, group: _Group, alike: _Alike
) -> dict[_Asked, Any]:
    parts: dict[_Asked, Any] = {}
    for word, (one, other) in {"gained": (then, now), "lost": (now, then)}.items():
        rows = _beyond(one, other, group)
        if rows is None:
            continue
        parts[alike, word] = Counted(rows, MOST_RECORDS)
        if (shown := _examples(actor, rows, group)) is not None:
            parts[alike, f"{word} such"] = shown
    return parts


def _beyond(one: Actor, other: Actor, group: _Group) -> QuerySet[Any] | None:
    """Return the records that `one` reaches and `other` does not; None where that is nothing."""
    table, (verb, *_), _ = group
    permission, model = f"{table}.{verb}", table_model(table)
    if not one.may(permission):
        return None
    rows = model.filter(id__in=Subquery(scope(one, model, verb).values("id")))
    if other.may(permission):
        rows = rows.filter(~Q(id__in=Subquery(scope(other, model, verb).values("id"))))
    return rows


def _examples(actor: Actor, rows: QuerySet[Any], group: _Group) -> Any:
    """Return a few of the records, where they have a page that the asking administrator may open."""
    table, verbs, _ = group
    if table not in RECORDS or "read" not in verbs or not actor.may(f"{table}.read"):
        return None
    hers = scope(actor, table_model(table)).values("id")
    return (
        rows.filter(id__in=Subquery(hers)).order_by("-id").limit(_EXAMPLES).values(RECORDS[table])
    )


def _effect(group: _Group, alike: _Alike, found: dict[_Asked, list[dict[str, Any]]]) -> Effect:
    table, verbs, _ = group

    def count(word: str) -> int:
        rows = found.get((alike, word))
        return int(rows[0]["n"]) if rows else 0

    def such(word: str) -> tuple[str, ...]:
        rows = found.get((alike, f"{word} such"), [])
        return tuple(str(row[RECORDS[table]]) for row in rows)

    return Effect(table, verbs, count("gained"), count("lost"), such("gained"), such("lost"))
