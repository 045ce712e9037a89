"""Runs the readers of foreign bytes in a child process with a ceiling on memory and time.

A spreadsheet from outside may be a bomb; here it can only blow up the child. One child of a kind
runs at a time. The scripts stand beside their callers and import nothing of ours.
"""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

SECONDS = 30.0
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Path, asyncio.Semaphore]] = (
    WeakKeyDictionary()
)


class Overrun(Exception):
    """The child ran out of memory or time, or died of what it read."""


async def run(script: Path, order: dict[str, Any], body: bytes, seconds: float = SECONDS) -> bytes:
    """Hand `order` (one JSON line) and `body` to the script (its path), return what it writes.

    Waits for its turn first; the seconds count from the start of the child. Raises Overrun.
    """
    async with _turn(script):
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(script),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONUTF8": "1", "RAYON_NUM_THREADS": "1"},
        )
        try:
            message = json.dumps(order).encode() + b"\n" + body
            answer, _ = await asyncio.wait_for(child.communicate(message), seconds)
        except (TimeoutError, ConnectionError) as error:
            raise Overrun(script.name) from error
        finally:
            await _end(child)
    if child.returncode != 0:
        raise Overrun(script.name)
    return answer


def _turn(script: Path) -> asyncio.Semaphore:
    turns = _turns.setdefault(asyncio.get_running_loop(), {})
    return turns.setdefault(script, asyncio.Semaphore(1))


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
