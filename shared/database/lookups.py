"""A value looked up beside each row of a list, where a join would double the rows."""

from tortoise.expressions import RawSQL


def person_named_by(table: str, *, of: str, role: str, column: str = "name") -> RawSQL:
    """Return a column of the user whom the row of `table` with `role` gives to each row of `of`.

    All four are names of ours, never what somebody typed; `table` holds one such row at most.
    """
    if not all(name.replace("_", "").isalpha() for name in (table, of, role, column)):
        raise ValueError("a look-up is made of plain names")
    return RawSQL(
        f'(SELECT u.{column} FROM {table} t JOIN "user" u ON u.id = t.user_id '
        f"WHERE t.{of}_id = {of}.id AND t.role = '{role}')"
    )
