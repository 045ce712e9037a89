"""Every column of text is planted or known to hold none; what is planted can be found again."""

import contextlib
import json

from tortoise import Tortoise, fields

from shared.database.sealed import unseal
from shared.journal.models import JournalEntry, JournalHead
from tests.law.canaries import tokens
from tests.law.canaries.columns import KEPT, MONEY, Kind, columns
from tests.law.canaries.planting import CODE, leaves, plant
from tests.law.oracle import world

_SMALL = ("version", "revision", "position", "round", "edition", "priority", "_count")
FEW = frozenset({
    "agreed_round", "attempts", "changed_in", "closes", "discount", "escalation", "helped",
    "lead_days", "life_hours", "opens", "packages", "payment_days", "per", "probability", "rate",
    "reminded", "resends", "resolution", "response", "sends", "size", "stars", "tax_rate",
    "to_answer", "to_decide", "tolerance", "tries", "waited", "weight", "last_given", "number",
})  # fmt: skip
"""Numbers that are no money and too small to be told from another: counts, days, shares."""
AMOUNTS = frozenset({
    "accepted", "backordered", "counted", "expected", "free", "from_quantity", "minimum_quantity",
    "pack_quantity", "quantity", "received", "refused", "reserved", "shipped",
})  # fmt: skip
"""Quantities: the stories and the rules of stock need them as they are."""


async def test_no_exception_is_idle(demo: str) -> None:
    """Each exception keeps a column as it is; a column of text without one is planted by itself."""
    every = columns()
    used = {one.why for one in every if one.kind is None}
    assert not {where for where, why in KEPT.items() if why not in used}
    names = {str(one) for one in every} | {f"*.{one.name}" for one in every}
    assert not KEPT.keys() - names
    planted = [one for one in every if one.kind is Kind.WORDS]
    assert len(planted) > 150, len(planted)


async def test_each_number_is_money_or_no_secret_by_itself(demo: str) -> None:
    numbers = {
        name for model in Tortoise.apps.get_models_iterable()
        for name, field in model._meta.fields_map.items()
        if isinstance(field, fields.IntField | fields.BigIntField) and not field.pk
        and not name.endswith("_id")
    }  # fmt: skip
    small = {one for one in numbers if one.endswith(_SMALL)}
    known = MONEY | FEW | AMOUNTS
    assert not sorted(numbers - small - known), (
        "money belongs to MONEY, what is none to FEW or AMOUNTS"
    )
    assert not sorted(known - numbers)


async def test_each_cell_says_its_own_word(demo: str) -> None:
    ledger = await plant()
    rows = (await world()).rows
    for one in [*ledger.words, *ledger.figures]:
        for key, row in rows[one.table].items():
            held = row[one.name]
            found = {str(cell) for cell in ledger.found_in(_shown(held))}
            # Stored JSON without a text of a person's, and codes beside it, stay as they are.
            if held is not None and (found or not _is_code(str(held))):
                assert found == {f"{one} of row {key}"}, held
    assert len(ledger.keys["sales_order"]) > 500
    await _judge_the_journal()


async def _judge_the_journal() -> None:
    """The chain of the journal holds as it did before anything was planted."""
    last = ""
    for entry in await JournalEntry.all().order_by("id"):
        assert entry.previous_hash == last
        last = entry.fingerprint()
        assert entry.hash == last
    assert (await JournalHead.get(id=1)).hash == last


def _is_code(held: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(leaves(json.loads(held), "word") == json.loads(held))
    return bool(CODE.fullmatch(held))


def _shown(held: object) -> str:
    """Return a cell as a page would write it: money in whole units with commas."""
    return f"{held // 100:,}.{held % 100:02}" if isinstance(held, int) else str(unseal(str(held)))


def test_words_and_figures_are_found_however_they_are_set() -> None:
    word = tokens.word(27, 345)
    assert word == "qz7bb00345"
    for shown in (word, word.upper(), f"<b>{word}</b>.", f"{word[:4]} {word[4:8]} {word[8:]}",
                  json.dumps([word]), f"?q={word}&x", f"{word[:5]}\n{word[5:]}"):  # fmt: skip
        assert tokens.words_in(shown) == {(27, 345)}, shown
    money = tokens.figure(3, 12)
    for shown in (f"{money}", f"{money // 100}", "¥730,300,012.00", "730,300,012"):
        assert tokens.figures_in(shown) == {(3, 12)}, shown
    for other in ("1,730,300,012", "73030001", "1730300012", "7303000125", "730,300,0121"):
        assert not tokens.figures_in(other), other
