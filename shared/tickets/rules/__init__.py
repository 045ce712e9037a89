"""Decisions of support: `life` of a request, `business_hours`, `clocks` of what was promised."""

from shared.tickets.rules.life import Category, Priority, TicketState

__all__ = ["Category", "Priority", "TicketState"]
