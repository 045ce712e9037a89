"""The HTTP storey both faces share, and the only one that knows Starlette, Jinja and Authlib.

`application` puts a face together; `shell`, `gate` and `security_headers` stand round every request;
`routing`, `pages` and `forms` are what the faces write with (docs/how-to/add-an-endpoint.md);
`render`, `words` and `assets` make the pages; `sign_in` and `sessions` know the reader.
Below lie the domains, above nothing but the faces and the commands that serve them.
"""
