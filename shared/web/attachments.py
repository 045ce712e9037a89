"""Files over HTTP: one is sent by itself as soon as it is chosen, and served as an attachment.

Both faces have these addresses. Who may have a file is decided by the record it hangs on
(`shared.files.queries.open_file`); here it only gets headers that no browser runs anything under.
"""

from urllib.parse import quote, urlsplit

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from shared.access.actor import Actor
from shared.files import actions, queries
from shared.files.staging import limits, stage
from shared.files.storage import storage
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.web.bodies import bounded
from shared.web.caller import own_path
from shared.web.pages import Answer, page, see_other
from shared.web.routing import WebRoute, get, post

AROUND = 64 * 1024
"""What a multipart body may hold besides the file: its borders and headers."""
WITH_FILES = 64_000_000
"""`max_body_size` of a form that carries its files itself, for readers without script."""
LARGEST = 1_000_000_000
WHY = "Whoever may read the record that it hangs on"
HARMLESS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
}


async def create(request: Request) -> Answer:
    """Take one file and answer with its row, which carries the hidden field of the form."""
    actor: Actor = request.state.actor
    storage().check_room()
    request = bounded(request, limits().size + AROUND)
    async with request.form(max_files=1, max_fields=5) as body:
        file = body.get("file")
        if not isinstance(file, UploadFile):
            raise Refusal(say("Choose a file."), "files")
        public_id = await stage_upload(actor, file)
    rows = await queries.staged_of(actor, [public_id])
    return page(request, "shared/upload_row.html", row=rows[0])


async def stage_upload(actor: Actor, file: UploadFile) -> str:
    """Stage what came in a multipart body; its bytes lie in a temporary file by now."""
    return await stage(actor, file.file, file.filename or "", size=file.size or 0)


async def remove(request: Request) -> Answer:
    """Throw away a file that was sent and is not wanted after all."""
    await actions.discard(request.state.actor, request.path_params["public_id"])
    return Response(status_code=204)


async def take_away(request: Request) -> Answer:
    """Take a file from its record and go back to where it stood; its line stays there."""
    await actions.remove_file(request.state.actor, request.path_params["public_id"])
    return see_other(_where(request), toast=say("File removed"))


async def show(request: Request) -> Answer:
    """Give a file to keep."""
    actor: Actor = request.state.actor
    found = await queries.open_file(actor, request.path_params["public_id"])
    headers = {
        **HARMLESS,
        "content-disposition": disposition(found.name),
        "content-length": str(found.size),
    }
    noted = (actor, found.public_id, found.table) if found.is_noted else None
    return StoredResponse(found.storage_key, found.media_type, headers, noted)


async def thumbnail(request: Request) -> Answer:
    """Give the small picture that we drew ourselves; the one thing that is shown in place."""
    found = await queries.open_file(request.state.actor, request.path_params["public_id"])
    if not found.thumbnail_key:
        raise NotFound
    etag = f'"{found.sha256[:24]}"'
    headers = {**HARMLESS, "etag": etag, "content-disposition": "inline"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return StoredResponse(found.thumbnail_key, "image/webp", headers)


def _where(request: Request) -> str:
    """Return the page that the file stood on."""
    came_from = urlsplit(request.headers.get("referer", ""))
    query = f"?{came_from.query}" if came_from.query else ""
    return own_path(request.app.routes, f"{came_from.path}{query}")


class StoredResponse(StreamingResponse):
    """Streams from the store after the unit of work; `noted` (actor, file, table) is journalled before."""

    def __init__(
        self,
        key: str,
        media_type: str,
        headers: dict[str, str],
        noted: tuple[Actor, str, str] | None = None,
    ) -> None:
        self.key, self.noted = key, noted
        super().__init__(iter(()), media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":
            if self.noted is not None:
                await actions.note_download(*self.noted)
            self.body_iterator = await storage().read(self.key)
        await super().__call__(scope, receive, send)


def disposition(name: str) -> str:
    """Return the header for a file to keep: a plain name for old readers, the true one (RFC 5987)."""
    plain = "".join(one if one.isascii() and one not in '"\\%' else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def routes() -> list[WebRoute]:
    """Return the addresses of files, the same on both faces."""
    may = "attachment.upload"
    return [
        post("/uploads", create, name="uploads_create", permission=may, max_body_size=LARGEST),
        post("/uploads/{public_id}/removal", remove, name="uploads_remove", permission=may),
        post("/files/{public_id}/removal", take_away, name="files_remove", permission=may),
        get("/files/{public_id}", show, name="files_show", signed_in=WHY),
        get("/files/{public_id}/thumbnail", thumbnail, name="files_thumbnail", signed_in=WHY),
    ]
