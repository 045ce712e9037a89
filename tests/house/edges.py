"""Checks of what leaves the house: routes, templates, vendored files."""

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import Tree, calls, imports, text_of

VERBS = {"get", "post", "put", "patch", "delete"}
ROUTE = re.compile(r"^/(?:(?:[a-z0-9-]+|\{[a-z_]+(?::[a-z]+)?\})(?:\.[a-z]+)?(?:/|$))*$")
ROW_ID = re.compile(r"\{(?:id|pk|[a-z_]+_id)(?::[a-z]+)?\}")
TEMPLATE_BANS = {
    r"\sstyle\s*=": "an inline style breaks the CSP: give it a class",
    r"<style\b": "an inline style sheet breaks the CSP: put it in static/",
    r"<script\b(?![^>]*\bsrc=)": "an inline script breaks the CSP: put it in static/",
    r"\son[a-z]+\s*=": "an inline handler breaks the CSP: listen in static/",
    r"\bhx-on\b": "hx-on is inline script: listen in static/",
    r"\bjs:": "js: values are inline script: send a hidden field",
    r"javascript:": "a javascript: address is inline script: use a button and static/",
    r"[\"'(]data:": "the CSP refuses data: addresses: put the file in static/",
    r"\|\s*safe\b": "|safe turns the escaping off: return Markup from shared/web where it is made",
    r"autoescape\s+false": "escaping stays on: return Markup from shared/web where it is made",
    r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//": "pages load nothing from elsewhere: vendor it",
}
NETWORK = frozenset({
    "socket", "smtplib", "ftplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "asyncpg", "httpx",
    "httpx2", "requests", "aiohttp", "urllib3", "websockets", "dns", "aioclamd", "obstore", "limits",
    "redis", "valkey", "boto3", "botocore", "grpc", "paramiko",
})  # fmt: skip
SENDING = frozenset(
    {"http.client.HTTPConnection", "urllib.request.urlopen", "urllib.request.Request"}
)
CONNECTING = frozenset({"open_connection", "open_unix_connection", "create_connection",
                        "create_datagram_endpoint", "urlopen", "sock_connect"})  # fmt: skip
CALLING_OUT = {
    "shared/database/outages.py": "names the errors of the PostgreSQL driver",
    "shared/cli/main.py": "names the error of a database server that is not found",
    "shared/demo/provider.py": "looks for a free port for the demo's own identity provider",
    "shared/files/scanning.py": "the virus scanner that the settings name",
    "shared/files/storage.py": "the S3 store that the settings name",
    "shared/identity/domain_look_up.py": "TXT records of claimed mail domains",
    "shared/outbox/mail.py": "the mail server that the settings name",
    "shared/web/envelopes.py": "answers of sign-in services, opened",
    "shared/web/openid_connect.py": "sign-in services, through outbound",
    "shared/web/outbound.py": "sign-in services, at public addresses only",
    "shared/web/pace.py": "the shared count of requests that the settings name",
    "shared/web/serving.py": "listens",
}
"""Modules that speak to other machines. There are no webhooks: nothing of a record is ever posted."""
# What takes a parent table, and as which argument.
FILE_CALLS = {"attach": 2, "attachments_of": 1}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def routes_declare_who_may_use_them(tree: Tree) -> Iterator[str]:
    """Every route names a permission that the law knows, or says why it needs none."""
    known = tree.policy.permissions()
    for path, call in _routes(tree):
        given = {one.arg: text_of(one.value) for one in call.keywords}
        where = f"{path}:{text_of(call.args[0]) if call.args else '?'} (line {call.lineno})"
        permission = given.get("permission")
        why = given.get("public") or given.get("signed_in")
        if not given.keys() & {"permission", "public", "signed_in"}:
            yield f'{where} is open to nobody knows whom: add permission="table.verb" or public="why"'
        elif permission is None and len((why or "").split()) < 2:
            yield f"{where} needs no permission: say why in a few words"
        elif permission is not None and permission not in known:
            yield f"{where} names {permission!r}, which shared/access/policy.py does not know"


def addresses_are_spelled_alike(tree: Tree) -> Iterator[str]:
    """Addresses are kebab-case and carry business numbers, never row ids."""
    for path, call in _routes(tree):
        address = text_of(call.args[0]) if call.args else None
        if address is None or not ROUTE.match(address):
            yield f"{path}:{address} (line {call.lineno}): write addresses in kebab-case"
        elif ROW_ID.search(address):
            yield f"{path}:{address} (line {call.lineno}) shows a row id: use the business number"


