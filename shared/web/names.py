"""Names that are kept in both languages: which one a reader sees."""

from collections.abc import Mapping
from typing import Any

from shared.kernel.two_languages import name_in


def name_of(locale: str, record: Any, prefix: str = "", field: str = "name") -> str:
    """Return the name of a record or row in `locale`; each language falls back to the other.

    `prefix` reaches over a relation in a row (`counterparty__`), `field` is another text kept in
    both languages (`category`).
    """
    keys = (f"{prefix}{field}_zh", f"{prefix}{field}_en")
    if isinstance(record, Mapping):
        zh, en = (record[key] for key in keys)
    else:
        zh, en = (getattr(record, key) for key in keys)
    return name_in(locale, zh or "", en or "")
