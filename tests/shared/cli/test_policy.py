"""`wanglai policy` as somebody types it: the law, and the custom roles of a database."""

import pytest
from click.testing import CliRunner

from shared.cli.policy import law, policy


def test_the_law_needs_no_database() -> None:
    said = CliRunner().invoke(policy, [], catch_exceptions=False)
    assert said.stdout == law()


@pytest.fixture
def runner(database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    monkeypatch.setenv("WANGLAI_DATABASE_URL", database_url)
    return CliRunner()


def test_without_custom_roles_there_is_but_the_heading(runner: CliRunner) -> None:
    said = runner.invoke(policy, ["--roles"], catch_exceptions=False)
    assert said.stdout == "# Custom roles\n"
