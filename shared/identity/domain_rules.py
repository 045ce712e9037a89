"""Pure decisions about mail domains that an organisation claims: which, how proven, where they stand."""

import re
from enum import StrEnum

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

# Mail services at which anybody can have an address: nobody owns these domains.
PUBLIC_MAIL = frozenset({
    "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com", "gmail.com",
    "gmx.com", "gmx.de", "googlemail.com", "hotmail.com", "icloud.com", "live.com", "mail.com",
    "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "qq.com",
    "sina.com", "sina.cn", "sohu.com", "tom.com", "vip.163.com", "vip.qq.com", "web.de",
    "yahoo.com", "yahoo.co.jp", "yandex.ru", "yeah.net", "zoho.com",
})  # fmt: skip
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class DomainState(StrEnum):
    """Where a claim stands: only an active one lets people in."""

    CLAIMED = "claimed"
    ACTIVE = "active"
    LOST = "lost"  # its record was there and is gone
    WITHDRAWN = "withdrawn"


def normal_domain(text: str) -> str:
    """Return a domain as it is compared (ASCII, small letters), or refuse it."""
    try:
        name = text.strip().lower().rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    labels = name.split(".")
    is_plain = all(_LABEL.fullmatch(label) for label in labels)
    if len(labels) < 2 or len(name) > 240 or not is_plain or labels[-1].isdigit():
        raise Refusal(say("Enter a mail domain, for example example.com."), "domain")
    if name in PUBLIC_MAIL or any(name.endswith(f".{one}") for one in PUBLIC_MAIL):
        raise Refusal(say("Anybody can have an address at {domain}.", domain=name), "domain")
    return name


def domain_of(email: str) -> str:
    """Return the domain of an address, as claims are compared with it ("" for none)."""
    name, _, host = email.strip().rpartition("@")
    if not name:
        return ""
    try:
        return normal_domain(host)
    except Refusal:
        return ""


def record_name(domain: str) -> str:
    """Return where the TXT record has to stand."""
    return f"_wanglai.{domain}"


def record_value(token: str) -> str:
    """Return what the TXT record has to say."""
    return f"wanglai-verification={token}"
