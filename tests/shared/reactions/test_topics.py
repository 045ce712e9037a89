"""A letter is written about what really happens: its topic is announced somewhere."""

import re
from pathlib import Path

import pytest

from shared.reactions import reactions
from shared.reactions.letters import TOPICS
from shared.settings import load

SHARED = Path(__file__).parents[3] / "shared"
# `announce(f"deal_registration.{what}", …)` is told by `_tell(deal, "approved")`.
TICKET = re.compile(r'\btell\(actor, "(\w+)"')
TOLD = re.compile(r'_tell\(deal, "(\w+)"')


def announced() -> set[str]:
    texts = [
        path.read_text(encoding="utf-8")
        for path in SHARED.rglob("*.py")
        if "reactions" not in path.parts
    ]
    found = {f"deal_registration.{what}" for text in texts for what in TOLD.findall(text)}
    found |= {f"ticket.{what}" for text in texts for what in TICKET.findall(text)}
    return found | {
        topic for topic in reactions(load({})) for text in texts if f'"{topic}"' in text
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_every_letter_has_an_occasion(topic: str) -> None:
    assert topic in announced(), f"nobody announces {topic}: no such letter is ever written"
