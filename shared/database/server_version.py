"""Whether a PostgreSQL server is old enough to have holes that the second wall leans on.

The lowest release of each line stands in `security/floors.toml` with its advisories; a house test
holds both together.
"""

from tortoise.connection import get_connection

# Line of releases → its first one without the holes; later lines never had them.
LOWEST = {15: 14, 16: 10, 17: 6}


async def server_warning() -> str:
    """Return a sentence about the open PostgreSQL server where it is too old, "" where it is not."""
    rows = await get_connection("default").execute_query_dict("SHOW server_version_num")
    return warning_about(int(rows[0]["server_version_num"]))


def warning_about(number: int) -> str:
    """Return the sentence about a server by its `server_version_num` (160010 is 16.10), or ""."""
    line, release = divmod(number, 10_000)
    floor = LOWEST.get(line, 0 if line > max(LOWEST) else release + 1)
    if release >= floor:
        return ""
    good = ", ".join(f"{one}.{lowest}" for one, lowest in LOWEST.items())
    return (
        f"PostgreSQL {line}.{release} has known holes (CVE-2025-8713, CVE-2025-8714, CVE-2025-8715): "
        f"update the server to {good} or later."
    )
