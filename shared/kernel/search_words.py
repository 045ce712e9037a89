"""One tokenizer for both databases: Latin words, single Han characters and Han bigrams.

Trigram indices find nothing for two Chinese characters, so the text is cut here and stored as
plain words; a query is cut the same way and asks for all of its words.
"""

import re
import unicodedata

_WORD = re.compile(r"[0-9a-z]+|[㐀-䶿一-鿿豈-﫿぀-ヿ가-힯]+")


def fold(text: str) -> str:
    """Return `text` in one width, lower case, without accents."""
    wide = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in wide if not unicodedata.combining(char))


def _is_latin(run: str) -> bool:
    return run[0].isascii()


def words_to_store(*texts: str | None) -> str:
    """Return the words under which a record with these texts is found, space separated."""
    words: dict[str, None] = {}
    for run in _WORD.findall(fold(" ".join(text for text in texts if text))):
        if _is_latin(run):
            words[run] = None
        else:
            words.update(dict.fromkeys(run))
            words.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return " ".join(words)


def words_to_find(query: str) -> list[str]:
    """Return the words a query asks for: bigrams for Han runs, prefixes (`abc*`) for Latin ones."""
    found: dict[str, None] = {}
    for run in _WORD.findall(fold(query[:100])):
        if _is_latin(run):
            found[run + "*"] = None
        elif len(run) == 1:
            found[run] = None
        else:
            found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)[:16]
