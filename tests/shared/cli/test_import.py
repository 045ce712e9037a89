"""`wanglai import` as an operator meets it: tables, sentences, exit codes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shared.cli.import_ import import_command
from shared.settings import Problem
from tests.shared.exchange import lumen


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "lumen.toml"
    path.write_text(lumen.MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def wanglai(database_url: str, tmp_path: Path, mapping: Path) -> "Wanglai":
    return Wanglai(database_url, lumen.write(tmp_path), mapping)


class Wanglai:
    """The command with its database, files and mapping."""

    def __init__(self, url: str, folder: Path, mapping: Path) -> None:
        self.url, self.folder, self.mapping = url, folder, mapping

    def run(self, *options: str) -> Result:
        arguments = [str(self.folder), "--mapping", str(self.mapping), *options]
        return CliRunner().invoke(import_command, arguments, env={"WANGLAI_DATABASE_URL": self.url})


def test_it_counts_what_it_did_and_then_that_nothing_changed(wanglai: Wanglai) -> None:
    dry = wanglai.run("--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "Dry run: nothing was kept." in dry.output
    first, second = wanglai.run(), wanglai.run()
    assert "order                           3        0          0" in first.output
    assert "order                           0        0          3" in second.output
    assert "price list                      0        0          1" in second.output


def test_bad_rows_are_listed_with_their_place_and_exit_code_1(wanglai: Wanglai) -> None:
    wrong = lumen.FILES["firms.csv"].replace("Finland", "Atlantis").replace("CH", "XX")
    lumen.write(wanglai.folder, firms=wrong)
    refused = wanglai.run("--show", "1")
    assert refused.exit_code == 1
    assert "firms.csv line 3, Country: “XX” is no country we know." in refused.output
    assert "… and 1 more." in refused.output
    assert "2 problems. Nothing was imported." in refused.output


def test_an_unusable_mapping_or_file_is_one_sentence_and_exit_code_2(wanglai: Wanglai) -> None:
    wanglai.mapping.write_text("source = 1")
    assert wanglai.run().exit_code == 2
    wanglai.mapping.write_bytes(b"\xff\xfe\x00")
    assert wanglai.run().exit_code == 2
    wanglai.mapping.write_text(lumen.MAPPING)
    (wanglai.folder / "firms.csv").unlink()
    missing = wanglai.run()
    assert missing.exit_code == 2
    assert "firms.csv is not in" in missing.output
    unknown = wanglai.run("--account-manager", "nobody@example.org")
    assert unknown.exit_code == 2


def test_without_a_folder_or_mapping_it_says_so(tmp_path: Path) -> None:
    nothing = CliRunner().invoke(import_command, [str(tmp_path / "none"), "--mapping", "x"])
    assert nothing.exit_code == 2
    assert "does not exist" in nothing.output


def test_a_database_without_tables_is_told_with_the_cure(wanglai: Wanglai, tmp_path: Path) -> None:
    wanglai.url = f"sqlite://{tmp_path / 'new.db'}"
    told = wanglai.run("--dry-run")
    assert isinstance(told.exception, Problem)
    assert "run `wanglai migrate` first" in str(told.exception)
