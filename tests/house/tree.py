"""The source as the house tests see it: files, modules and what stands in them, by text alone.

Every check takes a `Tree`, so that the same check can be shown a copy with a planted breach.
"""

import ast
import importlib.util
import sys
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("shared", "portal", "admin")
ROOMS = ("rules", "models", "queries", "actions")
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Tree:
    """A checkout, or a copy of one."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    def files(self, *patterns: str) -> Iterator[tuple[str, Path]]:
        """Yield (path within the tree, file) for what matches, vendored and generated left out."""
        for pattern in patterns:
            for path in sorted(self.root.glob(pattern)):
                name = path.relative_to(self.root).as_posix()
                if path.is_file() and not _is_foreign(name):
                    yield name, path

    @cached_property
    def modules(self) -> dict[str, ast.Module]:
        """Return path → syntax tree of every Python file of the product."""
        return dict(self.parsed(*(f"{package}/**/*.py" for package in PRODUCT)))

    def parsed(self, *patterns: str) -> Iterator[tuple[str, ast.Module]]:
        """Yield (path, syntax tree) of the Python files that match."""
        for name, path in self.files(*patterns):
            yield name, _syntax(path.read_text(encoding="utf-8"), name)

    def rooms(self, *names: str) -> Iterator[tuple[str, str, ast.Module]]:
        """Yield (domain, path, syntax tree) of the rooms so named: files, folders, neighbours."""
        for path, module in self.modules.items():
            parts = path.removesuffix(".py").split("/")
            if parts[0] == "shared" and len(parts) > 2 and self.room_of(*parts[1:3]) in names:
                yield parts[1], path, module

    @cached_property
    def neighbours(self) -> dict[str, str]:
        """Return `domain.module` → the room in which it says that it lives."""
        tools = self.settings["tool"]
        assert isinstance(tools, dict)
        rooms = tools["wanglai"]["neighbours"]
        return {name: room for room, names in rooms.items() for name in names}

    def room_of(self, domain: str, module: str) -> str | None:
        """Return the room that a module of a domain is or lives in; None outside the rooms."""
        return module if module in ROOMS else self.neighbours.get(f"{domain}.{module}")

    @cached_property
    def settings(self) -> dict[str, object]:
        """Return pyproject.toml."""
        return tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))

    @cached_property
    def storeys(self) -> list[set[str]]:
        """Return the storeys of shared from the highest to the lowest."""
        layers = self.contract("storeys")["layers"]
        assert isinstance(layers, list)
        return [
            {one.strip(" ()") for one in layer.replace(":", "|").split("|")} for layer in layers
        ]

    def contract(self, name: str) -> dict[str, object]:
        """Return one contract of import-linter by its id."""
        tools = self.settings["tool"]
        assert isinstance(tools, dict)
        return next(one for one in tools["importlinter"]["contracts"] if one["id"] == name)

    def height(self, module: str) -> int:
        """Return the storey of a module of shared; 0 is the lowest."""
        for number, storey in enumerate(reversed(self.storeys)):
            if module in storey:
                return number
        raise KeyError(module)

    @cached_property
    def policy(self) -> ModuleType:
        """Return the law, loaded from this tree (it needs nothing but the standard library)."""
        path = self.root / "shared" / "access" / "policy.py"
        name = f"policy_of_{abs(hash(path))}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        finally:
            del sys.modules[name]
        return module


def functions(module: ast.Module) -> Iterator[tuple[str, Function]]:
    """Yield (qualified name, definition) of every function and method."""
    for owner, nodes in [("", module.body)] + [
        (f"{one.name}.", one.body) for one in ast.walk(module) if isinstance(one, ast.ClassDef)
    ]:
        for node in nodes:
            if isinstance(node, Function):
                yield owner + node.name, node


def public_functions(module: ast.Module) -> Iterator[Function]:
    """Yield the functions that other modules may call."""
    for node in module.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything imported; `from a import b` counts as `a.b`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)


def calls(module: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield (dotted name as written, call) of every call."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def first_argument(function: Function) -> str:
    """Return the name of the first parameter, "" without any."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return arguments[0].arg if arguments else ""


def text_of(node: ast.expr | None) -> str | None:
    """Return the text of a literal, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


@cache
def _syntax(text: str, name: str) -> ast.Module:
    """Return the syntax tree of a text; trees share those of the texts that they have in common."""
    return ast.parse(text, name)


def _is_foreign(name: str) -> bool:
    generated = "/migrations/" in name and Path(name).name[:1].isdigit()
    return generated or "/vendor/" in name or "__pycache__" in name
