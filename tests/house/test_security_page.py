"""The page about security names proofs that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_proof_that_the_page_names_exists() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests|security)/[\w/.]+)`", page)
    assert len(named) > 20
    assert [one for one in named if not (ROOT / one).exists()] == []
