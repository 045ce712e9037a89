"""Mutants of the second wall: a policy of the live database taken away, or opened to everybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tortoise.connection import get_connection


@dataclass(frozen=True)
class Policy:
    """One line of `pg_policies`; the conditions are SQL, None where the command has none."""

    table: str
    name: str
    login: str
    command: str
    using: str | None
    check: str | None

    def written(self) -> str:
        """Return the statement that creates it."""
        using = f" USING ({self.using})" if self.using is not None else ""
        check = f" WITH CHECK ({self.check})" if self.check is not None else ""
        return (
            f'CREATE POLICY {self.name} ON public."{self.table}" FOR {self.command} '
            f'TO "{self.login}"{using}{check}'
        )

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through already."""
        return {self.using, self.check} <= {None, "true"}

    @asynccontextmanager
    async def dropped(self) -> AsyncIterator[None]:
        """Take it away for a while."""
        async with self._instead(""):
            yield

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Let everything through for a while."""
        using = "true" if self.using is not None else None
        check = "true" if self.check is not None else None
        wide = Policy(self.table, self.name, self.login, self.command, using, check)
        async with self._instead(wide.written()):
            yield

    @asynccontextmanager
    async def _instead(self, statement: str) -> AsyncIterator[None]:
        drop = f'DROP POLICY IF EXISTS {self.name} ON public."{self.table}"'
        owner = get_connection("default")
        await owner.execute_script(f"{drop}; {statement}")
        try:
            yield
        finally:
            await owner.execute_script(f"{drop}; {self.written()}")


async def policies(pool: str = "", command: str = "") -> list[Policy]:
    """Return the policies of the open database, of one pool and command when they are named."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT tablename, policyname, roles[1]::text AS login, cmd, qual, with_check "
        "FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2"
    )
    return [
        Policy(row["tablename"], row["policyname"], row["login"], row["cmd"], row["qual"],
               row["with_check"])
        for row in rows
        if row["policyname"].startswith(f"wall_{pool}") and command in row["cmd"]
    ]  # fmt: skip
