"""What a delivery may hold, what counting it means, and whether a line came on time in full."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel.errors import Refusal
from shared.kernel.quantity import to_text
from shared.kernel.wording import Message, say
from shared.purchasing.rules.deliveries import DiscrepancyKind, Inspection, Remedy
from shared.purchasing.rules.lines import LineState, most_to_ship

SOON = timedelta(days=14)
MOST_LINES = 300
MOST_PACKAGES = 10_000
LONGEST_STORY = 2000

# What may be found in goods that came: shown beside what was counted as not good.
FINDINGS = (DiscrepancyKind.DAMAGED, DiscrepancyKind.WRONG_ITEM, DiscrepancyKind.QUALITY)
SHIPPABLE = (LineState.CONFIRMED, LineState.PROPOSED, LineState.COUNTERED, LineState.INSISTED)

KIND_NAMES: dict[str, Message] = {
    DiscrepancyKind.SHORT: say("Short"),
    DiscrepancyKind.OVER: say("Over"),
    DiscrepancyKind.DAMAGED: say("Damaged"),
    DiscrepancyKind.WRONG_ITEM: say("Wrong item"),
    DiscrepancyKind.QUALITY: say("Quality defect"),
}
REMEDY_NAMES: dict[str, Message] = {
    Remedy.REPLACE: say("Replace"),
    Remedy.CREDIT: say("Credit note"),
    Remedy.RETURN: say("Send back"),
    Remedy.KEEP: say("Keep"),
}
INSPECTION_NAMES: dict[str, Message] = {
    Inspection.PASSED: say("Passed"),
    Inspection.PARTLY: say("Passed in part"),
    Inspection.CONDITIONAL: say("Passed with conditions"),
    Inspection.FAILED: say("Did not pass"),
    Inspection.PENDING: say("Not inspected yet"),
}


@dataclass(frozen=True)
class Counted:
    """What was found of one line of a delivery, quantities ×10⁴.

    `refused` of the `counted` ones are not good, as `finding` says (a `DiscrepancyKind`).
    """

    counted: int
    refused: int = 0
    finding: str = DiscrepancyKind.DAMAGED
    inspection: Inspection = Inspection.PASSED
    story: str = ""

    @property
    def result(self) -> Inspection:
        """What the inspection found, as the numbers say it: what was refused did not pass."""
        if not self.refused or self.inspection not in (Inspection.PASSED, Inspection.PARTLY):
            return self.inspection
        return Inspection.FAILED if self.refused == self.counted else Inspection.PARTLY


@dataclass(frozen=True)
class Verdict:
    """What counting a line means: what we take, and which differences it opens."""

    accepted: int
    refused: int
    differences: tuple[tuple[DiscrepancyKind, int], ...]


def check_shipped(wanted: int, *, quantity: int, shipped: int, tolerance: int, field: str) -> None:
    """Refuse more than the open quantity with its tolerance (bp); offers the most as a fix."""
    most = most_to_ship(quantity, shipped, tolerance)
    if wanted > most:
        fix = to_text(most)
        raise Refusal(
            say("Only {quantity} may still be sent.", quantity=fix), field,
            ((fix, say("Make it {quantity}", quantity=fix)),) if most else (),
        )  # fmt: skip


def may_ship(state: LineState, *, is_confirmed: bool) -> bool:
    """Whether goods of a line may leave: agreed to once, even while another date is discussed."""
    return state == LineState.CONFIRMED or (is_confirmed and state in SHIPPABLE)


def verdict(one: Counted, *, announced: int, is_last: bool, room: int) -> Verdict:
    """Return what we take of a counted line and where it differs from the notice.

    `announced` is what is still expected of the notice's line; only the last receipt of a delivery
    can be short. `room` is what the order still takes with its tolerance: more than announced is
    kept without a word while it fits, and is a difference beyond that. Nothing is taken before it
    was inspected.
    """
    surplus = max(0, one.counted - max(announced, min(room, one.counted)))
    differences: list[tuple[DiscrepancyKind, int]] = []
    if is_last and one.counted < announced:
        differences.append((DiscrepancyKind.SHORT, announced - one.counted))
    if surplus:
        differences.append((DiscrepancyKind.OVER, surplus))
    if one.inspection == Inspection.PENDING:
        return Verdict(0, 0, tuple(differences))
    if one.refused:
        differences.append((DiscrepancyKind(one.finding), one.refused))
    return Verdict(
        max(0, one.counted - one.refused - surplus), one.refused + surplus, tuple(differences)
    )


def check_counted(one: Counted, field: str) -> None:
    """Refuse a count that cannot be: more refused than counted, a failed line without a number."""
    if one.refused > one.counted:
        raise Refusal(say("More is refused than was counted."), f"{field}-refused")
    if one.inspection in (Inspection.FAILED, Inspection.PARTLY) and not one.refused:
        raise Refusal(say("Say how many are not good."), f"{field}-refused")
    if one.inspection == Inspection.FAILED and one.refused < one.counted:
        raise Refusal(
            say(
                "“Did not pass” means that none of it is good. Choose “Passed in part”, or refuse all."
            ),
            f"{field}-inspection",
        )
    if one.inspection == Inspection.PENDING and one.refused:
        raise Refusal(say("What is refused has been inspected."), f"{field}-inspection")


def result_after_taking(
    was: Inspection, kind: DiscrepancyKind, *, refused: int, is_concession: bool
) -> Inspection:
    """Return what an inspection says once goods that were not good are taken after all.

    `refused` are those that still are not; nothing is conceded where we were wrong ourselves.
    """
    if kind not in FINDINGS or was not in (Inspection.PARTLY, Inspection.FAILED):
        return was
    if refused > 0:
        return Inspection.PARTLY
    return Inspection.CONDITIONAL if is_concession else Inspection.PASSED


@dataclass(frozen=True)
class Effect:
    """What settling a difference does to its line, quantities ×10⁴.

    `taken` goes into stock, `reopened` may be sent once more; `ends` says that nothing more of the
    line is expected for this difference.
    """

    taken: int = 0
    reopened: int = 0
    ends: bool = False


def effect_of(kind: DiscrepancyKind, remedy: Remedy, quantity: int) -> Effect:
    """Return what a remedy does: goods that were over or not good can be kept, others replaced."""
    if remedy == Remedy.KEEP:
        if kind in (DiscrepancyKind.SHORT, DiscrepancyKind.WRONG_ITEM):
            raise Refusal(say("There is nothing to keep: choose another remedy."), "remedy")
        return Effect(taken=quantity)
    if kind == DiscrepancyKind.OVER:
        return Effect()
    if remedy == Remedy.REPLACE:
        return Effect(reopened=quantity)
    return Effect(ends=True)


def is_on_time_in_full(
    quantity: int, tolerance: int, due_on: date, arrived: Iterable[tuple[date, int]]
) -> bool:
    """Whether all of a line, less the tolerance (bp), was accepted by the first agreed day.

    `arrived` are (day, accepted ×10⁴).
    """
    in_time = sum(accepted for day, accepted in arrived if day <= due_on)
    return in_time * 10_000 >= quantity * (10_000 - tolerance)
