"""`wanglai policy` as somebody types it: the law, and the custom roles of a database."""

import pytest
from click.testing import CliRunner

from shared.access.policy_page import as_markdown
from shared.cli.policy import policy


def test_the_law_needs_no_database() -> None:
    said = CliRunner().invoke(policy, [], catch_exceptions=False)
    assert said.stdout == as_markdown()


@pytest.fixture
def runner(database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    monkeypatch.setenv("WANGLAI_DATABASE_URL", database_url)
    return CliRunner()


def test_without_custom_roles_there_is_but_the_heading(runner: CliRunner) -> None:
    said = runner.invoke(policy, ["--roles"], catch_exceptions=False)
    assert said.stdout == "# Custom roles\n"
