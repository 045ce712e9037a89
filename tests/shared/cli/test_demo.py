"""The command line says plainly what stands in the way of a start."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shared.cli.demo import demo
from shared.cli.main import main
from shared.settings import Problem


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
