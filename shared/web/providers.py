"""Which services people may sign in with: the typed form of two settings.

`WANGLAI_PORTAL_PROVIDERS` and `WANGLAI_ADMIN_PROVIDERS` hold a JSON list with one object per
provider; `docs/sign-in.md` explains every key. Nothing here talks to a provider.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from shared.identity.domain_rules import PUBLIC_MAIL
from shared.settings import Problem, Settings

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Filled = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
Tenant = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)]
TokenAuth = Literal["client_secret_basic", "client_secret_post", "none"]
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DEMO = "demo"


class Kind(StrEnum):
    """What a provider speaks."""

    OIDC = "oidc"
    FEISHU = "feishu"
    LARK = "lark"
    DINGTALK = "dingtalk"
    WECOM = "wecom"


@dataclass(frozen=True)
class _Known:
    """A service whose addresses and names are the same for everybody."""

    issuer: str
    label: str
    label_zh: str


_KNOWN = {
    Kind.FEISHU: _Known("https://accounts.feishu.cn", "Feishu", "飞书"),
    Kind.LARK: _Known("https://accounts.larksuite.com", "Lark", "Lark"),
    Kind.DINGTALK: _Known("https://login.dingtalk.com", "DingTalk", "钉钉"),
    Kind.WECOM: _Known("https://login.work.weixin.qq.com", "WeCom", "企业微信"),
}
# What only OpenID Connect knows; elsewhere no e-mail address is verified.
_OIDC_ONLY = frozenset({
    "scope", "token_auth", "assume_email_verified", "domains", "organisation", "joining_role",
    "own_callback", "acr", "amr", "partners_own",
})  # fmt: skip


class _Entry(BaseModel):
    """One object of the JSON list, exactly as an administrator writes it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    # The text of JSON is not yet the enumeration.
    kind: Annotated[Kind, Field(strict=False)] = Kind.OIDC
    issuer: str = Field("", max_length=500)
    client_id: Filled
    client_secret: str = ""
    label: str = ""
    label_zh: str = ""
    scope: str = "openid profile email"
    token_auth: TokenAuth | None = None
    assume_email_verified: bool = False
    domains: list[Domain] = []
    organisation: str = ""
    joining_role: Literal["viewer", "member"] = "viewer"
    own_callback: bool = False
    acr: list[Filled] = []
    amr: list[Filled] = []
    partners_own: bool = False
    agent: str = Field("", max_length=40)
    tenants: list[Tenant] = []


@dataclass(frozen=True)
class Provider:
    """One place to sign in; `issuer` is compared with what the provider says of itself."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    label: str
    label_zh: str
    scope: str
    token_auth: TokenAuth
    assume_email_verified: bool
    domains: frozenset[str] = frozenset()
    """Domains of e-mail addresses that this provider may vouch for; empty: any."""
    organisation: str = ""
    joining_role: str = "viewer"
    is_partners_own: bool = False
    """Whether it may vouch for no address but those of domains that are bound to it by record."""
    is_pinned: bool = False
    """Whether only public addresses of this provider are called."""
    kind: Kind = Kind.OIDC
    agent: str = ""
    """WeCom: the number of the app (AgentId)."""
    tenants: frozenset[str] = frozenset()
    """Feishu and DingTalk: organisations whose people may sign in; empty: any."""
    shares_callback: bool = True
    """Whether people come back to the address that several providers share."""
    acr: tuple[str, ...] = ()
    """Classes of a sign-in of which the proof has to name one; empty: any."""
    amr: tuple[str, ...] = ()
    """Methods of which the proof has to name one at least; empty: any."""
    is_stand_in: bool = False
    """Whether a service of our own machine plays the known one."""

    @property
    def proves_again(self) -> bool:
        """Whether it can be asked to prove once more, with the time, who is there."""
        return self.kind is Kind.OIDC

    def at(self, host: str) -> str:
        """Return where the known `host` of the service is found: at the stand-in, if there is one."""
        return self.issuer if self.is_stand_in else host

    def vouches_for(self, email: str) -> bool:
        """Whether a provider bound to domains may speak for this address at all."""
        name, _, host = email.strip().lower().rpartition("@")
        return not self.domains or (bool(name) and host in self.domains)

    @property
    def is_demo(self) -> bool:
        """Whether this is the embedded provider, which takes a persona or any e-mail address."""
        return self.name == DEMO

    @property
    def origin(self) -> str:
        """Scheme, host and port of the issuer, as a Content-Security-Policy names them."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def caption(self, locale: str) -> str:
        """Return the words on the button for readers of `locale` ("zh" or "en")."""
        return (self.label_zh if locale == "zh" else "") or self.label or self.name


