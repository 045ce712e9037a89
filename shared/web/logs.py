"""What the server writes down: one JSON object a line on standard error, errors and warnings only.

There is no access log. A line holds the request id that the reader saw, never a query, a body or
the token of a link. Signing in and out, refusals and attempts from elsewhere are written down too.
"""

import json
import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

of_request: ContextVar[Mapping[str, Any] | None] = ContextVar("of_request", default=None)
"""Where the present request came in and from where; each line written for it holds this."""

_TOKEN = re.compile(r"(?<=/)[\w.~-]{32,}")
# What a reader of lines may take for the end of one, or turn round, though JSON lets it stand.
_UNSEEN = re.compile(r"[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def without_tokens(path: str) -> str:
    """Return the path of a request as it may be kept: the token of a link left out."""
    return _TOKEN.sub("…", path)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON, so that no text of a stranger can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(of_request.get() or {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False, default=str)
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "wanglai": {"level": "INFO"},
        "uvicorn": {"level": "WARNING"},
        "uvicorn.error": {"level": "WARNING"},
    },
}
