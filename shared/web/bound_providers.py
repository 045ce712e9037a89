"""Which of the configured providers of the portal a mail domain of an organisation may be bound to."""

from shared.identity.domain_rules import normal_domain
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.settings import Settings
from shared.web.providers import Kind, Provider, providers_of

ANY = say("Any provider of the portal")


def offered(settings: Settings, number: str, locale: str) -> list[tuple[str, Message | str]]:
    """Return (name, label) of each provider that may vouch for people of this organisation."""
    return [("", ANY), *((one.name, one.caption(locale)) for one in _suited(settings, number))]


def caption(settings: Settings, name: str, locale: str) -> Message | str:
    """Return what a bound provider is called; one that is configured no more goes by its name."""
    if not name:
        return ANY
    return next((one.caption(locale) for one in _ours(settings) if one.name == name), name)


def check_bound(settings: Settings, number: str, domain: str, name: str) -> None:
    """Refuse to bind a domain to a provider that cannot vouch for it."""
    if not name:
        return
    found = next((one for one in _suited(settings, number) if one.name == name), None)
    if found is None:
        raise Refusal(say("Choose a provider from the list."), "provider")
    if found.domains and normal_domain(domain) not in found.domains:
        raise Refusal(
            say("By its setting this provider vouches for other domains only."), "provider"
        )


def _ours(settings: Settings) -> tuple[Provider, ...]:
    return providers_of(settings, "portal")


def _suited(settings: Settings, number: str) -> list[Provider]:
    """Leave out those that verify no address, and those that a setting binds to somebody else."""
    return [
        one for one in _ours(settings)
        if one.kind is Kind.OIDC and one.organisation in ("", number)
    ]  # fmt: skip
