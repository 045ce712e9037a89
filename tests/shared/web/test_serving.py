"""One process, two sockets: the right face at each port, plain words for a taken one, a calm end."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.settings import Problem
from shared.web import serving
from shared.web.serving import Listener, listening, running, serve
from tests.shared.web import world

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def wanglai(*arguments: str, **settings: str) -> subprocess.Popen[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("WANGLAI_")}
    return subprocess.Popen(
        [sys.executable, "-m", "shared.cli.main", *arguments],
        cwd=ROOT, env={**own, **settings}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(*arguments: str, **settings: str) -> tuple[int, str, str]:
    with wanglai(*arguments, **settings) as process:
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, out, err


def fetched(url: str) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer in time")


def test_a_taken_port_is_one_plain_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem) as caught:
            listening("127.0.0.1", Listener("portal", world.admin(), port))
    assert str(caught.value) == (
        f"The portal cannot start: port {port} on 127.0.0.1 is already in use. "
        "Stop the other program or choose another with --portal-port."
    )


def test_both_faces_answer_in_one_process_and_end_calmly(database_url: str, tmp_path: Path) -> None:
    portal, admin = free_port(), free_port()
    with wanglai(
        "serve", "all", "--portal-port", str(portal), "--admin-port", str(admin),
        WANGLAI_DATABASE_URL=database_url, WANGLAI_ENVIRONMENT="development",
        WANGLAI_FILES_DIR=str(tmp_path),
    ) as process:  # fmt: skip
        try:
            for port in (portal, admin):
                assert fetched(f"http://127.0.0.1:{port}/readyz") == "ok"
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, err
    assert out == f"portal: http://127.0.0.1:{portal}\nadmin: http://127.0.0.1:{admin}\n"
    assert err == ""


def test_a_taken_port_ends_the_command_with_one_line(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err = finished(
            "serve", "admin", "--admin-port", str(taken.getsockname()[1]),
            WANGLAI_DATABASE_URL=database_url, WANGLAI_ENVIRONMENT="development",
        )  # fmt: skip
    assert code == 1
    assert out == ""
    assert err.count("\n") == 1
    assert "already in use" in err


@pytest.mark.asvs("12.2.1")
@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({}, "WANGLAI_SECRET_KEY"),
        ({"WANGLAI_SECRET_KEY": "k" * 40}, "WANGLAI_PORTAL_URL"),
        ({"WANGLAI_ENVIRONMENT": "development"}, "WANGLAI_DATABASE_URL"),
        ({"WANGLAI_NONSENSE": "1"}, "WANGLAI_NONSENSE"),
    ],
)
def test_an_unsafe_start_is_refused_with_the_cure(settings: dict[str, str], cure: str) -> None:
    code, out, err = finished("serve", "all", **settings)
    assert code == 1
    assert cure in err
    assert err.count("\n") == 1
    assert out == ""


def test_a_database_without_tables_is_said_at_start_and_not_ready(tmp_path: Path) -> None:
    port = free_port()
    with wanglai(
        "serve", "portal", "--portal-port", str(port),
        WANGLAI_DATABASE_URL=f"sqlite://{tmp_path}/new.db", WANGLAI_ENVIRONMENT="development",
    ) as process:  # fmt: skip
        try:
            assert fetched(f"http://127.0.0.1:{port}/healthz") == "ok"
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30)
            caught.value.close()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert caught.value.code == 503
    assert process.returncode == 0
    assert err == "The database lacks migrations: run `wanglai migrate`.\n"


def test_what_fails_at_start_reaches_the_caller() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[None]:
        raise Problem("The provider's port is taken.")
        yield

    with pytest.raises(Problem, match="provider's port"):
        serve([Listener("portal", world.admin(), 0)], during=broken)


async def test_background_tasks_run_beside_and_end_with_the_body() -> None:
    steps: list[str] = []

    async def relay() -> None:
        steps.append("begun")
        try:
            await asyncio.sleep(60)
        finally:
            steps.append("ended")

    async with running([relay]):
        await asyncio.sleep(0.01)
        assert steps == ["begun"]
    assert steps == ["begun", "ended"]


async def test_a_background_task_that_breaks_starts_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "PAUSE", 0)
    tries: list[int] = []

    async def relay() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("the mail server is away")

    async with running([relay]):
        await asyncio.sleep(0.05)
    assert len(tries) == 3
    assert caplog.text.count("A background task broke") == 2


def test_the_commands_explain_themselves() -> None:
    for arguments, word in (
        (("--help",), "serve"),
        (("serve", "--help"), "--admin-port"),
        (("routes",), "/readyz"),
        (("routes", "--json"), '"permission": "public"'),
        (("settings",), "WANGLAI_SECRET_KEY"),
        (("--version",), "wanglai "),
    ):
        code, out, err = finished(*arguments)
        assert (code, err) == (0, "")
        assert word in out
