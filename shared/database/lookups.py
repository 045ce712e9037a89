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


def distinct_beside(table: str, *, of: str, by: str, through: str, via: str, column: str) -> RawSQL:
    """Return how many different `column`s of `through` the rows of `table` reach from each `of`.

    `by` is the column of `table` that names the row of `of`, `via` the one that names `through`.
    All are names of ours, never what somebody typed.
    """
    names = (table, of, by, through, via, column)
    if not all(name.replace("_", "").isalpha() for name in names):
        raise ValueError("a look-up is made of plain names")
    return RawSQL(
        f"(SELECT COUNT(DISTINCT o.{column}) FROM {table} t JOIN {through} o ON o.id = t.{via} "
        f"WHERE t.{by} = {of}.id)"
    )


def id_of_each(table: str) -> RawSQL:
    """Return the id of the row of `table` beside which a subquery of its list is asked.

    The ORM has no word for a column of the query around it; `table` is a name of ours.
    """
    if not table.replace("_", "").isalpha():
        raise ValueError("a look-up is made of plain names")
    return RawSQL(f'"{table}"."id"')
