"""A PostgreSQL server with known holes is told at the start and by the doctor; a good one is not."""

import asyncio

import pytest
from click.testing import CliRunner

from shared.cli import doctor, serve
from shared.database import server_version
from shared.database.connecting import connected
from shared.database.server_version import warning_about
from tests import backends

on_postgresql = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="SQLite comes with Python"
)


@pytest.mark.parametrize("number", [140_019, 150_013, 160_009, 170_005])
def test_a_release_before_the_floor_of_its_line_is_told(number: int) -> None:
    line, release = divmod(number, 10_000)
    assert warning_about(number).startswith(f"PostgreSQL {line}.{release} has known holes")
    assert "15.14, 16.10, 17.6 or later" in warning_about(number)


@pytest.mark.parametrize("number", [150_014, 150_018, 160_010, 170_006, 180_000])
def test_a_release_without_the_holes_is_not(number: int) -> None:
    assert warning_about(number) == ""


@on_postgresql
@pytest.mark.parametrize("is_old", [True, False])
def test_the_doctor_warns_and_goes_on(
    database_url: str, monkeypatch: pytest.MonkeyPatch, is_old: bool
) -> None:
    if is_old:
        monkeypatch.setattr(server_version, "LOWEST", {99: 1})
    monkeypatch.setenv("WANGLAI_DATABASE_URL", database_url)
    told = CliRunner().invoke(doctor.doctor)
    assert told.exit_code == 0
    assert ("Warning: PostgreSQL" in told.output) == is_old
    assert "The second wall is off" in told.output


@on_postgresql
@pytest.mark.parametrize("is_old", [True, False])
def test_the_start_warns_and_serves(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_old: bool,
) -> None:
    if is_old:
        monkeypatch.setattr(server_version, "LOWEST", {99: 1})

    async def look() -> None:
        async with connected(database_url):
            await serve._look_at(database_url)

    asyncio.run(look())
    assert capsys.readouterr().err.startswith("Warning: PostgreSQL") == is_old
