"""Which articles go with a sentence that is still being typed.

A search asks for all words; somebody who describes a trouble uses words that no article has. Here
every word that fits counts, rare ones more than those that most articles share. Greetings and the
small words of a question say nothing of the matter and are passed over, so that a polite sentence
comes to its point.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from math import log

from shared.kernel.search_words import fold, words_to_find, words_to_store

FEWEST_WEIGHT = 0.3  # below this share of the best possible score an article says nothing
CHARACTERS_SHARE = 0.4  # single characters say something of a matter together only
LONGEST, PIECE = 300, 16  # characters that are looked at, and of them at once

_SMALL_ZH = (
    "您好", "你好", "请问", "麻烦", "谢谢", "我们", "你们", "客户", "反映", "这个", "那个", "一下",
    "怎么办", "怎么样", "怎么", "怎样", "如何", "什么时候", "什么", "为什么", "是不是", "是否",
    "能不能", "有没有", "可不可以", "可以", "能否", "处理", "问题", "情况", "上周", "昨天", "今天",
    "最近", "刚刚", "已经", "里面", "有几", "几台", "一批", "还是", "但是", "因为", "所以", "的",
    "了", "吗", "呢", "吧", "啊",
)  # fmt: skip
_SMALL_EN = frozenset(
    re.findall(
        "[a-z]+",
        "a an and any are as at be been but by can could dear do does for from get got had has "
        "have hello help hi how i if in is it its just me my need no not of on one or our out "
        "please say says so some tell than thank thanks that the their them then there these they "
        "this those to too us use want was we were what when where which while who why will with "
        "would yes you your",
    )
)
_ZH = re.compile("|".join(sorted(_SMALL_ZH, key=len, reverse=True)))
_EN = re.compile(r"[0-9a-z]+(?:['’][a-z]+)?")


def best(text: str, articles: Iterable[tuple[int, str]], most: int) -> list[int]:
    """Return the ids of the articles (id, words as stored) that fit `text`, the best first."""
    matter = _matter(text)
    known = [(id_, frozenset(words.split())) for id_, words in articles]
    wanted = _words(matter)
    scores = _scores(wanted, known)
    if not scores:
        # Not two characters together: 最少要订多少 still speaks of 最小起订量.
        single = [one for one in words_to_store(matter).split() if len(one) == 1 and one > "z"]
        scores = _scores(single, known, max(2, CHARACTERS_SHARE * len(single)))
    ranked = sorted(scores.items(), key=lambda one: (-one[1], -one[0]))
    return [id_ for id_, _ in ranked][:most]


def _matter(text: str) -> str:
    """Return what a sentence speaks of, without its small words; whole runs end where one stood."""
    folded = fold(text[:LONGEST])
    spoken = _EN.sub(lambda one: " " if _is_small(one[0]) else one[0], folded)
    return _ZH.sub(" ", spoken)


def _is_small(word: str) -> bool:
    return bool(re.search("['’]", word)) or word in _SMALL_EN


def _words(matter: str) -> list[str]:
    """Return the words to look for, each once; Latin ones as beginnings (`charg*`)."""
    found = [one for part in matter.split() for one in _cut(part)]
    return list(dict.fromkeys(_root(one) for one in found))


def _cut(part: str) -> list[str]:
    """Return the words of a run; a query is cut short, a sentence is not."""
    return [
        one
        for start in range(0, len(part), PIECE - 1)
        for one in words_to_find(part[start : start + PIECE])
    ]


def _root(word: str) -> str:
    """Return an English word without its ending: "charging" and "charged" begin with "charg"."""
    plain = word.removesuffix("*")
    if plain == word or not plain.isalpha():
        return word
    for ending in ("ing", "ed", "es", "e", "s"):
        if plain.endswith(ending) and len(plain) - len(ending) >= 4:
            return plain.removesuffix(ending) + "*"
    return word


def _scores(
    wanted: list[str], known: list[tuple[int, frozenset[str]]], fewest: float = 1
) -> dict[int, float]:
    """Return article → how well it fits, for those that fit well enough."""
    fits = {word: [id_ for id_, words in known if _has(words, word)] for word in wanted}
    weights = {word: log(1 + len(known) / len(ids)) for word, ids in fits.items() if ids}
    scores: dict[int, float] = defaultdict(float)
    hits: dict[int, int] = defaultdict(int)
    for word, weight in weights.items():
        for id_ in fits[word]:
            scores[id_] += weight
            hits[id_] += 1
    least = FEWEST_WEIGHT * sum(weights.values())
    return {id_: score for id_, score in scores.items() if score >= least and hits[id_] >= fewest}


def _has(words: frozenset[str], wanted: str) -> bool:
    """Whether one of the stored words is the wanted one; `abc*` asks for a beginning."""
    if not wanted.endswith("*"):
        return wanted in words
    start = wanted[:-1]
    if len(start) < 3:  # "a", "is" begin too much
        return start in words
    return any(word.startswith(start) for word in words)
