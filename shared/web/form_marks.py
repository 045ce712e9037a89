"""What the template engine puts into every `<form method="post">` when a template is compiled.

Two hidden fields that no page can forget or share: the organisation the form was opened for, and
an idempotency key of its own. Two forms of one page never have the same key, so that what one of
them did is no answer to the other.
"""

import re
from uuid import uuid4

from markupsafe import Markup

from shared.web import opened_for
from shared.web.form_reading import KEY

OWN_KEY = "own_key"
_TAG = r"\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|\{(?![{%])|[^>{]"
_FORM = re.compile(rf'<form\b(?:{_TAG})*?\bmethod="post"(?:{_TAG})*>', re.DOTALL)
_FIELDS = f"{{{{ {opened_for.FIELD}() }}}}{{{{ {OWN_KEY}() }}}}"


def marked(source: str) -> str:
    """Return the source of a template with both fields in every form that posts."""
    return _FORM.sub(lambda found: found[0] + _FIELDS, source)


def hidden_key() -> Markup:
    """Return the field of a key that no other form has."""
    return Markup(f'<input type="hidden" name="{KEY}" value="{uuid4().hex}">')  # noqa: S704  digits
