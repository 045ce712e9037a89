"""What colleagues ask about who sees what: the page's answer beside that of the published law.

The oracle works the truth out from the published page and the rows alone; who is who is read from the
rows here as well, so that nothing of the code that answers also judges.
"""

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pytest

from admin.access import PLACES
from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.access.reach import SEALS
from shared.counterparties.models import Counterparty, CounterpartyPrivate
from shared.counterparties.rules import SHUT_OUT
from shared.demo.cast import MOULDER, QIMING
from shared.reports.explaining import PARTS, RECORDS
from shared.web.law_words import TABLES, role_in_words
from tests import rfq_desk
from tests.cast import browser_of
from tests.law.oracle import Oracle, Row, World, world

Seen = dict[str, set[str]]  # name of a section → people in it
COLLEAGUES = "Colleagues"
_NAME = re.compile(r'<div class="grow stack stack-1"><b>([^<]+)</b>')


@dataclass(frozen=True)
class Asked:
    """A question: who asks it, of which kind of record, and of which `part` of it ("" = itself)."""

    words: str
    by: str
    table: str
    part: str = ""

    def __str__(self) -> str:
        return self.words


QUESTIONS = [
    Asked("Who can see this counterparty?", "lin.xiaoyu", "counterparty"),
    Asked("Who can see its bank accounts?", "lin.xiaoyu", "counterparty", "bank_account"),
    Asked("Who can see our notes on it?", "wu.jing", "counterparty", "counterparty_private"),
    Asked("Who can see its credit limit?", "jiang.ning", "counterparty", "credit_limit"),
    Asked("Who can see this order, and why?", "lin.xiaoyu", "sales_order"),
    Asked("Who can see its shipments?", "wu.jing", "sales_order", "shipment"),
    Asked("Which distributor reads of this order?", "wu.jing", "sales_order", "channel_order"),
    Asked("Who can see what a distributor asks for?", "wu.jing", "channel_request"),
    Asked("Through whom does it buy, and who reads it?", "wu.jing", "counterparty", "end_customer"),
    Asked("Who can see this opportunity?", "wu.jing", "opportunity"),
    Asked("Who can see our notes on it, with the competitors?", "wu.jing", "opportunity",
          "opportunity_private"),
    Asked("Who can see who else was invited to it?", "jiang.ning", "opportunity",
          "opportunity_share"),
    Asked("Who can see what is noted on it?", "wu.jing", "opportunity", "opportunity_note"),
    Asked("Who can see what is planned next?", "wu.jing", "opportunity", "opportunity_step"),
    Asked("Who can see this deal?", "lin.xiaoyu", "deal_registration"),
    Asked("Who can see this purchase order?", "sun.li", "purchase_order"),
    Asked("Who can see this delivery?", "sun.li", "delivery"),
    Asked("Who can see what differed in it?", "sun.li", "delivery", "discrepancy"),
    Asked("Who can see this support request?", "jiang.ning", "ticket"),
    Asked("Who can see the internal notes of it?", "jiang.ning", "ticket", "ticket_internal_note"),
    Asked("Who can see this announcement?", "wu.jing", "announcement"),
    Asked("Who can see this product?", "wu.jing", "product"),
    Asked("Who sees the cost of this product?", "wu.jing", "product", "product_cost"),
    Asked("Who can see this price list?", "lin.xiaoyu", "price_list"),
    Asked("Who can see this document?", "wu.jing", "document"),
    Asked("Who can see this certificate?", "jiang.ning", "certificate"),
    Asked("Who has read this document?", "wu.jing", "document", "document_reading"),
    Asked("Who can see this profile change?", "jiang.ning", "profile_change"),
    Asked("Who can see this article?", "gao.yuan", "article"),
    Asked("Who sees our draft of this purchase order?", "sun.li", "purchase_order",
          "purchase_draft"),
    Asked("Who sees for which orders we buy here?", "sun.li", "purchase_order", "purchase_demand"),
    Asked("Who sees what came of it?", "sun.li", "delivery", "receipt"),
    Asked("Who sees to whom this announcement goes?", "wu.jing", "announcement",
          "announcement_addressee"),
    Asked("Who can see this request for quotation?", "sun.li", "rfq"),
    Asked("Who sees which suppliers are asked?", "sun.li", "rfq", "rfq_invitation"),
    Asked("Who sees the bids on it?", "sun.li", "rfq", "bid"),
    Asked("Who sees to whom it is awarded?", "sun.li", "rfq", "rfq_award"),
    Asked("Who sees how many of it are in stock?", "wu.jing", "product", "stock"),
    Asked("Who sees from whom we buy it?", "wu.jing", "product", "supplier_item"),
]  # fmt: skip


