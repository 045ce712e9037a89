"""`wanglai invite` as somebody types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shared.access import policy
from shared.cli.invite import invite_command
from shared.settings import Problem

ADMINISTRATOR = ["ada@x.example", "--staff", "--role", policy.ADMINISTRATOR]


@pytest.fixture
def runner(database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    monkeypatch.setenv("WANGLAI_DATABASE_URL", database_url)
    return CliRunner()


def test_the_first_administrator_gets_a_link(runner: CliRunner) -> None:
    said = runner.invoke(invite_command, ADMINISTRATOR, catch_exceptions=False)
    assert said.exit_code == 0
    assert said.stdout.startswith("http://127.0.0.1:8001/invitations/")
    assert len(said.stdout.strip().rsplit("/", 1)[1]) == 43
    assert "ada@x.example" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ada@x.example", "--role", "member"], "Say where to"),
        ([*ADMINISTRATOR, "--counterparty", "CP-0001"], "Say where to"),
        (["ada", "--staff", "--role", "administrator"], "e-mail address"),
        (["ada@x.example", "--staff", "--role", "member"], "no staff role"),
        (["a@x.example", "--counterparty", "CP-0001", "--role", "member"], "no counterparty CP"),
    ],
)
def test_bad_input_is_one_sentence(runner: CliRunner, arguments: list[str], sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        runner.invoke(invite_command, arguments, catch_exceptions=False)


def test_inviting_twice_is_refused(runner: CliRunner) -> None:
    runner.invoke(invite_command, ADMINISTRATOR, catch_exceptions=False)
    with pytest.raises(Problem, match="open invitation"):
        runner.invoke(invite_command, ADMINISTRATOR, catch_exceptions=False)


def test_it_says_where_the_database_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    monkeypatch.delenv("WANGLAI_DATABASE_URL", raising=False)
    with pytest.raises(Problem, match="WANGLAI_DATABASE_URL"):
        CliRunner().invoke(invite_command, ADMINISTRATOR, catch_exceptions=False)
