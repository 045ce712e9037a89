"""The second wall: the law of `policy.py` as row-level security, for PostgreSQL to keep itself.

`visible` compiles the grants of outsiders, `deeds` names what else a deed of the portal touches,
`statements` puts the whole wall together; `shared.database.walling` raises and inspects it.
"""