def templates_keep_to_the_strict_policy(tree: Tree) -> Iterator[str]:
    """No inline script or style, no data: address, no unescaped text, nothing from elsewhere."""
    for name, path in tree.files("templates/**/*.html"):
        text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), path.read_text("utf-8"))
        for pattern, cure in TEMPLATE_BANS.items():
            for found in re.finditer(pattern, text, re.IGNORECASE):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{name} (line {line}) `{found[0].strip()}`: {cure}"


def templates_come_from_disk(tree: Tree) -> Iterator[str]:
    """No template is built from a string, no HTML is declared safe outside shared/web."""
    for name, module in tree.modules.items():
        for called, node in calls(module):
            if called.endswith("from_string"):
                yield f"{name}:{called} (line {node.lineno}): templates are files under templates/"
        if not name.startswith("shared/web/"):
            for line, imported in imports(module):
                if imported.startswith("markupsafe"):
                    yield f"{name} (line {line}) makes HTML: write it in a template"


def files_hang_on_tables_of_the_law(tree: Tree) -> Iterator[str]:
    """A record that files hang on is a table of which the law says who reads it."""
    for name, module in tree.modules.items():
        from_files = {one.rpartition(".")[2] for _, one in imports(module)
                      if one.startswith("shared.files.")}  # fmt: skip
        for called, call in calls(module):
            place = FILE_CALLS.get(called)
            if called not in from_files or place is None:
                continue
            table = text_of(call.args[place]) if len(call.args) > place else None
            if table is None or not tree.policy.is_known(table):
                yield (
                    f"{name}:{called} (line {call.lineno}) hangs files on {table!r}: write the name "
                    "of a table that shared/access/policy.py knows"
                )


def vendored_files_are_what_they_claim(tree: Tree) -> Iterator[str]:
    """What was made elsewhere stands in vendored.toml with its licence and checksum."""
    for name, path in _vendored_lists(tree):
        listed = set()
        for entry in _entries(path):
            file = path.parent / str(entry.get("file", "?"))
            listed.add(file.resolve())
            where = f"{name}:{entry.get('file')}"
            if not (entry.get("license") or entry.get("licence")):
                yield f"{where} names no licence"
            if not entry.get("source"):
                yield f"{where} does not say where it comes from (source)"
            if not file.is_file():
                yield f"{where} is not there"
            elif hashlib.sha256(file.read_bytes()).hexdigest() != entry.get("sha256"):
                yield f"{where} is not the file of that checksum: restore it, or list the new one"
        for file in sorted(path.parent.rglob("*")):
            if file.is_file() and file.resolve() not in listed and not _is_paper(file):
                yield f"{name} does not list {file.relative_to(path.parent).as_posix()}"


def vendor_folders_have_a_list(tree: Tree) -> Iterator[str]:
    """A folder called vendor or fonts has a vendored.toml."""
    for path in sorted(tree.root.rglob("*")):
        parts = path.relative_to(tree.root).parts
        if path.is_dir() and path.name in ("vendor", "fonts") and not parts[0].startswith("."):
            files = any(one.is_file() for one in path.iterdir())
            above = [path, *path.parents][: len(parts)]
            if files and not any((one / "vendored.toml").exists() for one in above):
                yield f"{'/'.join(parts)} has no vendored.toml: list its files with their checksums"


def few_modules_call_out(tree: Tree) -> Iterator[str]:
    """Nothing leaves the house but through the modules that are named here, each with its reason."""
    calling = set()
    for path, module in tree.modules.items():
        found = [
            name for _, name in imports(module) if name.split(".")[0] in NETWORK or name in SENDING
        ]
        found += [called for called, _ in calls(module) if called.rpartition(".")[2] in CONNECTING]
        if found:
            calling.add(path)
            if path not in CALLING_OUT:
                yield f"{path} uses {found[0]}: say in CALLING_OUT what it sends where, and why"
    for path in CALLING_OUT.keys() - calling:
        if (tree.root / path).exists():
            yield f"{path} calls nobody any more: take it out of CALLING_OUT"


def _routes(tree: Tree) -> Iterator[tuple[str, ast.Call]]:
    for path, module in tree.modules.items():
        if "routes" not in Path(path).with_suffix("").parts:
            continue
        for called, call in calls(module):
            if called in VERBS:
                yield path, call


def _vendored_lists(tree: Tree) -> Iterator[tuple[str, Path]]:
    for path in sorted(tree.root.rglob("vendored.toml")):
        name = path.relative_to(tree.root).as_posix()
        if not name.startswith("."):
            yield name, path


def _entries(path: Path) -> Iterator[dict[str, object]]:
    for rows in tomllib.loads(path.read_text(encoding="utf-8")).values():
        if isinstance(rows, list):
            yield from rows


def _is_paper(file: Path) -> bool:
    is_licence = re.match(r"(?i)(licen[cs]e|ofl|copying|notice|readme)", file.name) is not None
    return is_licence or file.name == "vendored.toml" or file.suffix == ".py"
