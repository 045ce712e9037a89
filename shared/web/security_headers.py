"""The headers that every answer carries. A header an endpoint has set itself stays as it is."""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders

from shared.web.face import Face

ONE_YEAR = 31_536_000


def content_security_policy(form_targets: Iterable[str]) -> str:
    """Nothing inline, nothing from elsewhere; forms may also lead to the sign-in providers."""
    form_action = " ".join(dict.fromkeys(("'self'", *form_targets)))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    )


def headers_for(face: Face) -> tuple[tuple[str, str], ...]:
    """Return the fixed headers of a face; built once, added to every answer."""
    fixed = [
        ("content-security-policy", content_security_policy(face.form_targets)),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
        ("cache-control", "private, no-cache"),
    ]
    if face.is_https:
        fixed.append(("strict-transport-security", f"max-age={ONE_YEAR}"))
    return tuple(fixed)


def add(headers: MutableHeaders, fixed: tuple[tuple[str, str], ...]) -> None:
    """Add each fixed header that the answer does not have yet."""
    for name, value in fixed:
        headers.setdefault(name, value)
