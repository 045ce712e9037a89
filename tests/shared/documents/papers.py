"""Papers and certificates as the people of the small company file them."""

from datetime import date

from shared.access.actor import Actor
from shared.documents.certificates import (
    accept_certificate,
    require,
    submit_certificate,
)
from shared.documents.documents import file_document
from shared.documents.models import Certificate
from shared.documents.rules import Card
from tests.shared.files.sending import send


async def filed(actor: Actor, *kinds: str, title: str = "Price list 2027") -> str:
    """File a paper with one PDF."""
    card = Card("", title, "price_list", kinds)
    return await file_document(actor, card=card, files=[await send(actor)])


async def licence(
    actor: Actor, *, gating: bool = True, kinds: tuple[str, ...] = ("distributor",)
) -> str:
    """Require a business licence."""
    return await require(
        actor, name_zh="营业执照", name_en="Business licence", kinds=kinds, is_gating=gating
    )


async def proved(sender: Actor, reviewer: Actor, requirement: str, until: date) -> Certificate:
    """Send a certificate and have it accepted."""
    sent = await submit_certificate(
        sender, requirement=requirement, expires_on=until, files=[await send(sender)]
    )
    await accept_certificate(reviewer, sent, version=1, expires_on=until)
    return await Certificate.get(public_id=sent)