def providers_of(settings: Settings, face: str) -> tuple[Provider, ...]:
    """Return the providers of a face in the order configured; raises Problem with the cure."""
    variable = f"WANGLAI_{face.upper()}_PROVIDERS"
    text = settings.portal_providers if face == "portal" else settings.admin_providers
    if not text:
        return ()
    try:
        entries = TypeAdapter(list[_Entry]).validate_json(text)
    except ValidationError as error:
        raise Problem(f"{variable}: {_first_fault(error)} (see docs/sign-in.md).") from None
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise Problem(f"{variable}: two providers share a name; give each its own.")
    bound = [domain for entry in entries for domain in entry.domains]
    if len(set(bound)) != len(bound):
        raise Problem(f"{variable}: two providers claim one domain; bind it to one.")
    return tuple(
        _provider(entry, variable, settings)
        if entry.kind is Kind.OIDC
        else _known_provider(entry, variable, settings)
        for entry in entries
    )


def as_setting(*providers: dict[str, object]) -> str:
    """Return the JSON text of the setting for `providers` (the demo composes its own)."""
    return json.dumps(providers)


def _provider(entry: _Entry, variable: str, settings: Settings) -> Provider:
    _check_issuer(entry, variable, settings)
    if "openid" not in entry.scope.split():
        raise Problem(f"{variable}: the scope of {entry.name} must contain openid.")
    _check_domains(entry, variable)
    default: TokenAuth = "client_secret_basic" if entry.client_secret else "none"
    return Provider(
        name=entry.name,
        issuer=entry.issuer,
        client_id=entry.client_id,
        client_secret=entry.client_secret,
        label=entry.label,
        label_zh=entry.label_zh,
        scope=entry.scope,
        token_auth=entry.token_auth or default,
        assume_email_verified=entry.assume_email_verified,
        domains=frozenset(entry.domains),
        organisation=entry.organisation,
        joining_role=entry.joining_role,
        is_partners_own=entry.partners_own,
        is_pinned=settings.is_production and not settings.private_providers,
        shares_callback=not entry.own_callback,
        acr=tuple(entry.acr),
        amr=tuple(entry.amr),
    )


def _known_provider(entry: _Entry, variable: str, settings: Settings) -> Provider:
    _check_known(entry, variable, settings)
    known = _KNOWN[entry.kind]
    return Provider(
        name=entry.name,
        kind=entry.kind,
        issuer=(entry.issuer or known.issuer).rstrip("/"),
        client_id=entry.client_id,
        client_secret=entry.client_secret,
        label=entry.label or known.label,
        label_zh=entry.label_zh or known.label_zh,
        scope="",
        token_auth=entry.token_auth or "none",
        assume_email_verified=False,
        agent=entry.agent,
        tenants=frozenset(entry.tenants),
        shares_callback=False,
        is_stand_in=bool(entry.issuer),
        is_pinned=settings.is_production and not settings.private_providers,
    )


def _check_known(entry: _Entry, variable: str, settings: Settings) -> None:
    at = f"{variable}: {entry.name}"
    senseless = sorted(_OIDC_ONLY.intersection(entry.model_fields_set))
    if entry.kind is Kind.WECOM and entry.tenants:
        senseless.append("tenants")
    if senseless:
        raise Problem(f"{at} is of kind {entry.kind.value}, where {senseless[0]} means nothing.")
    if not entry.client_secret:
        raise Problem(f"{at} needs a client_secret.")
    if (entry.kind is Kind.WECOM) != bool(entry.agent):
        raise Problem(f"{at}: agent is the AgentId of an app of WeCom, and needed there.")
    if entry.name == DEMO:
        raise Problem(f'{at}: the name "demo" is kept for the embedded provider of the demo.')
    loopback = urlsplit(entry.issuer).hostname in LOOPBACK
    if entry.issuer and (settings.is_production or not loopback):
        raise Problem(f"{at}: leave issuer out; the addresses of this service are known.")


def _check_issuer(entry: _Entry, variable: str, settings: Settings) -> None:
    parts = urlsplit(entry.issuer)
    at = f"{variable}: the issuer of {entry.name}"
    if entry.tenants or entry.agent:
        raise Problem(f"{variable}: {entry.name} speaks OpenID Connect: no tenants, no agent.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise Problem(f"{at} must be an https:// address without a query.")
    if settings.is_production and parts.scheme != "https":
        raise Problem(f"{at} must be an https:// address in production.")
    if entry.name == DEMO and (settings.is_production or parts.hostname not in LOOPBACK):
        raise Problem(f'{at}: the name "demo" is kept for the embedded provider of the demo.')


def _check_domains(entry: _Entry, variable: str) -> None:
    at = f"{variable}: the domains of {entry.name}"
    public = sorted(PUBLIC_MAIL.intersection(entry.domains))
    if public:
        raise Problem(f"{at} may not hold {public[0]}: anybody can have an address there.")
    if entry.organisation and not entry.domains:
        raise Problem(f"{at} are missing: without them everybody there would join.")
    if (entry.organisation or entry.partners_own) and "ADMIN" in variable:
        raise Problem(
            f"{variable}: organisation and partners_own are for the portal; colleagues are invited."
        )


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(step) for step in fault["loc"])
    return f"{where}: {fault['msg']}" if where else str(fault["msg"])
