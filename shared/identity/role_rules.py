"""Pure decisions about custom roles: their names, what they may grant, what needs a second person."""

from collections.abc import Iterable, Mapping

from shared.access import policy, tailoring
from shared.access.policy import ADMINISTRATOR, ORGANISATION, Tailored
from shared.identity import rules
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

MOST_ROLES = 40
KEY_START = "custom-"

Law = Mapping[str, str]  # permission → rows


def is_custom(role: str) -> bool:
    """Whether a role's name is the key of a custom one."""
    return role.startswith(KEY_START)


def base_law(base: str, kinds: Iterable[str] = ()) -> dict[str, str]:
    """Return what a clone of a built-in role begins with.

    What everybody has anyway is left out, and what is reserved for administrators: that is added
    by two. In an organisation of several kinds it is what the role has in any of them.
    """
    kinds = tuple(kinds)
    if kinds:
        wanted = {one for kind in kinds for one in tailoring.built_in(f"{kind}.{base}")}
        return dict.fromkeys(sorted(wanted - set(tailoring.everybodys(kinds))), ORGANISATION)
    left_out = tailoring.everybodys().keys() | tailoring.reserved()
    return {one: rows for one, rows in tailoring.built_in(base).items() if one not in left_out}


def effective(text: str, kinds: Iterable[str] = ()) -> dict[str, str]:
    """Return a stored law as it counts now: without what the code no longer allows."""
    law = tailoring.stored(text)
    too_much = set(tailoring.beyond(law, kinds))
    return {one: rows for one, rows in law.items() if one not in too_much}


def check_name(name_zh: str, name_en: str) -> tuple[str, str]:
    """Return both names without blanks at their ends; one of them is enough."""
    zh, en = name_zh.strip(), name_en.strip()
    if not zh and not en:
        raise Refusal(say("Give the role a name in one of the two languages."), "name_zh")
    return zh, en


def check_law(law: Law, kinds: Iterable[str] = ()) -> dict[str, str]:
    """Return a law that the code allows; refuses what goes beyond, or is nothing one can do."""
    too_much = tailoring.beyond(law, kinds)
    if too_much:
        raise Refusal(say("No role may hold this: {what}.", what=", ".join(too_much)), "grants")
    if tailoring.unread(law, kinds):
        raise Refusal(
            say("A role has to read what it works on. The rights concerned are marked."), "grants"
        )
    return dict(law)


def check_duties(role: Tailored, others: Iterable[str] = ()) -> None:
    """Refuse a staff role that does, with the `others` of one person, two duties that exclude."""
    if rules.has_conflict({role, *others}):
        raise Refusal(
            say(
                "One person would hold two duties that exclude each other: administrator and "
                "finance, administrator and auditor, purchasing and finance."
            ),
            "grants",
        )


def differences(before: Law, after: Law) -> dict[str, tuple[str, str]]:
    """Return permission → (rows before, rows after) where they differ; "" is none."""
    return {
        one: (before.get(one, ""), after.get(one, ""))
        for one in sorted({*before, *after})
        if before.get(one, "") != after.get(one, "")
    }


def needs_second(before: Law, after: Law) -> bool:
    """Whether a change of law adds or takes what is reserved for administrators."""
    return bool(tailoring.reserved() & differences(before, after).keys())


def is_reserved(role: str) -> bool:
    """Whether giving or taking a staff role is decided by two administrators."""
    if isinstance(role, Tailored):
        held = {
            f"{table}.{verb}" for table, some in role.law.items() for g in some for verb in g.verbs
        }
        return bool(held & tailoring.reserved())
    return role == ADMINISTRATOR


def check_base(base: str, *, is_staff: bool) -> None:
    """Refuse a role that nobody can clone."""
    known = policy.STAFF_ROLES if is_staff else policy.MEMBER_ROLES
    if base not in known:
        raise Refusal(say("Choose a role to begin with from the list."), "base")
