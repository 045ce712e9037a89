"""The command line says plainly what stands in the way of a start."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from shared.access.models import User
from shared.cli.demo import Place, _faces, _prepare, _settings, _welcome_home, demo
from shared.cli.invite import invite_command
from shared.cli.main import main
from shared.counterparties.models import Counterparty
from shared.database.connecting import connected
from shared.database.migrating import migrate
from shared.demo import provider
from shared.settings import Problem
from tests.web import Browser


def _start(*options: str) -> None:
    CliRunner().invoke(demo, list(options), catch_exceptions=False)


def test_one_port_cannot_serve_both_faces(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="choose two ports"):
        _start("--data", str(tmp_path), "--portal-port", "18765", "--admin-port", "18765")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="another with --data"):
        _start("--data", str(tmp_path / "file" / "demo"), "--portal-port", "18765",
               "--admin-port", "18766")  # fmt: skip


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A folder with the data of somebody who has used migrate and invite."""
    monkeypatch.setenv("WANGLAI_ENVIRONMENT", "development")
    place = Place(tmp_path)
    monkeypatch.setenv("WANGLAI_DATABASE_URL", place.database_url)
    asyncio.run(migrate(place.database_url))
    CliRunner().invoke(
        invite_command, ["ada@x.example", "--staff", "--role", "administrator"],
        catch_exceptions=False,
    )  # fmt: skip
    return place


def started(place: Place, port: int = 18767) -> bool:
    """Prepare the folder as a start does; whether the world in it is the demo's."""
    issuer = provider.issuer_of(port)
    return asyncio.run(_prepare(_settings(place, 18765, 18766, port), place, issuer))


def test_data_of_ones_own_is_served_and_not_added_to(own: Place) -> None:
    assert started(own) is False
    assert started(own, 18768) is False

    async def contents() -> tuple[int, int]:
        async with connected(own.database_url):
            return await Counterparty.all().count(), await User.all().count()

    assert asyncio.run(contents()) == (0, 0)
    with pytest.raises(Problem, match="leaves it alone"):
        _start("--data", str(own.folder), "--reset", "--portal-port", "18765",
               "--admin-port", "18766")  # fmt: skip
    assert (own.folder / "wanglai.db").exists()


def test_with_data_of_ones_own_it_says_how_to_get_in(
    own: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    _welcome_home(_settings(own, 18765, 18766, 18767), 18767)
    said = capsys.readouterr().out
    for part in ("nothing was added", own.database_url, "wanglai invite", "no cards"):
        assert part in said


@pytest.mark.parametrize("has_cast", [True, False])
async def test_the_casts_cards_stand_only_over_the_casts_own_world(
    database: str, tmp_path: Path, has_cast: bool
) -> None:
    settings = _settings(Place(tmp_path), 18765, 18766, 18767)
    for face in _faces(settings, {"portal": 18765, "admin": 18766}, has_cast=has_cast):
        shown = (await Browser(face.app).get("/sign-in")).text  # type: ignore[arg-type]
        assert ('class="persona"' in shown) is has_cast
        assert 'name="as" type="email"' in shown, "whoever was invited still comes in"


def test_an_empty_folder_becomes_a_demo_and_stays_one(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert started(place) is True
    assert started(place, 18768) is True


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody:wrong@127.0.0.1:1/nothing"]
)
def test_a_database_that_does_not_answer_is_a_sentence(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WANGLAI_DATABASE_URL", url)
    monkeypatch.setattr("sys.argv", ["wanglai", "migrate"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert "check WANGLAI_DATABASE_URL" in capsys.readouterr().err
