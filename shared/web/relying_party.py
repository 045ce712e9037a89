"""Our dealings with all sign-in services of one face: chooses who speaks to which, and our address.

`proofs.py` is the protocol that each of them keeps; the session that follows is `sign_in.py`'s.
"""

from collections.abc import Callable, Mapping

from shared.web.dingtalk import DingTalk
from shared.web.feishu import Feishu
from shared.web.logout_notice import Notice
from shared.web.openid_connect import OpenIdConnect
from shared.web.proofs import Claims, Departure, Refused, SignInService
from shared.web.providers import Kind, Provider
from shared.web.wecom import WeCom

_SERVICES: dict[Kind, Callable[[Provider, str], SignInService]] = {
    Kind.OIDC: OpenIdConnect,
    Kind.FEISHU: Feishu,
    Kind.LARK: Feishu,
    Kind.DINGTALK: DingTalk,
    Kind.WECOM: WeCom,
}


class RelyingParty:
    """Signs people of one face in with its providers; `callback` is our address for them."""

    def __init__(self, providers: tuple[Provider, ...], callback: str) -> None:
        self.providers = {provider.name: provider for provider in providers}
        self.callback = callback
        self._services: dict[Provider, SignInService] = {}

    async def depart(self, provider: Provider, **hints: str) -> Departure:
        """Return the way to the provider; `hints` go along (`login_hint`, `prompt`)."""
        return await self._service(provider).start(hints)

    async def arrive(
        self, provider: Provider, departure: Departure, query: Mapping[str, str]
    ) -> Claims:
        """Return who came back with `query`; raises Declined, Refused or ProviderDown."""
        return await self._service(provider).finish(departure, query)

    async def goodbye(self, provider: Provider, id_token: str, back: str) -> str | None:
        """Return where to sign out at the provider, or None where that is not offered."""
        return await self._service(provider).goodbye(id_token, back)

    async def logout_notice(self, provider: Provider, token: str) -> Notice:
        """Return who signed out at the provider, as its signed notice says; raises like `arrive`."""
        service = self._service(provider)
        if not isinstance(service, OpenIdConnect):
            raise Refused("this kind of provider signs no notices")
        return await service.logout_notice(token)

    def origins(self) -> tuple[str, ...]:
        """Return the origins a form of ours may lead to."""
        found = [self._service(one).origins() for one in self.providers.values()]
        return tuple(dict.fromkeys(origin for some in found for origin in some))

    def _service(self, provider: Provider) -> SignInService:
        if provider not in self._services:
            # An answer of one provider never arrives at the address of another.
            own = "" if provider.shares_callback else f"/{provider.name}"
            self._services[provider] = _SERVICES[provider.kind](provider, self.callback + own)
        return self._services[provider]
