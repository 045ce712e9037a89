"""The store behind the files: a folder, and a local stand-in that speaks S3."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest

from shared.files.storage import Storage, default_folder, open_storage, storage
from shared.settings import Problem, Settings
from tests.shared.counterparties.company import Company, outsider
from tests.shared.files import samples
from tests.shared.files.sending import send

LARGE = b"0123456789abcdef" * 500_000


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Serve moto, which answers as S3 does; no store of anybody is asked."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the stand-in did not start"
        time.sleep(0.1)
    raise AssertionError("the stand-in did not answer")


def _bucket(endpoint: str) -> None:
    import httpx2

    assert httpx2.put(f"{endpoint}/papers").status_code == 200


def s3_settings(endpoint: str, prefix: str = "") -> Settings:
    return Settings(
        files_url=f"s3://papers{prefix}?endpoint={endpoint}", files_key="key", files_secret="secret"
    )


async def whole(store: Storage, key: str) -> bytes:
    return b"".join([piece async for piece in await store.read(key)])


async def check(store: Storage) -> None:
    """What every store must do."""
    await store.put("ab/cd", LARGE)
    assert await whole(store, "ab/cd") == LARGE
    await store.remove("ab/cd", "", "never/there")
    with pytest.raises(FileNotFoundError):
        await store.read("ab/cd")


@pytest.mark.asvs("5.3.2")
async def test_a_folder_keeps_files(tmp_path: Path) -> None:
    open_storage(Settings(files_url=str(tmp_path / "deep" / "files")))
    await check(storage())
    assert (tmp_path / "deep" / "files").stat().st_mode & 0o077 == 0


async def test_an_s3_compatible_store_keeps_files(s3: str) -> None:
    _bucket(s3)
    open_storage(s3_settings(s3, "/of/wanglai"))
    await check(storage())
    await storage().put("ab/ef", b"x")
    listed = [one["path"] for one in await obstore.list(storage().store).collect_async()]
    assert listed == ["ab/ef"]
    shared = s3_settings(s3)
    open_storage(shared)
    assert await whole(storage(), "of/wanglai/ab/ef") == b"x"


async def test_a_file_goes_all_the_way_into_s3(s3: str, company: Company) -> None:
    _bucket(s3)
    open_storage(s3_settings(s3))
    from shared.files.queries import open_file

    zhou = await outsider(company.qiming)
    found = await open_file(zhou, await send(zhou, "两.pdf"))
    assert await whole(storage(), found.storage_key) == samples.PDF
    assert not set(found.storage_key) - set("0123456789abcdef/")


def test_files_lie_beside_the_database_unless_a_setting_says_where() -> None:
    url = "sqlite:////srv/wanglai/wanglai.db"
    assert default_folder(Settings(database_url=url)) == "/srv/wanglai/files"
    assert default_folder(Settings(database_url=url, files_dir="/data")) == "/data/files"
    with pytest.raises(Problem, match="WANGLAI_FILES_URL"):
        default_folder(Settings(database_url="postgresql://x/y"))
    with pytest.raises(Problem, match="s3://bucket"):
        open_storage(Settings(files_url="s3:///nothing"))


def test_a_disk_with_room_takes_files(tmp_path: Path) -> None:
    assert shutil.disk_usage(tmp_path).free > 500_000_000
    open_storage(Settings(files_url=str(tmp_path)))
    storage().check_room()
