"""Decisions of support: `life` of a request, `clocks` of what was promised."""

from shared.tickets.rules.life import Category, Priority, TicketState

__all__ = ["Category", "Priority", "TicketState"]
