"""Every state that the business knows can be shown, with a label short enough for its badge."""

import importlib
from enum import StrEnum
from pathlib import Path

import pytest

from shared.language.speaking import translated
from shared.web.statuses import STATUSES, status

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("State", "Status", "Stage", "Outcome", "Fulfilment")
TONES = {"neutral", "info", "wait", "move", "good", "bad"}
LONGEST = {"zh": 6, "en": 18}


def states() -> list[tuple[str, str]]:
    """Return (enumeration, value) of every state in the rules of the domains."""
    found = []
    rooms = [*(ROOT / "shared").glob("*/rules.py"), *(ROOT / "shared").glob("*/rules/*.py")]
    for path in sorted(rooms):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        for kind in vars(module).values():
            if _is_state(kind) and kind.__module__ == name:
                found += [(kind.__name__, one.value) for one in kind]
    return found


def _is_state(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__name__.endswith(KINDS)


def test_there_are_states_to_look_at() -> None:
    assert len(states()) > 30


@pytest.mark.parametrize(("kind", "value"), states())
def test_a_state_has_a_badge(kind: str, value: str) -> None:
    assert status(value).label


@pytest.mark.parametrize("key", STATUSES)
@pytest.mark.parametrize("locale", LONGEST)
def test_a_label_fits_its_badge(key: str, locale: str) -> None:
    look = STATUSES[key]
    assert look.tone in TONES
    assert len(translated(look.label, locale)) <= LONGEST[locale]


def test_an_unknown_state_says_where_it_belongs() -> None:
    assert status("sales_order.draft") is status("draft")
    with pytest.raises(KeyError, match=r"statuses\.py"):
        status("nonsense")
