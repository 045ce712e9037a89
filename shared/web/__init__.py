"""The HTTP stack that both faces share; the only storey that knows Starlette, Jinja, Authlib."""
