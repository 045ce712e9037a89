"""The locked requirements: hashes, no addresses, one version everywhere, above the floors."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from shared.database.server_version import LOWEST, warning_about
from tests.house.tree import Tree, imports

ROOT = Path(__file__).resolve().parents[2]
LOCKED = sorted((ROOT / "requirements").glob("*.txt"))
# The provider of the sign-in test is software of others that never serves anybody.
OURS = [path for path in LOCKED if path.stem != "canaille"]


def pinned(text: str) -> dict[str, set[str]]:
    """Return package → locked versions of a requirements file."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def too_low(floors: str, locked: str) -> list[str]:
    """Return what is locked below its floor."""
    versions = pinned(locked)
    return [
        f"{floor['package']} {version} is below {floor['version']} ({floor['why']}); "
        "./run lock --upgrade"
        for floor in tomllib.loads(floors)["floor"]
        for version in versions.get(floor["package"], ())
        if Version(version) < Version(floor["version"])
    ]


def _rows(table: str) -> list[dict[str, Any]]:
    text = (ROOT / "security" / "floors.toml").read_text()
    return list(tomllib.loads(text)[table])


@pytest.mark.asvs("15.2.1")
@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_locked_versions_stand_above_the_floors(path: Path) -> None:
    assert too_low((ROOT / "security" / "floors.toml").read_text(), path.read_text()) == []


def test_a_version_below_its_floor_is_found() -> None:
    floors = '[[floor]]\npackage = "h11"\nversion = "0.16.0"\nwhy = "smuggling"\n'
    assert too_low(floors, "h11==0.14.0 \\\n")
    assert not too_low(floors, "h11==0.16.0 \\\n")


def test_every_floor_is_of_something_that_serves_people() -> None:
    floors = {one["package"] for one in _rows("floor")}
    assert floors <= set(pinned((ROOT / "requirements" / "base.txt").read_text()))


@pytest.mark.parametrize(
    "one", _rows("floor") + _rows("server"), ids=lambda one: one.get("package") or one["name"]
)
def test_every_floor_says_what_why_and_from_when(one: dict[str, Any]) -> None:
    assert set(one) in ({"package", "version", "why"}, {"name", "versions", "why"})
    assert one["why"]
    for version in one.get("versions") or [one["version"]]:
        assert Version(version)


def test_the_product_asks_for_the_floor_of_the_server() -> None:
    (server,) = _rows("server")
    assert server["name"] == "postgresql"
    assert server["versions"] == [f"{line}.{lowest}" for line, lowest in LOWEST.items()]
    named = re.compile(r"CVE-[\d-]+\d")
    assert set(named.findall(server["why"])) == set(named.findall(warning_about(150_000)))


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_requirement_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    assert pinned(text)
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        if "==" in entry:
            assert "--hash=sha256:" in entry, f"{entry.split()[0]} has no hash; ./run lock"
    assert re.findall(r"https?://|file:|^--(?!hash)|\s@\s|^-[ief]", text, re.MULTILINE) == []


def test_what_is_wanted_is_locked() -> None:
    for path in sorted((ROOT / "requirements").glob("*.in")):
        wanted = re.findall(r"^([a-zA-Z0-9][\w.-]*)", path.read_text(), re.MULTILINE)
        locked = pinned(path.with_suffix(".txt").read_text())
        missing = {name.lower() for name in wanted} - set(locked)
        assert not missing, f"{path.name} names {missing}, not locked yet: ./run lock"


def test_the_larger_sets_hold_the_smaller_ones() -> None:
    base, demo, test = (
        pinned((ROOT / "requirements" / f"{name}.txt").read_text())
        for name in ("base", "demo", "test")
    )
    assert base.items() <= demo.items()
    assert demo.items() <= test.items()


def declared(*names: str) -> set[str]:
    """Return the packages that requirements/*.in name."""
    found: set[str] = set()
    for name in names:
        text = (ROOT / "requirements" / f"{name}.in").read_text()
        found |= set(re.findall(r"^([a-z0-9][\w.-]*)", text.lower(), re.MULTILINE))
    return found


@pytest.mark.parametrize(
    ("folders", "sets"),
    [
        (("shared", "portal", "admin"), ("base",)),
        (("shared/demo",), ("base", "demo")),
        (("tests", "tools"), ("base", "demo", "test")),
    ],
)
def test_what_is_imported_is_declared(folders: tuple[str, ...], sets: tuple[str, ...]) -> None:
    known = {re.sub(r"[-_.]+", "-", name) for name in declared(*sets)}
    owners = packages_distributions()
    for name, module in Tree().parsed(*(f"{folder}/**/*.py" for folder in folders)):
        if name.startswith("shared/demo/") and "demo" not in sets:
            continue
        for line, imported in imports(module):
            packages = owners.get(imported.split(".")[0], [])
            spelled = {re.sub(r"[-_.]+", "-", one.lower()) for one in packages} - {"wanglai"}
            assert not spelled or spelled & known, (
                f"{name} (line {line}) imports {imported}: add {' or '.join(spelled)} to "
                f"requirements/{sets[-1]}.in and ./run lock"
            )
