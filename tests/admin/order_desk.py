"""Colleagues at the desk where orders are decided: signed in to the admin of the orders' world."""

from admin.app import build
from shared.access.actor import Actor
from shared.access.models import User
from shared.identity.models import StaffRole
from shared.orders.models import SalesOrder
from shared.settings import Settings
from shared.web.application import WebApp
from tests.shared.orders.world import NOW
from tests.web import Browser


def admin() -> WebApp:
    """Return the admin."""
    return build(Settings(environment="development", secret_key="k" * 32))


async def at_desk(actor: Actor, *, locale: str = "en") -> Browser:
    """Return the browser of a colleague of the world."""
    for role in actor.roles:
        await StaffRole.get_or_create(
            user_id=actor.user_id, role=role, defaults={"created_at": NOW}
        )
    await User.filter(id=actor.user_id).update(locale=locale, approval_limit=actor.approval_limit)
    browser = Browser(admin())
    await browser.sign_in(await User.get(id=actor.user_id))
    return browser


async def version_of(number: str) -> str:
    """Return the version a form would carry."""
    return str((await SalesOrder.get(number=number)).version)
