"""The people of the market, signed in to the portal or the admin."""

from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.identity.models import Membership, StaffRole
from shared.kernel import clock
from tests.faces import face
from tests.web import Browser


async def enter(actor: Actor, *, locale: str = "en") -> Browser:
    """Return the browser of somebody of the market at her own face, in her language."""
    await User.filter(id=actor.user_id).update(locale=locale)
    return await (_at_admin(actor) if actor.is_staff else _at_portal(actor))


async def _at_admin(actor: Actor) -> Browser:
    for role in actor.roles:
        await StaffRole.get_or_create(
            user_id=actor.user_id, role=role, defaults={"created_at": clock.now()}
        )
    browser = Browser(face("admin"))
    await browser.sign_in(await User.get(id=actor.user_id))
    return browser


async def _at_portal(actor: Actor) -> Browser:
    (role,) = actor.roles
    await Membership.get_or_create(
        user_id=actor.user_id, counterparty_id=actor.counterparty_id,
        defaults={
            "role": role.partition(".")[2], "public_id": f"m{actor.user_id}",
            "created_at": clock.now(),
        },
    )  # fmt: skip
    browser = Browser(face("portal"))
    place = await Counterparty.get(id=actor.counterparty_id)
    await browser.sign_in(await User.get(id=actor.user_id), place)
    return browser
