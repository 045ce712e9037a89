"""Which OpenID Connect providers people may sign in with: the typed form of two settings.

`WANGLAI_PORTAL_PROVIDERS` and `WANGLAI_ADMIN_PROVIDERS` hold a JSON list with one object per
provider; `docs/sign-in.md` explains every key. Nothing here talks to a provider.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from shared.settings import Problem, Settings

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Filled = Annotated[str, StringConstraints(min_length=1, max_length=500)]
TokenAuth = Literal["client_secret_basic", "client_secret_post", "none"]
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DEMO = "demo"


class _Entry(BaseModel):
    """One object of the JSON list, exactly as an administrator writes it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    issuer: Filled
    client_id: Filled
    client_secret: str = ""
    label: str = ""
    label_zh: str = ""
    scope: str = "openid profile email"
    token_auth: TokenAuth | None = None
    assume_email_verified: bool = False


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
    return tuple(_provider(entry, variable, settings) for entry in entries)


def as_setting(*providers: dict[str, object]) -> str:
    """Return the JSON text of the setting for `providers` (the demo composes its own)."""
    return json.dumps(providers)


def _provider(entry: _Entry, variable: str, settings: Settings) -> Provider:
    parts = urlsplit(entry.issuer)
    at = f"{variable}: the issuer of {entry.name}"
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise Problem(f"{at} must be an https:// address without a query.")
    if settings.is_production and parts.scheme != "https":
        raise Problem(f"{at} must be an https:// address in production.")
    if entry.name == DEMO and (settings.is_production or parts.hostname not in LOOPBACK):
        raise Problem(f'{at}: the name "demo" is kept for the embedded provider of the demo.')
    if "openid" not in entry.scope.split():
        raise Problem(f"{variable}: the scope of {entry.name} must contain openid.")
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
    )


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(step) for step in fault["loc"])
    return f"{where}: {fault['msg']}" if where else str(fault["msg"])
