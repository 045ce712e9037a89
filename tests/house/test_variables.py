"""The variables that our own scripts hand on are settings, or ones that the product overlooks.

A setting that nobody knows stops the start (shared/settings/loading.py), so that a misspelled one is never
ignored; a script that exports a name of its own would stop every start below it.
"""

import re
from dataclasses import fields
from pathlib import Path

from shared.settings.loading import Settings, variable

HERE = Path(__file__).parents[2]
SCRIPTS = [HERE / "run", *sorted(path for path in (HERE / ".ci").iterdir() if path.is_file())]


def strangers(text: str) -> set[str]:
    """Names in ``text`` that begin like a setting of ours and that a start would refuse."""
    names = set(re.findall(r"\bWANGLAI_[A-Z_]+\b", text))
    known = {variable(one.name) for one in fields(Settings)}
    return {name for name in names - known if not name.startswith("WANGLAI_TEST_")}


def test_scripts_export_no_variable_that_a_start_refuses() -> None:
    texts = {script.name: script.read_text("utf-8") for script in SCRIPTS}
    assert any("WANGLAI_TEST_" in text for text in texts.values())
    assert {name: strangers(text) for name, text in texts.items() if strangers(text)} == {}


def test_a_name_of_no_setting_is_found() -> None:
    assert strangers("export WANGLAI_CHECKED=yes WANGLAI_SECRET_KEY=x") == {"WANGLAI_CHECKED"}
