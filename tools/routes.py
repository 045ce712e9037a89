"""Writes docs/routes.md: every address of both faces and who may use it (`./run routes`)."""

import sys
from pathlib import Path

from shared.cli.routes import all_routes
from shared.web.routing import RouteEntry

PAGE = Path(__file__).resolve().parent.parent / "docs" / "routes.md"
HEAD = """# Every address

Kept by `./run routes` from the lists in `portal/routes/` and `admin/routes/`; a house test
compares. `wanglai routes --json` prints the same for programs.
"""


def main() -> int:
    """Write the page."""
    entries = all_routes()
    PAGE.write_text(written(entries), encoding="utf-8")
    print(f"docs/routes.md: {len(entries)} addresses")
    return 0


def written(entries: list[RouteEntry]) -> str:
    """Return the page for these routes, face by face in the order of their lists."""
    parts = [HEAD]
    for face in dict.fromkeys(entry.app for entry in entries):
        rows = [
            f"| {one.method} | `{one.path}` | {one.name} | {one.permission} |"
            for one in entries
            if one.app == face
        ]
        head = ["| Method | Address | Name | Who |", "| --- | --- | --- | --- |"]
        parts.append("\n".join([f"## {face.capitalize()}", "", *head, *rows]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
