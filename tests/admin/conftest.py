"""The world of the orders for the pages of the admin."""

from tests.shared.orders.conftest import world

__all__ = ["world"]
