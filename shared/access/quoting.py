"""The law of requests for quotation: a leaf of `shared/access/policy.py`, read as it is read there.

Bids are sealed: nobody of ours reads one before the deadline of its request.
"""

from shared.access.grants import (  # noqa: I001
    ALL, AUDITOR, FINANCE, INVITED, ISSUED, ORGANISATION, PURCHASING, UNSEALED, Grant, every, on,
    outside,
)  # fmt: skip

_READERS = (PURCHASING, FINANCE, AUDITOR)
_READS = on(ALL, "read")

# fmt: off
QUOTING: dict[str, dict[str, Grant]] = {
    "rfq": {
        PURCHASING: on(ALL, "read create update publish extend close cancel fail"),
        **every((FINANCE, AUDITOR), _READS), **outside("supplier", INVITED, "read"),
    },
    "rfq_invitation": {**every(_READERS, _READS), **outside("supplier", ISSUED, "read")},
    "bid": {
        **every(_READERS, on(UNSEALED, "read")),
        **outside("supplier", ORGANISATION, "read create update submit withdraw decline"),
    },
    # The winners: chosen by purchasing, over the limit decided by finance
    "rfq_award": {
        PURCHASING: on(ALL, "read create"), FINANCE: on(ALL, "read decide"), AUDITOR: _READS,
        **outside("supplier", ISSUED, "read"),
    },
}
# fmt: on
