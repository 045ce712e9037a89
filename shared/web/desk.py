"""What the sign-in pages of one face need, made once from the settings: the desk at the door.

`app.state.desk` holds it. In the demo it also knows the cast, to sign in as with one click.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request

from shared.settings import Settings
from shared.web.providers import Provider, providers_of
from shared.web.relying_party import RelyingParty

if TYPE_CHECKING:
    from shared.demo.cast import Persona
    from shared.demo.companies import Company

CALLBACK = "/sign-in/callback"


@dataclass(frozen=True)
class Desk:
    """The providers of a face and our dealings with them; `cards` are the demo's cast."""

    relying_party: RelyingParty
    providers: tuple[Provider, ...]
    cards: "tuple[tuple[Persona, Company | None], ...]" = ()

    @property
    def demo(self) -> Provider | None:
        """The embedded provider, where this is a demo."""
        return next((one for one in self.providers if one.is_demo), None)

    @property
    def real(self) -> tuple[Provider, ...]:
        """The providers that are not the embedded one."""
        return tuple(one for one in self.providers if not one.is_demo)


def open_desk(settings: Settings, face: str) -> Desk:
    """Return the desk of a face ("portal" or "admin"); raises Problem for a wrong setting."""
    providers = providers_of(settings, face)
    public_url = settings.portal_url if face == "portal" else settings.admin_url
    party = RelyingParty(providers, public_url.rstrip("/") + CALLBACK)
    if not any(provider.is_demo for provider in providers):
        return Desk(party, providers)
    from shared.demo.cast import employer, personas  # loaded in a demo only

    return Desk(party, providers, tuple((one, employer(one)) for one in personas(face)))


def desk_of(request: Request) -> Desk:
    """Return the desk of the face that serves this request."""
    desk: Desk = request.app.state.desk
    return desk
