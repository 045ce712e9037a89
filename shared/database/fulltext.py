"""The search index of both databases: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

A record is stored under words cut by `shared.kernel.search_words`; the index gives ids only, and
every reader passes those ids through its scope, so that search never shows more than a list.
"""

from collections.abc import Iterable

from tortoise.expressions import RawSQL

from shared.database import speaking
from shared.kernel.search_words import words_to_find, words_to_store

CAP = 1000


async def index(kind: str, ref_id: int, *texts: str | None) -> None:
    """Store (or replace) the words of one record inside the open unit of work."""
    await index_many(kind, [(ref_id, texts)])


async def index_many(kind: str, records: Iterable[tuple[int, tuple[str | None, ...]]]) -> None:
    """Store the words of many records: (row id, texts)."""
    connection = speaking.connection()
    marks = "?, ?, ?" if connection.capabilities.dialect == "sqlite" else "$1, $2, $3"
    sql = (
        f"INSERT INTO search_entry (kind, ref_id, words) VALUES ({marks}) "
        "ON CONFLICT (kind, ref_id) DO UPDATE SET words = excluded.words"
    )
    if speaking.is_outside():
        # The words of everybody's records stand there: an outsider's login may not read them.
        sql = "SELECT app.file_words($1, $2, $3)"
    rows = [[kind, ref_id, words_to_store(*texts)] for ref_id, texts in records]
    await connection.execute_many(sql, rows)


async def matching(kind: str, query: str, cap: int = CAP) -> list[int] | None:
    """Return the row ids of `kind` that match all words of `query`, newest first, `cap` at most.

    None means that the query holds no word at all (only punctuation or blanks).
    """
    words = words_to_find(query)
    if not words:
        return None
    connection = speaking.connection()
    if connection.capabilities.dialect == "sqlite":
        sql = (
            "SELECT ref_id FROM search_entry WHERE kind = ? AND id IN "
            "(SELECT rowid FROM search_index WHERE search_index MATCH ?) "
            "ORDER BY ref_id DESC LIMIT ?"
        )
        asked = " AND ".join(_fts5_word(word) for word in words)
    else:
        sql = "SELECT ref_id FROM search_entry WHERE kind = $1 AND {} ORDER BY ref_id DESC LIMIT $3"
        sql = sql.format("to_tsvector('simple', words) @@ to_tsquery('simple', $2)")
        if speaking.is_outside():
            sql = (
                "SELECT ref_id FROM app.matching($1, $2) AS found(ref_id) "
                "ORDER BY ref_id DESC LIMIT $3"
            )
        asked = " & ".join(word[:-1] + ":*" if word.endswith("*") else word for word in words)
    rows = await connection.execute_query_dict(sql, [kind, asked, cap])
    return [int(row["ref_id"]) for row in rows]


def ids_matching(kind: str, query: str) -> RawSQL | None:
    """Return the matching row ids as a subquery: `scope(…).filter(id__in=ids_matching(…))`.

    A list that searches stays one statement, and a match is never lost behind other people's.
    None means that the query holds no word at all. Words hold only letters, digits and ideographs
    (`words_to_find` cuts them so), and `kind` is a name in our code: nothing typed reaches the SQL
    unquoted.
    """
    words = words_to_find(query)
    if not words:
        return None
    if speaking.connection().capabilities.dialect == "sqlite":
        asked = " AND ".join(_fts5_word(word) for word in words)
        condition = f"id IN (SELECT rowid FROM search_index WHERE search_index MATCH '{asked}')"
    else:
        asked = " & ".join(word[:-1] + ":*" if word.endswith("*") else word for word in words)
        if speaking.is_outside():
            return RawSQL(f"(SELECT app.matching('{kind}', '{asked}'))")
        condition = f"to_tsvector('simple', words) @@ to_tsquery('simple', '{asked}')"
    return RawSQL(f"(SELECT ref_id FROM search_entry WHERE kind = '{kind}' AND {condition})")


async def words_of(kind: str, cap: int = CAP) -> list[tuple[int, str]]:
    """Return (row id, words) of the newest records of a kind of which there are few.

    For ranking by how many words fit, which neither index can do for one kind alone.
    """
    connection = speaking.connection()
    marks = ("?", "?") if connection.capabilities.dialect == "sqlite" else ("$1", "$2")
    rows = await connection.execute_query_dict(
        f"SELECT ref_id, words FROM search_entry WHERE kind = {marks[0]} "
        f"ORDER BY ref_id DESC LIMIT {marks[1]}",
        [kind, cap],
    )
    return [(int(row["ref_id"]), str(row["words"])) for row in rows]


def _fts5_word(word: str) -> str:
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'
