"""Where the bytes lie: a folder, or an S3-compatible store; this process opens it once.

Keys are random and hold nothing that a user typed. The store knows no permission: whoever asks has
passed the parent's scope before.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.store import LocalStore, S3Store

from shared.kernel.errors import NoRoom
from shared.kernel.wording import say
from shared.settings import Problem, Settings

FREE = 500_000_000
CHUNK = 1024 * 1024
_opened: "Storage | None" = None


class Storage:
    """A store and, where it is a folder, the folder."""

    def __init__(self, store: LocalStore | S3Store, folder: Path | None) -> None:
        self.store, self.folder = store, folder

    def check_room(self) -> None:
        """Raise NoRoom when the disk that takes uploads is nearly full."""
        # Bodies are spooled into the temporary folder before they reach the store.
        places = [Path(tempfile.gettempdir()), *([self.folder] if self.folder else [])]
        for place in places:
            if place.exists() and shutil.disk_usage(place).free < FREE:
                raise NoRoom(say("The disk is nearly full, so no files are taken right now."))

    async def put(self, key: str, content: bytes | IO[bytes]) -> None:
        """Keep `content` under `key`."""
        await obstore.put_async(self.store, key, content)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Open what lies under `key`, now, and return its pieces; FileNotFoundError when it is lost."""
        found = await obstore.get_async(self.store, key)

        async def pieces() -> AsyncIterator[bytes]:
            async for piece in found.stream(min_chunk_size=CHUNK):
                yield bytes(piece)

        return pieces()

    async def remove(self, *keys: str) -> None:
        """Forget what lies under the keys; what is not there is no matter."""
        for key in filter(None, keys):
            try:
                await obstore.delete_async(self.store, key)
            except FileNotFoundError:
                continue


def storage() -> Storage:
    """Return the store of this process."""
    if _opened is None:
        raise RuntimeError("open_storage(settings) comes before the first file")
    return _opened


def open_storage(settings: Settings) -> None:
    """Open the store that the settings name; a folder is made at once. Raises Problem."""
    global _opened
    place = settings.files_url or default_folder(settings)
    _opened = _s3(place, settings) if place.startswith("s3:") else _folder(place)


def default_folder(settings: Settings) -> str:
    """Return the folder beside the SQLite database; another database asks for a setting."""
    if settings.files_dir:
        return str(Path(settings.files_dir) / "files")
    url = settings.database_url
    if url.startswith("sqlite:"):
        return str(Path(f"/{url.removeprefix('sqlite://').lstrip('/')}").parent / "files")
    raise Problem("WANGLAI_FILES_URL is missing: name a folder or an s3:// address for files.")


def _folder(place: str) -> Storage:
    folder = Path(place.removeprefix("file://"))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"The folder for files {folder} cannot be made: {error.strerror}.") from error
    return Storage(LocalStore(prefix=str(folder.absolute())), folder)


def _s3(place: str, settings: Settings) -> Storage:
    parts = urlsplit(place)
    options = dict(parse_qsl(parts.query))
    if not parts.netloc:
        raise Problem("WANGLAI_FILES_URL must look like s3://bucket?endpoint=https://host.")
    config: Any = {"region": options.get("region", "us-east-1")}
    if endpoint := options.get("endpoint"):
        config |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    if settings.files_key:
        config |= {
            "access_key_id": settings.files_key, "secret_access_key": settings.files_secret
        }  # fmt: skip
    is_plain = (endpoint or "").startswith("http://")
    store = S3Store(
        parts.netloc, prefix=parts.path.strip("/") or None, config=config,
        client_options={"allow_http": is_plain, "timeout": "60s"},
    )  # fmt: skip
    return Storage(store, None)
