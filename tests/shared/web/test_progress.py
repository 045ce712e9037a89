"""Where a life stands, as the steps of a page draw it."""

from shared.kernel.wording import Message, say
from shared.web.progress import drawn

NAMES = ("Ordered", "Confirmed", "Shipped", "Delivered", "Paid")


def states(*reached: bool) -> list[str]:
    life: list[tuple[Message, Message | str, bool]] = [
        (say(name), "", is_there) for name, is_there in zip(NAMES, reached, strict=True)
    ]
    return [state for _, _, state in drawn(life)]


def test_the_step_that_is_reached_is_the_present_one_and_not_the_next() -> None:
    assert states(True, False, False, False, False) == ["now", "", "", "", ""]
    assert states(True, True, False, False, False) == ["done", "now", "", "", ""]


def test_what_came_early_is_done_and_does_not_move_the_present_one() -> None:
    assert states(True, True, False, False, True) == ["done", "now", "", "", "done"]


def test_a_life_at_its_end_is_done_as_a_whole() -> None:
    assert states(True, True, True, True, True) == ["done"] * 5
