"""Which articles go with a sentence that is still being typed.

A search asks for all words; somebody who describes a trouble uses words that no article has. Here
every word that fits counts, rare ones more than those that most articles share.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import log

from shared.kernel.search_words import words_to_find

FEWEST_WEIGHT = 0.3  # below this share of the best possible score an article says nothing


def best(text: str, articles: Iterable[tuple[int, str]], most: int) -> list[int]:
    """Return the ids of the articles (id, words as stored) that fit `text`, the best first."""
    wanted = words_to_find(text)
    known = [(id_, frozenset(words.split())) for id_, words in articles]
    fits = {word: [id_ for id_, words in known if _has(words, word)] for word in wanted}
    weights = {word: log(1 + len(known) / len(ids)) for word, ids in fits.items() if ids}
    scores: dict[int, float] = defaultdict(float)
    for word, weight in weights.items():
        for id_ in fits[word]:
            scores[id_] += weight
    least = FEWEST_WEIGHT * sum(weights.values())
    ranked = sorted(scores.items(), key=lambda one: (-one[1], -one[0]))
    return [id_ for id_, score in ranked if score >= least][:most]


def _has(words: frozenset[str], wanted: str) -> bool:
    """Whether one of the stored words is the wanted one; `abc*` asks for a beginning."""
    if not wanted.endswith("*"):
        return wanted in words
    start = wanted[:-1]
    if len(start) < 3:  # "a", "is" begin too much
        return start in words
    return any(word.startswith(start) for word in words)
