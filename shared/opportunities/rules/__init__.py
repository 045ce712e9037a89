"""Decisions of the funnel: `funnel` for opportunities, `deals` for deal registrations."""

from shared.opportunities.rules.deals import DealState
from shared.opportunities.rules.funnel import Outcome, Stage

__all__ = ["DealState", "Outcome", "Stage"]
