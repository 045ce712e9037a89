"""The law between a distributor of record and its end customers: a leaf of `shared/access/policy.py`.

The distributor learns of a customer its name and city, of its orders what is copied for it; the
customer learns through whom it buys. An organisation may be the one here and the other there.
"""

from shared.access.grants import (  # noqa: I001
    ACCOUNT_MANAGER, ADMINISTRATOR, ALL, AUDITOR, CHANNEL, FINANCE, ISSUED, ORGANISATION, OWN,
    PARTIES, SALES_MANAGER, SUPPORT, TEAM, Grant, every, on, outside,
)  # fmt: skip

_READS = on(ALL, "read")

# fmt: off
# Through which distributor a customer buys, read by both of them.
END_CUSTOMER: dict[str, Grant] = {
    ACCOUNT_MANAGER: on(OWN, "read update"), SALES_MANAGER: on(TEAM, "read update"),
    **every((SUPPORT, FINANCE, ADMINISTRATOR, AUDITOR), _READS),
    **outside("distributor", PARTIES, "read"), **outside("customer", ORGANISATION, "read"),
}
# What the distributor of record reads of a sales order of its end customer, and nothing else.
CHANNEL_ORDER: dict[str, Grant] = outside("distributor", CHANNEL, "read export")
# What a distributor asks its end customer to order; that one decides, or we on its behalf. Which side
# does what stands in `reach.BETWEEN`.
CHANNEL_REQUEST: dict[str, Grant] = {
    ACCOUNT_MANAGER: on(OWN, "read accept decline"), SALES_MANAGER: on(TEAM, "read accept decline"),
    **every((SUPPORT, FINANCE, AUDITOR), _READS),
    **outside("distributor", PARTIES, "read create update submit cancel accept decline"),
    **outside("customer", ISSUED, "read accept decline"),
}
# fmt: on
