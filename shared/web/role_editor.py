"""A role's law as a form and as words: groups of records, each right with its choices.

Pure: it reads no table. The names of the fields are permissions with their rows
(`sales_order.approve:team`), so that a form says the whole law and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from shared.access import policy, tailoring
from shared.access.actor import Actor
from shared.identity.role_rules import base_law, differences
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.web.forms import FormModel, Label
from shared.web.law_words import TABLES, VERBS

NOTHING = say("none")
CHOICES: dict[str, Message] = {
    "": NOTHING,
    policy.OWN: say("own accounts"),
    policy.TEAM: say("own accounts and the team's"),
    policy.SUPPLIERS: say("suppliers"),
    policy.ALL: say("all of them"),
    policy.UNSEALED: say("once their deadline has passed"),
    policy.ORGANISATION: say("yes"),
}
# The first kind of record of each group, in the order of the law.
_GROUPS: dict[str, Message] = {
    "user": say("People and roles"), "counterparty": say("Counterparties"),
    "product": say("Goods, prices, stock"), "opportunity": say("Selling"),
    "supplier_item": say("Buying"), "document": say("Papers and files"),
    "ticket": say("Support"), "announcement": say("Announcements"), "journal_entry": say("Journal"),
}  # fmt: skip


class RoleForm(FormModel):
    """A role as it is to be; `grants` are permissions with their rows."""

    name_zh: Annotated[str, Field(max_length=60), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=60), Label(say("Name in English"))] = ""
    note: Annotated[str, Field(max_length=300), Label(say("What it is for"))] = ""
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""
    grants: Annotated[list[Annotated[str, Field(max_length=90)]], Label(say("Rights"))] = []


class NewRoleForm(FormModel):
    """What a new role begins with."""

    base: Annotated[str, Field(max_length=24), Label(say("Begin with"))] = ""
    name_zh: Annotated[str, Field(max_length=60), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=60), Label(say("Name in English"))] = ""


class RemovalForm(FormModel):
    """Which role those get who have the one that is removed."""

    to: Annotated[str, Field(max_length=24), Label(say("Role instead"))] = ""
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


@dataclass(frozen=True)
class Right:
    """One permission: what is chosen (rows, "" for none), what its base has, and the choices."""

    permission: str
    verb: Message
    choices: tuple[tuple[str, Message], ...]
    chosen: str
    base: str
    is_unread: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the role that this one was cloned from."""
        return self.chosen != self.base


@dataclass(frozen=True)
class Records:
    """One kind of record with its rights."""

    table: str
    name: Message
    rights: list[Right] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Kinds of records that belong together."""

    title: Message
    records: list[Records] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many rights differ from the base."""
        return sum(right.is_changed for one in self.records for right in one.rights)


@dataclass(frozen=True)
class Difference:
    """One right before and after, in words."""

    name: Message
    verb: Message
    before: Message
    after: Message
    is_reserved: bool


def law_of(grants: Iterable[str]) -> dict[str, str]:
    """Return the law that a form says; refuses what says one thing twice."""
    law: dict[str, str] = {}
    for grant in grants:
        permission, _, rows = grant.partition(":")
        if permission in law or not rows:
            raise Refusal(say("This was sent more than once."), "grants")
        law[permission] = rows
    return law


def grants_of(law: Mapping[str, str]) -> list[str]:
    """Return a law as the values of the form."""
    return [f"{permission}:{rows}" for permission, rows in law.items()]


def groups_of(actor: Actor, law: Mapping[str, str], base: str) -> list[Group]:
    """Return what a role of the actor's house may hold, with what it holds and what its base does."""
    kinds = tuple(sorted(actor.kinds))
    like, offered = base_law(base, kinds), _offered(actor, kinds)
    unread = set(tailoring.unread(law, kinds))
    groups: list[Group] = []
    for table, by_verb in offered.items():
        if table in _GROUPS or not groups:
            groups.append(Group(_GROUPS.get(table, TABLES[table])))
        rights = [
            Right(
                f"{table}.{verb}", VERBS[verb], tuple((one, CHOICES[one]) for one in ("", *rows)),
                law.get(f"{table}.{verb}", ""), like.get(f"{table}.{verb}", ""),
                f"{table}.{verb}" in unread,
            )
            for verb, rows in by_verb.items()
        ]  # fmt: skip
        if rights:
            groups[-1].records.append(Records(table, TABLES[table], rights))
    return [one for one in groups if one.records]


def in_words(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return what differs between two laws, in words, in the order of the law."""
    changed = differences(before, after)
    order = list(policy.MATRIX)
    return [
        Difference(
            TABLES[table], VERBS[verb], _said(was), _said(will),
            f"{table}.{verb}" in tailoring.reserved(),
        )
        for (table, verb), (was, will) in sorted(
            ((tuple(one.split(".")), rows) for one, rows in changed.items()),
            key=lambda pair: (order.index(pair[0][0]) if pair[0][0] in order else 0, pair[0][1]),
        )
        if table in TABLES and verb in VERBS
    ]  # fmt: skip


def _said(rows: str) -> Message:
    return CHOICES.get(rows, NOTHING)


def _offered(actor: Actor, kinds: tuple[str, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return table → verb → rows on offer, without what everybody has; reading stands first."""
    everybodys = tailoring.everybodys(kinds)
    allowed: dict[str, tuple[str, ...]] = {}
    if kinds:
        known = {one for kind in kinds for one in tailoring.organisation_ceiling(kind)}
        allowed.update({one: (policy.ORGANISATION,) for one in known if actor.may(one)})
    else:
        allowed.update(tailoring.staff_ceiling())
    offered: dict[str, dict[str, tuple[str, ...]]] = {}
    for table in policy.MATRIX:
        verbs = sorted(
            (one.partition(".")[2] for one in allowed if one.startswith(f"{table}.")),
            key=lambda verb: (verb != "read", verb),
        )
        left = {
            verb: allowed[f"{table}.{verb}"]
            for verb in verbs
            if f"{table}.{verb}" not in everybodys
        }
        offered[table] = left
    return offered