@pytest.mark.by_turns
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
async def test_the_page_answers_as_the_published_law_does(demo: str, asked: Asked) -> None:
    await CounterpartyPrivate.get_or_create(counterparty=await Counterparty.get(number=QIMING))
    buyer = await User.get(email="sun.li@haorui.example")
    await rfq_desk.ask(await Counterparty.get(number=MOULDER), buyer)
    known = await world()
    oracle, people = Oracle(known), staff_of(known) + members_of(known)
    asker = next(one for one in people if one.email == f"{asked.by}@haorui.example")
    record = _chosen(known, asked, oracle.visible(asker, asked.table))
    answer = await (await browser_of(asked.by)).get(
        f"{PLACES[asked.table]}/{record[RECORDS[asked.table]]}/access"
    )
    assert answer.status_code == 200
    expected = _expected(oracle, people, asked, record, asker)
    assert expected, "nobody sees it: the question asks for nothing"
    assert _sections(answer.text, asked.part) == expected


async def test_each_reader_stands_with_each_of_her_roles_that_reach_it(demo: str) -> None:
    known = await world()
    oracle, people = Oracle(known), staff_of(known)
    asker = next(one for one in people if one.email == "lin.xiaoyu@haorui.example")
    for key in sorted(oracle.visible(asker, "sales_order"))[:5]:
        number = known.rows["sales_order"][key]["number"]
        text = (await (await browser_of("lin.xiaoyu")).get(f"/orders/{number}/access")).text
        for person in people:
            why = {
                _in_words(known, role)
                for role in person.roles
                if key in _alone(oracle, person, role)
            }
            assert _roles_of(text, person.name, COLLEAGUES) == why, (number, person.name)


async def test_who_is_in_two_organisations_stands_under_the_one_that_sees_it(demo: str) -> None:
    places: dict[str, list[str]] = {}
    for one in members_of(await world()):
        places.setdefault(one.name, []).append(one.counterparty_number)
    name, numbers = next((who, at) for who, at in sorted(places.items()) if len(at) > 1)
    boss = await browser_of("jiang.ning")
    for number in numbers:
        text = (await boss.get(f"/counterparties/{number}/access")).text
        outside = {place: who for place, who in _sections(text).items() if place != COLLEAGUES}
        assert list(outside) == [number]
        assert name in outside[number]


@pytest.mark.parametrize("subject", ["lin.xiaoyu", "wu.jing", "zhao.qiang", "jiang.ning", "xu.lei"])
async def test_what_she_can_see_is_counted_as_the_published_law_does(
    demo: str, subject: str
) -> None:
    known = await world()
    oracle = Oracle(known)
    who = next(one for one in staff_of(known) if one.email == f"{subject}@haorui.example")
    user = known.rows["user"][who.user_id]
    text = (await (await browser_of("xu.lei")).get(f"/staff/{user['public_id']}/access")).text
    counts = dict(re.findall(r'class="strong">([^<]+)</td><td[^>]*>([\d,+]+)</td>', text))
    expected = {
        unescape(str(TABLES[table])): str(len(oracle.visible(who, table)))
        for table in policy.MATRIX if oracle.gives(who, f"{table}.read")
    }  # fmt: skip
    assert {unescape(kind): n for kind, n in counts.items() if n != "1,000+"} == {
        kind: n for kind, n in expected.items() if int(n) <= 1000
    }


def test_the_questions_reach_every_part_that_is_kept_apart() -> None:
    asked = {(one.table, one.part) for one in QUESTIONS}
    apart = {(table, part) for table, parts in PARTS.items() for part in parts}
    assert len(QUESTIONS) >= 20
    assert set(RECORDS) <= {table for table, _ in asked}
    assert apart <= asked


def staff_of(known: World) -> list[Actor]:
    """Return every active colleague with the roles that she has, from the rows alone."""
    roles: dict[int, set[str]] = {}
    for one in known.rows["staff_role"].values():
        roles.setdefault(one["user_id"], set()).add(one["role"])
    users = known.rows["user"]
    return [
        _actor(users[user], ADMIN, frozenset(held))
        for user, held in sorted(roles.items()) if users[user]["is_active"]
    ]  # fmt: skip


def members_of(known: World) -> list[Actor]:
    """Return everybody of every organisation that is let in, once for each of her organisations."""
    found = []
    for one in known.rows["membership"].values():
        user, place = (
            known.rows["user"][one["user_id"]],
            known.rows["counterparty"][one["counterparty_id"]],
        )
        if one["is_active"] and user["is_active"] and place["status"] not in SHUT_OUT:
            kinds = frozenset(kind for kind in policy.KINDS if place[f"is_{kind}"])
            roles = frozenset(f"{kind}.{one['role']}" for kind in kinds)
            found.append(_actor(user, PORTAL, roles, counterparty_id=place["id"],
                                counterparty_number=place["number"], kinds=kinds))  # fmt: skip
    return found


