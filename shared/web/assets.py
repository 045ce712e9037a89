"""Static files: bundles made once at start, served from memory under hashed, immutable addresses.

`static/css/wl.css` and `static/js/wl.js` are lists (`@import "…";`); the files they name are joined
here, so there is no build step and no node. Every address carries a digest of its content and may be
kept for ever; a new release has new addresses. Templates ask for `static('wl.css')`, the faces mount
`static_file` under `/static/{path:path}`.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

ROOT = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
FOR_EVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# htmx starts in setTimeout(0) after its own deferred script: an extension that came in a second
# file could arrive after the first scan and be missed, so core and extension are one file.
HTMX = ("vendor/htmx-4.0.1.min.js", "vendor/hx-sse-4.0.1.min.js")
_IMPORT = re.compile(r'^@import "([\w./-]+)";$', re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_JS_COMMENT = re.compile(r"^\s*(//[^\n]*|/\*.*?\*/\s*)$", re.MULTILINE | re.DOTALL)
_CSS_URL = re.compile(r'url\("\.\./([\w./-]+)"\)')


@dataclass(frozen=True)
class Asset:
    """One file ready to send; `path` is its hashed name below `/static/`."""

    path: str
    body: bytes

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[Path(self.path).suffix]

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def brotlied(self) -> bytes:
        return bytes(brotli.compress(self.body, quality=9))


class Assets:
    """Every static file of the product, by the name that templates use and by its address."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self._urls: dict[str, str] = {}
        self._by_path: dict[str, Asset] = {}
        for name in ("icons.svg", "seal.svg", "fonts/inter-latin-var.woff2"):
            self._add(name, (root / name).read_bytes())
        self._add("wl.css", self._style("wl.css"))
        self._add("wl-dark.css", self._style("01-tokens-dark.css"))
        self._add("wl.js", self._script())
        self._add("htmx.js", b"\n;".join((root / name).read_bytes() for name in HTMX))

    def url(self, name: str) -> str:
        """Return the address of `name`; an unknown name is a KeyError, not a dead link."""
        return self._urls[name]

    def find(self, path: str) -> Asset | None:
        return self._by_path.get(path)

    def _add(self, name: str, body: bytes) -> None:
        file = Path(name)
        digest = hashlib.sha256(body).hexdigest()[:12]
        path = str(file.with_name(f"{file.stem}.{digest}{file.suffix}"))
        self._urls[name] = PREFIX + path
        self._by_path[path] = Asset(path, body)

    def _style(self, name: str) -> bytes:
        text = self._joined(self.root / "css", name)
        text = _CSS_URL.sub(lambda found: f'url("{self.url(found.group(1))}")', text)
        return _tight_css(text).encode()

    def _script(self) -> bytes:
        return _tight_js(self._joined(self.root / "js", "wl.js")).encode()

    @staticmethod
    def _joined(folder: Path, name: str) -> str:
        text = (folder / name).read_text(encoding="utf-8")
        parts = _IMPORT.findall(text)
        if not parts:
            return text
        return "\n".join((folder / part).read_text(encoding="utf-8") for part in parts)


def _tight_css(text: str) -> str:
    lines = (line.strip() for line in _CSS_COMMENT.sub("", text).splitlines())
    joined = "".join(line if line.endswith(("{", "}", ";", ",")) else line + " " for line in lines)
    return joined.replace(" {", "{").replace(";}", "}").strip() + "\n"


def _tight_js(text: str) -> str:
    # Line ends stay: they may stand for semicolons. Scripts must not hold multi-line templates.
    lines = (line.strip() for line in _JS_COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


@cache
def assets() -> Assets:
    """Return the bundles of this process, made at the first call."""
    return Assets()


def static(name: str) -> str:
    """Return the hashed address of a static file, for templates."""
    return assets().url(name)


async def static_file(request: Request) -> Response:
    """Send one static file from memory, compressed as the browser likes it."""
    asset = assets().find(request.path_params["path"])
    if asset is None:
        return PlainTextResponse("Not found", status_code=404)
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    accepted = request.headers.get("accept-encoding", "")
    body = asset.body
    if asset.path.endswith(".woff2"):
        accepted = ""
    if "br" in accepted:
        body, headers["Content-Encoding"] = asset.brotlied, "br"
    elif "gzip" in accepted:
        body, headers["Content-Encoding"] = asset.gzipped, "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)
