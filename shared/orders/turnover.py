"""What a counterparty bought of us, month by month."""

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.by_month import ByMonth, by_month
from shared.database.compound import Question
from shared.orders.models import SalesOrder
from shared.orders.rules import OPEN_STATES, OrderState

_BOUGHT = (*OPEN_STATES, OrderState.CLOSED)


def turnover(actor: Actor, buyer_id: int, currency: str) -> Question[ByMonth]:
    """Ask for the net amounts of a buyer's submitted orders; rejected and cancelled ones do not count."""
    bought = scope(actor, SalesOrder).filter(buyer_id=buyer_id, state__in=_BOUGHT)
    return by_month(bought, "net", "placed_at", currency=currency, zone=actor.zone)