def _actor(user: Row, face: str, roles: frozenset[str], **place: Any) -> Actor:
    made = Actor(user["id"], user["name"], user["email"], face, roles,
                 name_other=user["name_other"], **place)  # fmt: skip
    return replace(made, name=made.reading("en").shown_name)


def _hanging(known: World, asked: Asked, key: Any) -> set[Any]:
    """Return the rows that are asked about: the record, or those of a part that lead to it."""
    if not asked.part:
        return {key}
    way = PARTS[asked.table][asked.part]
    rows = known.rows[asked.part].items()
    if asked.part in SEALS:  # who answered is told with the answers
        rows = [one for one in rows if Oracle(known)._is_unsealed(asked.part, one[1])]  # type: ignore[assignment]
    above = {part: known.along(asked.part, row, way) for part, row in rows}
    return {part for part, found in above.items() if found and found["id"] == key}


def _chosen(known: World, asked: Asked, keys: set[Any]) -> Row:
    """Return the newest record that she sees and that has what is asked about."""
    found = [key for key in sorted(keys, reverse=True) if _hanging(known, asked, key)]
    assert found, f"the world has no {asked.table} with {asked.part or 'anything'}"
    return known.rows[asked.table][found[0]]


def _reached(oracle: Oracle, table: str, row: Row, asker: Actor) -> set[Any]:
    """Return the organisations whose own a record is, with which it is shared, or whose a part is.

    A part that the asker does not read names nobody; a distributor of record is named in any case.
    """
    found = set()
    if table in oracle.law.paths and (place := oracle._place(table, row)):
        found.add(place["id"])
    if table in oracle.law.channels and (
        named := oracle.world.along(table, row, oracle.law.channels[table])
    ):
        found.add(named["id"])
    if table in oracle.law.shares:
        shares, mine, theirs = oracle.law.shares[table]
        rows = oracle.world.rows[shares].values()
        found |= {one[theirs] for one in rows if one[mine] == row["id"]}
    for part in PARTS.get(table, {}):
        for key in _hanging(oracle.world, Asked("", "", table, part), row["id"]):
            told, named = oracle.world.rows[part][key], None
            if part in oracle.law.channels:
                named = oracle.world.along(part, told, oracle.law.channels[part])
            elif part in oracle.law.paths and key in oracle.visible(asker, part):
                named = oracle._place(part, told)
            found |= {named["id"]} if named else set()
    return found


def _expected(oracle: Oracle, people: list[Actor], asked: Asked, row: Row, asker: Actor) -> Seen:
    reached = _reached(oracle, asked.table, row, asker) & oracle.visible(asker, "counterparty")
    wanted, seen = _hanging(oracle.world, asked, row["id"]), {}  # type: tuple[set[Any], Seen]
    for one in people:
        is_asked = one.is_staff or one.counterparty_id in reached
        if is_asked and wanted & oracle.visible(one, asked.part or asked.table):
            place = COLLEAGUES if one.is_staff else one.counterparty_number
            seen.setdefault(place, set()).add(one.name)
    return seen


def _in_words(known: World, role: str) -> str:
    own = {one["key"]: one["name_en"] for one in known.rows["custom_role"].values()}
    return own.get(role) or str(role_in_words(role))


def _alone(oracle: Oracle, person: Actor, role: str) -> set[Any]:
    return oracle.visible(replace(person, roles=frozenset({role})), "sales_order")


def _lists(text: str, part: str = "") -> dict[str, str]:
    """Return the lists of people on a page by whose they are, of the record or of one part."""
    before, *parts = re.split(r'(?=<section class="card card-flush" id="part-)', text)
    here = before if not part else next(one for one in parts if f'id="part-{part}"' in one)
    here = here.partition("</section>")[0] if part else here
    found, whose = {}, COLLEAGUES
    for number, people in re.findall(
        r'href="/counterparties/(CP-[^"/]+)">[^<]*</a></h|<ul class="todo">(.*?)</ul>', here, re.S
    ):
        whose = number or whose
        if people:
            found[whose] = people
    return found


def _sections(text: str, part: str = "") -> Seen:
    return {whose: {unescape(one) for one in _NAME.findall(people)}
            for whose, people in _lists(text, part).items() if _NAME.search(people)}  # fmt: skip


def _roles_of(text: str, name: str, whose: str) -> set[str]:
    lines = re.findall(r"<li>(.*?)</li>", _lists(text)[whose], re.S)
    hers = [one for one in lines if [unescape(n) for n in _NAME.findall(one)] == [name]]
    return {
        unescape(role) for one in hers for role in re.findall(r'class="sm"><b>([^<]+)</b>', one)
    }
