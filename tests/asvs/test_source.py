"""What the source itself promises: no template from text, no endless pattern, no weak secret."""

import ast
import base64
from collections.abc import Iterator

import pytest
from jinja2 import FileSystemLoader, StrictUndefined

from shared.identity.arrivals import fresh_token
from shared.web.render import TEMPLATES, environment
from tests.asvs import patterns
from tests.house.tree import Tree, calls, functions, imports

# Pattern → why something endless within something endless does no harm there.
NESTED = {
    "shared/web/form_marks.py:_FORM": "reads our own templates, and its choices begin differently",
}
TEMPLATE_MAKERS = {"from_string", "Template", "SandboxedEnvironment", "NativeEnvironment"}
SECRET = {
    "token",
    "secret",
    "signature",
    "token_hash",
    "code_hash",
    "session_hash",
    "verifier",
    "nonce",
}
COMPARED = {
    "shared/identity/session_list.py": "which of one's own sessions this is",
    "shared/identity/domains.py": "the text that a domain publishes for everybody",
    "shared/identity/viewing.py": "rows of ours with rows of ours; nobody typed one",
}
NAMES = {"public_id", "request_id", "key"}
"""What stands in addresses and logs: random so that nobody can count, and no secret."""

WEAK = {"shared/identity/address_proofs.py": "a code of six digits: five tries, ten minutes"}


@pytest.mark.asvs("1.3.7", "1.2.1")
def test_asvs_1_3_7_templates_come_from_the_disk_and_escape() -> None:
    makers = [
        f"{name}: {called}"
        for name, module in Tree().modules.items()
        for called, _ in calls(module)
        if called.rpartition(".")[2] in TEMPLATE_MAKERS
    ]
    assert makers == []
    for locale in ("zh", "en"):
        made = environment(locale)
        assert isinstance(made.loader, FileSystemLoader)
        assert made.loader.searchpath == [str(TEMPLATES)]
        assert made.autoescape is True
        assert made.undefined is StrictUndefined


@pytest.mark.asvs("1.3.12")
def test_asvs_1_3_12_no_pattern_runs_for_ever() -> None:
    found = patterns.product_patterns()
    assert len(found) > 60
    assert {name for name, one in found.items() if patterns.nested(one)} == set(NESTED)
    slow = [name for name, one in found.items() if not patterns.is_quick(one, 1000, 2)]
    assert slow == []


@pytest.mark.asvs("1.3.12")
@pytest.mark.parametrize("endless", [r"(a+)+$", r"(\w*\d?)*!", r"(?:x|x)*(?:[a-z]*\.)*y"])
def test_asvs_1_3_12_an_endless_pattern_would_be_seen(endless: str) -> None:
    assert patterns.nested(patterns.re.compile(endless))
    assert not patterns.is_quick(patterns.re.compile(endless), 60, 0.5)


@pytest.mark.asvs("11.2.4")
def test_asvs_11_2_4_secrets_are_compared_in_constant_time() -> None:
    found = {
        name: list(_compared(module))
        for name, module in Tree().modules.items()
        if name not in COMPARED
    }
    assert {name: lines for name, lines in found.items() if lines} == {}
    used = [called for module in Tree().modules.values() for called, _ in calls(module)]
    assert used.count("hmac.compare_digest") >= 3
    for name in COMPARED:
        assert list(_compared(Tree().modules[name])), f"{name} compares no secret any more"


@pytest.mark.asvs("11.2.4")
@pytest.mark.parametrize(
    "text",
    ["found.token == sent", "sent != row['token_hash']", "signature(x) == y", "a in (b.nonce,)"],
)
def test_asvs_11_2_4_a_plain_comparison_would_be_seen(text: str) -> None:
    assert list(_compared(ast.parse(text)))


@pytest.mark.asvs("11.5.1", "7.2.3")
def test_asvs_11_5_1_secrets_have_128_random_bits() -> None:
    for name, module in Tree().modules.items():
        if name.startswith("shared/demo/"):
            continue
        loaded = {imported.split(".")[0] for _, imported in imports(module)}
        assert "random" not in loaded, f"{name}: ask secrets, not random"
        if name not in WEAK:
            assert list(_weak(module)) == [], f"{name}: 16 bytes at least"
    for name in WEAK:
        assert list(_weak(Tree().modules[name])), f"{name} is no exception any more"


@pytest.mark.asvs("7.2.3")
def test_asvs_7_2_3_a_session_has_a_secret_of_256_bits() -> None:
    made = {fresh_token() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(base64.urlsafe_b64decode(one + "=")) == 32 for one in made)
    makers = [
        ast.unparse(function)
        for name, module in Tree().modules.items()
        for _, function in functions(module)
        if not name.startswith("shared/demo/") and "Session.create(" in ast.unparse(function)
    ]
    assert len(makers) >= 2
    for text in makers:
        assert "token = fresh_token()" in text
        assert "token_hash=token_hash(token)" in text


def _compared(module: ast.Module) -> Iterator[int]:
    """Yield the lines in which something secret is compared with something that may be typed."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        plain = any(isinstance(one, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for one in node.ops)
        fixed = any(isinstance(one, ast.Constant) for one in sides)
        secret = any(_is_secret(inner) for side in sides for inner in ast.walk(side))
        if plain and secret and not fixed:
            yield node.lineno


def _is_secret(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=name)):
            return name in SECRET
        case ast.Name(id=name):
            return name in SECRET
    return False


def _weak(module: ast.Module) -> Iterator[int]:
    """Yield the lines that make something random and short which is not a mere name."""
    named = {
        id(inner)
        for node in ast.walk(module)
        if isinstance(node, ast.keyword) and node.arg in NAMES
        for inner in ast.walk(node.value)
    }
    named |= {
        id(inner)
        for called, function in functions(module)
        if called in ("fresh_public_id", "public_id")
        for inner in ast.walk(function)
    }
    for called, call in calls(module):
        method = called.rpartition(".")[2]
        size = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else 0
        is_short = method in ("token_hex", "token_urlsafe", "token_bytes") and int(size) < 16
        if (is_short or method in ("randbelow", "randbits", "uuid1")) and id(call) not in named:
            yield call.lineno
