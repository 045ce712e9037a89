"""A stand-in for clamd on this machine: it speaks INSTREAM and finds one word that no paper holds."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

VIRUS = b"a-virus-of-these-tests"


@dataclass
class Clamd:
    """Where it listens, what it was shown, and whether it answers sensibly."""

    port: int = 0
    seen: list[bytes] = field(default_factory=list)
    is_broken: bool = False

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one file in length-prefixed pieces and say what is in it, as `man clamd` has it."""
        command = await reader.readline()
        body = b""
        while size := struct.unpack("!L", await reader.readexactly(4))[0]:
            body += await reader.readexactly(size)
        self.seen.append(body)
        answer = b"stream: Eicar-Test FOUND\n" if VIRUS in body else b"stream: OK\n"
        if self.is_broken or command.strip() not in (b"nINSTREAM", b"zINSTREAM"):
            answer = b"UNKNOWN COMMAND ERROR\n"
        writer.write(answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def running() -> AsyncIterator[Clamd]:
    clamd = Clamd()
    server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
    clamd.port = server.sockets[0].getsockname()[1]
    async with server:
        yield clamd
