"""The page of permissions that people read is the law that the code asks."""

from pathlib import Path

import pytest

from shared.cli.policy import law

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


@pytest.mark.asvs("8.1.1", "8.1.2")
def test_the_committed_page_is_what_the_policy_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == law(), (
        "docs/permissions.md differs from shared/access/policy.py: "
        "run `./run wanglai policy > docs/permissions.md`"
    )
