"""A body of a gigabyte: cut off at the limit, with neither memory nor disk filled."""

import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.files.models import Attachment
from tests.shared.counterparties.company import Company
from tests.shared.web.filing import PORTAL, member
from tests.shared.web.filing import company as company
from tests.shared.web.filing import form_lent as form_lent


@pytest.mark.asvs("5.2.1")
async def test_a_body_of_a_gigabyte_is_cut_off_at_the_limit(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_FILE_LIMIT", "5000000")
    zhou = await member(company.qiming)
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        yield (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n')
        for _ in range(1000):
            given += 1_000_000
            yield b"x" * 1_000_000

    own = {
        "content-type": "multipart/form-data; boundary=b", "sec-fetch-site": "same-origin",
        "origin": PORTAL.face.origin,
    }  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = await zhou.send("POST", "/uploads", headers=own, content=endless())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.status_code == 413
    assert grown < 100_000, f"{grown} KB"
    assert given < 10_000_000
    declared = await zhou.send(
        "POST", "/uploads", headers={**own, "content-length": "1000000000"}, content=b""
    )
    assert declared.status_code == 413
    assert not await Attachment.exists()


@pytest.mark.parametrize("is_declared", [False, True])
async def test_a_form_with_a_gigabyte_is_cut_off_and_keeps_what_was_typed(
    company: Company, *, is_declared: bool
) -> None:
    zhou = await member(company.qiming)
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        yield b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nTyped before\r\n'
        yield b'--b\r\nContent-Disposition: form-data; name="upload"; filename="a.pdf"\r\n\r\n'
        for _ in range(1000):
            given += 1_000_000
            yield b"x" * 1_000_000

    own = {
        "content-type": "multipart/form-data; boundary=b", "sec-fetch-site": "same-origin",
        "origin": PORTAL.face.origin, **({"content-length": "1000000200"} if is_declared else {}),
    }  # fmt: skip
    before, open_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, deleted_files()
    answer = await zhou.send("POST", "/notes", headers=own, content=endless())
    assert answer.status_code == 422
    assert 'value="Typed before"' in answer.text
    assert "larger together than this page accepts" in answer.text
    assert given < 70_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    assert deleted_files() == open_before, "a temporary file is still open"
    assert not await Attachment.exists()


def deleted_files() -> int:
    """Return how many files this process holds open that have no name any more (Linux)."""
    links = [one for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    return sum("(deleted)" in str(one.readlink()) for one in links)
