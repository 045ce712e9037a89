"""Reads the environment into one frozen record; nothing else in the house reads variables.

`Settings.entries` lists every setting with its source for `wanglai settings`, secrets masked.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from shared.settings.rates import rates

LOGINS = ("portal", "staff", "viewas", "worker", "backup")
DEVELOPMENT, PRODUCTION, DEMO = "development", "production", "demo"


class Problem(Exception):
    """A setting is wrong; the text says which one and what cures it."""


def _setting(default: Any, about: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"about": about, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. Times are seconds, sizes bytes, addresses without slash."""

    environment: str = _setting(PRODUCTION, "production, development or demo")
    database_url: str = _setting("", "sqlite:///absolute/path.db or postgresql://…", secret=True)
    database_url_portal: str = _setting(
        "", "postgresql://… as the restricted login of the portal: the second wall", secret=True
    )
    database_url_staff: str = _setting(
        "", "the same database as the login of the admin", secret=True
    )
    database_url_viewas: str = _setting(
        "",
        "the same database as the login that only reads, for whoever views as a member",
        secret=True,
    )
    database_url_worker: str = _setting("", "the same database as the worker's login", secret=True)
    database_url_backup: str = _setting(
        "", "the same database as the login of copies, which only reads", secret=True
    )
    database_url_owner: str = _setting(
        "", "the same database as its owner, for `wanglai migrate` alone", secret=True
    )
    secret_key: str = _setting("", "key material from which each face's keys come", secret=True)
    former_secret_keys: str = _setting(
        "",
        "earlier secret keys, blanks between: they open what `wanglai reseal` seals anew, and links"
        " in mails that were sent",
        secret=True,
    )
    portal_secret_key: str = _setting("", "overrides the portal's own key", secret=True)
    admin_secret_key: str = _setting("", "overrides the admin's own key", secret=True)
    portal_url: str = _setting("http://127.0.0.1:8000", "public address of the portal")
    admin_url: str = _setting("http://127.0.0.1:8001", "public address of the admin")
    portal_providers: str = _setting("", "OpenID providers of the portal, JSON", secret=True)
    admin_providers: str = _setting("", "OpenID providers of the admin, JSON", secret=True)
    files_dir: str = _setting("", "folder for mails of the demo and other files")
    host_name_en: str = _setting("Wanglai", "name of the company running this, English")
    host_name_zh: str = _setting("往来", "name of the company running this, Chinese")
    zone: str = _setting("Asia/Shanghai", "time zone of the company")
    currency: str = _setting("CNY", "currency of the company's own totals (ISO 4217)")
    smtp_url: str = _setting("", "smtp://user:password@host:587, empty keeps mails", secret=True)
    mail_from: str = _setting("Wanglai <no-reply@wanglai.example>", "sender of mails")
    deal_protection_days: int = _setting(90, "how long an approved deal is protected")
    deal_approval_limit: int = _setting(
        100_000_000, "an account manager protects deals up to this amount, minor units"
    )
    order_approval_limit: int = _setting(
        5_000_000, "an account manager approves up to this net amount, minor units"
    )
    purchase_approval_limit: int = _setting(
        20_000_000, "purchasing sends orders up to this amount with tax, minor units"
    )
    limit_rates: str = _setting(
        "",
        "what other currencies count for beside these limits, such as USD=7.20 EUR=7.85; one that"
        " is not named is above every limit",
    )
    purchase_answer_days: int = _setting(
        3, "how many working days a supplier has to answer an order"
    )
    deliver_to: str = _setting("", "where suppliers deliver to, one line")
    bank_cooling_hours: int = _setting(72, "how long a new bank account or tax number cools, hours")
    credit_four_eyes_above: int = _setting(
        100_000_000, "a credit limit above this waits for a second person of finance, minor units"
    )
    price_four_eyes: int = _setting(
        1, "1: prices are published by somebody who wrote none of them; 0: by authors too"
    )
    certificate_grace_days: int = _setting(
        14, "days after the end of a certificate before new orders are stopped"
    )
    database_pool: int = _setting(8, "connections per process on PostgreSQL")
    files_url: str = _setting("", "store of attached files: a folder or s3://bucket?endpoint=…")
    files_key: str = _setting("", "access key of an S3-compatible store", secret=True)
    files_secret: str = _setting("", "secret of that access key", secret=True)
    file_limit: int = _setting(20_000_000, "largest attached file in bytes")
    file_count: int = _setting(10, "most files attached to one message or record at once")
    file_quota: int = _setting(2_000_000_000, "bytes that the files of one organisation may take")
    scanner: str = _setting(
        "", "virus scanner of attached files: tcp://host:3310 (clamd) or a command, empty for none"
    )
    file_kinds: str = _setting(
        "png jpeg webp pdf xlsx xls docx csv txt", "kinds of files that may be attached"
    )

    private_providers: int = _setting(
        0, "1: sign-in providers may lie in a private network; 0: in production only public ones"
    )
    fresh_minutes: int = _setting(
        15, "bank numbers and rights need a sign-in no older than this, minutes"
    )
    rate_limits: str = _setting("", "on or off; empty: on in production only")
    rate_store: str = _setting(
        "memory",
        "where requests are counted: memory (per process) or valkey://host:6379/0",
        secret=True,
    )
    rate_address: str = _setting("3000/minute", "requests of one network address")
    rate_door: str = _setting("60/minute", "tries of one address to sign in or open an invitation")
    rate_person_pages: str = _setting("600/minute", "pages and fragments for one person")
    rate_person_verbs: str = _setting("120/minute", "changes sent by one person")
    rate_organisation: str = _setting("6000/minute", "requests of all people of one organisation")

    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_production(self) -> bool:
        """Whether this installation must refuse conveniences of development."""
        return self.environment == PRODUCTION

    @property
    def is_demo(self) -> bool:
        """Whether the embedded demo provider and persona cards are on."""
        return self.environment == DEMO

    @property
    def role_urls(self) -> dict[str, str]:
        """The addresses with a login of their own, by pool: portal, staff, viewas, worker, backup."""
        named = {name: getattr(self, f"database_url_{name}") for name in LOGINS}
        return {name: url for name, url in named.items() if url}

    def entries(self) -> list[tuple[str, str, str, str]]:
        """Return (variable, shown value, source, meaning) of every setting."""
        rows = []
        for one in fields(self):
            if one.name == "sources":
                continue
            value = getattr(self, one.name)
            shown = "••••" if one.metadata["secret"] and value else str(value)
            source = self.sources.get(one.name, "default")
            rows.append((variable(one.name), shown, source, one.metadata["about"]))
        return rows

    def check_production(self) -> None:
        """Raise Problem with the cure when a production start would be unsafe."""
        if not self.is_production:
            return
        if len(self.secret_key) < 32:
            raise Problem(
                "WANGLAI_SECRET_KEY is missing or shorter than 32 characters: set it to the output "
                "of `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`."
            )
        for name in ("portal_url", "admin_url"):
            if not getattr(self, name).startswith("https://"):
                raise Problem(
                    f"{variable(name)} must be an https:// address in production: "
                    "set it to the address that people type."
                )
        for name in ("portal_providers", "admin_providers"):
            if "oidc-provider-mock" in getattr(self, name) or '"demo"' in getattr(self, name):
                raise Problem(
                    f"{variable(name)} names the demo identity provider: name your own provider."
                )
        if not self.database_url:
            raise Problem("WANGLAI_DATABASE_URL is missing: name the database to use.")


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return "WANGLAI_" + name.upper()


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings; `overrides` (command-line options) win over variables, None is ignored.

    Raises Problem for a value of the wrong type, an unknown variable or a malformed address.
    """
    environ = os.environ if environ is None else environ
    known = {one.name: one for one in fields(Settings) if one.name != "sources"}
    _refuse_unknown(environ, {variable(name) for name in known})
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, one in known.items():
        if overrides.get(name) is not None:
            values[name], sources[name] = overrides[name], "command line"
        elif variable(name) in environ:
            values[name] = _typed(name, environ[variable(name)], one.default)
            sources[name] = "environment"
    settings = Settings(**values, sources=sources)
    _check(settings)
    return settings


def _refuse_unknown(environ: Mapping[str, str], known: set[str]) -> None:
    ours = {name for name in environ if name.startswith("WANGLAI_")}
    for name in sorted(ours - known):
        if not name.startswith("WANGLAI_TEST_"):
            raise Problem(f"{name} is not a setting: `wanglai settings` lists them all.")


def _typed(name: str, text: str, default: Any) -> Any:
    if not isinstance(default, int):
        return text.strip()
    try:
        return int(text)
    except ValueError:
        raise Problem(f"{variable(name)} must be a whole number, not {text!r}.") from None


def _check(settings: Settings) -> None:
    if settings.environment not in (DEVELOPMENT, PRODUCTION, DEMO):
        raise Problem("WANGLAI_ENVIRONMENT must be production, development or demo.")
    if settings.rate_limits not in ("", "on", "off"):
        raise Problem("WANGLAI_RATE_LIMITS must be on, off or empty (on in production only).")
    try:
        rates(settings.limit_rates)
    except ValueError:
        raise Problem(
            "WANGLAI_LIMIT_RATES must look like USD=7.20 EUR=7.85: what one of each counts for."
        ) from None
    for name in ("portal_url", "admin_url"):
        parts = urlsplit(getattr(settings, name))
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            raise Problem(f"{variable(name)} must look like https://host, without a path.")
    url = settings.database_url
    if url and not url.startswith(("sqlite:////", "sqlite:///", "postgresql://")):
        raise Problem(
            "WANGLAI_DATABASE_URL must be sqlite:///absolute/path.db or postgresql://user@host/name."
        )
