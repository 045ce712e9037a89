"""Asking for changes of the small company's record, and deciding them: steps of several tests."""

from shared.access.actor import Actor
from shared.counterparties import change_decisions, change_queries, change_requests
from shared.counterparties.change_decisions import Verdict
from shared.counterparties.change_requests import Asked
from shared.counterparties.models import Counterparty
from shared.counterparties.proposals import About, Wish
from shared.outbox.models import OutboxMessage

ACCOUNT = {
    "holder": "启明商贸有限公司", "bank": "工商银行苏州园区支行", "country": "CN",
    "currency": "CNY", "number": "1102 0206 0900 0001 234", "code": "102305000123",
}  # fmt: skip
NEW_PHONE = {"phone": "+86 512 5550 7777"}


async def asked(zhou: Actor, texts: dict[str, str], about: About = About.PROFILE) -> str:
    if about is About.PROFILE:
        kept = await Counterparty.get(number=zhou.counterparty_number)
        wish = Asked(about, Wish.UPDATE, texts)
        return await change_requests.ask_for_change(zhou, asked=wish, version=kept.version)
    return await change_requests.ask_for_change(zhou, asked=Asked(about, Wish.ADD, texts))


async def decided(actor: Actor, change: str, **verdicts: bool | str) -> str:
    """Approve (True) or refuse (a reason) each field."""
    detail = await change_queries.change_detail(actor, change)
    given = tuple(
        Verdict(name, verdict is True, "" if verdict is True else str(verdict))
        for name, verdict in verdicts.items()
    )
    return await change_decisions.review_change(
        actor, number=change, version=detail.row["version"], seen=detail.seen, verdicts=given
    )


async def approved(actor: Actor, number: str) -> None:
    detail = await change_queries.change_detail(actor, number)
    await change_decisions.approve_change(
        actor, number=number, version=detail.row["version"], seen=detail.seen
    )


async def topics() -> list[str]:
    return [str(one) for one in await OutboxMessage.all().values_list("topic", flat=True)]


async def kept_of(zhou: Actor) -> Counterparty:
    return await Counterparty.get(number=zhou.counterparty_number)
