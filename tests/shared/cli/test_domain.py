"""`wanglai domain` as an operator types it."""

import asyncio
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from shared.cli.domain import domain_group
from shared.settings import Problem
from tests.shared.identity.name_server import NameServer
from tests.shared.identity.people import place


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as running:
        yield running


@pytest.fixture
def runner(database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    monkeypatch.setenv("WANGLAI_DATABASE_URL", database_url)

    async def furnish() -> None:
        from shared.database.connecting import connected

        async with connected(database_url):
            await place("CP-0001", "启明机电")

    asyncio.run(furnish())
    return CliRunner()


def _typed(runner: CliRunner, *words: str) -> str:
    said = runner.invoke(domain_group, words, catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return said.stdout.strip()


def test_a_domain_is_claimed_published_and_proven(runner: CliRunner, names: NameServer) -> None:
    whose = ("qiming.example", "--counterparty", "CP-0001")
    record = _typed(runner, "claim", *whose, "--role", "member")
    name, _, value = record.split(" ", 2)
    assert name == "_wanglai.qiming.example."
    here = ("--server", "127.0.0.1", "--port", str(names.port))
    assert _typed(runner, "check", *whose, *here) == "claimed"
    names.records[name.rstrip(".")] = [value.strip('"')]
    assert _typed(runner, "check", *whose, *here) == "active"
    assert _typed(runner, "list") == "qiming.example\tCP-0001\tmember\tactive"
    _typed(runner, "withdraw", *whose)
    assert _typed(runner, "list") == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["claim", "qq.com", "--counterparty", "CP-0001"], "Anybody can have"),
        (["claim", "a.example", "--counterparty", "CP-9"], "no such organisation"),
        (["check", "a.example", "--counterparty", "CP-0001"], "no such claim"),
    ],
)
def test_bad_input_is_one_sentence(runner: CliRunner, words: list[str], sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        runner.invoke(domain_group, words, catch_exceptions=False)
