"""A letter is written about what really happens: its topic is announced somewhere."""

import re
from pathlib import Path

import pytest

from shared.reactions import reactions
from shared.reactions.letters import TOPICS
from shared.settings import load

SHARED = Path(__file__).parents[3] / "shared"
TICKET = re.compile(r'\btell\(actor, "(\w+)"')
# `announce(f"deal_registration.{what}", …)` is told by `_tell(deal, "approved")` in the same module,
# or in one that takes `tell` from there.
FAMILY = re.compile(r'f"(\w+)\.\{what\}"')
TOLD = re.compile(r'\b_?tell\([\w, ]+, "(\w+)"')


def announced() -> set[str]:
    files = [path for path in SHARED.rglob("*.py") if "reactions" not in path.parts]
    sources = {path: path.read_text(encoding="utf-8") for path in files}
    texts = list(sources.values())
    found = {
        f"{family}.{what}"
        for path, source in sources.items()
        for family in FAMILY.findall(source)
        for text in texts
        if text == source or re.search(rf"from [\w.]+\.{path.stem} import .*\btell\b", text)
        for what in TOLD.findall(text)
    }
    found |= {f"ticket.{what}" for text in texts for what in TICKET.findall(text)}
    return found | {
        topic for topic in reactions(load({})) for text in texts if f'"{topic}"' in text
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_every_letter_has_an_occasion(topic: str) -> None:
    assert topic in announced(), f"nobody announces {topic}: no such letter is ever written"
