"""Who of the outsiders is told: exactly those whom the paper or announcement is meant for."""

from collections.abc import AsyncIterator

import pytest

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.access.scope import scope
from shared.campaigns import actions as announcing
from shared.counterparties.models import Counterparty
from shared.counterparties.rules import SHUT_OUT
from shared.database.registry import table_model
from shared.demo.cast import MOULDER, QIMING, persona
from shared.documents import documents as papers
from shared.documents.certificates import refuse_certificate
from shared.documents.models import Certificate
from shared.documents.rules import Card
from shared.identity.members import ask_for_administrator
from shared.identity.models import Membership, Session
from shared.identity.queries import session_actor
from shared.identity.recipients import recipient_of
from shared.kernel import clock
from shared.outbox.actions import deliver_due
from shared.outbox.models import Notification, OutboxMessage
from shared.reactions import reactions
from shared.reactions.letter_texts import told_on
from shared.settings import load
from tests.cast import ANCHOR
from tests.shared.files.sending import send

People = set[tuple[int, str]]


@pytest.fixture(autouse=True)
async def _day(demo: str) -> AsyncIterator[None]:
    await OutboxMessage.all().delete()
    await Notification.all().delete()
    with clock.frozen(ANCHOR):
        yield


async def staff(subject: str, role: str) -> Actor:
    user = await User.get(email=persona(subject).email)
    return Actor(user.id, user.name, user.email, ADMIN, frozenset({role}))


async def gao() -> Actor:
    """Of support: shares with whole kinds and with any organisation by name."""
    return await staff("gao.yuan", policy.SUPPORT)


async def told(topics: str = "document.") -> People:
    """Deliver what waits, without an error, and return (user id, organisation) of the told."""
    table = reactions(load({}, environment="demo", files_dir="/nonexistent"))
    letters = {topic: how for topic, how in table.items() if topic != "letter.addressed"}
    while await deliver_due(letters):
        pass
    assert not await OutboxMessage.exclude(last_error="").exists()
    rows = Notification.filter(topic__startswith=topics, face=PORTAL)
    places = dict(await Counterparty.all().values_list("id", "number"))
    return {(user, places[place]) for user, place in await rows.values_list("user_id", "place_id")}


async def members_of(**organisations: object) -> People:
    """Return the people who are let in at organisations like these."""
    rows = Membership.filter(
        is_active=True, user__is_active=True,
        **{f"counterparty__{name}": value for name, value in organisations.items()},
    ).exclude(counterparty__status__in=SHUT_OUT)  # fmt: skip
    found = set(await rows.values_list("user_id", "counterparty__number"))
    assert found, "the test would prove nothing"
    return found


async def filed(actor: Actor, *kinds: str) -> str:
    card = Card("", "Quality manual", "policy", kinds)
    return await papers.file_document(actor, card=card, files=[await send(actor)])


@pytest.mark.parametrize("kind", sorted(policy.KINDS))
async def test_a_paper_for_a_kind_is_told_to_everybody_of_that_kind_and_nobody_else(
    kind: str,
) -> None:
    await filed(await gao(), kind)
    assert await told() == await members_of(**{f"is_{kind}": True})


async def test_a_paper_shared_by_name_is_told_to_that_organisation_alone() -> None:
    actor = await gao()
    paper = await filed(actor)
    assert await told() == set()
    await papers.share_with(actor, paper, counterparty=MOULDER)
    assert await told() == await members_of(number=MOULDER)


async def test_a_new_edition_is_told_to_whom_it_is_open_now() -> None:
    actor = await gao()
    paper = await filed(actor, "supplier")
    await papers.share_with(actor, paper, counterparty=QIMING)
    await told()
    await papers.end_share(actor, paper, counterparty=QIMING)
    await papers.add_edition(actor, paper, version=1, files=[await send(actor)])
    assert await told("document.renewed") == await members_of(is_supplier=True)


async def test_opening_it_to_more_tells_only_those_who_did_not_know() -> None:
    actor = await gao()
    paper = await filed(actor, "supplier")
    before = await told()
    await papers.update_document(
        actor, paper, version=1, card=Card("", "Quality manual", "policy", ("supplier", "partner"))
    )
    assert await told() == before | await members_of(is_partner=True)
    reached = Notification.filter(topic__startswith="document.")
    pairs = list(await reached.values_list("user_id", "place_id"))
    assert len(pairs) == len(set(pairs)), "somebody was told twice of one edition"


async def test_what_was_withdrawn_in_between_is_told_to_nobody_and_leaves_the_bell() -> None:
    actor = await gao()
    paper = await filed(actor, "supplier")
    await papers.set_shared(actor, paper, version=1, is_shared=False)
    assert await told() == set()
    await papers.set_shared(actor, paper, version=2, is_shared=True)
    assert await told() == await members_of(is_supplier=True)
    await papers.set_shared(actor, paper, version=3, is_shared=False)
    assert await told() == set()


async def test_closing_it_to_one_organisation_takes_its_notifications_back() -> None:
    actor = await gao()
    paper = await filed(actor, "supplier")
    await papers.share_with(actor, paper, counterparty=QIMING)
    await told()
    await papers.end_share(actor, paper, counterparty=QIMING)
    assert await told() == await members_of(is_supplier=True)


async def test_an_announcement_to_distributors_is_told_to_them_alone() -> None:
    actor = await gao()
    wording = announcing.Wording(
        title_en="Stocktaking", text_en="Closed.", kinds=frozenset({"distributor"})
    )
    number = await announcing.create_announcement(actor, wording=wording)
    await announcing.publish_announcement(actor, number=number, version=1)
    assert await told("announcement.") == await members_of(is_distributor=True)


async def test_a_recipient_reads_exactly_what_she_reads_signed_in() -> None:
    checked = 0
    for held in await Membership.filter(is_active=True).select_related("user", "counterparty"):
        reader = await recipient_of(held.user_id, PORTAL, held.counterparty_id)
        signed_in = await _signed_in(held)
        if reader is None:
            continue
        for table in ("document", "certificate_requirement", "announcement"):
            mine, hers = [
                set(await scope(one, table_model(table)).values_list("id", flat=True))
                for one in (reader.as_actor(), signed_in)
            ]
            assert mine == hers, f"{held.user.name} at {held.counterparty.number}: {table}"
            checked += len(hers)
    assert checked


async def test_who_sent_a_certificate_is_told_what_became_of_it() -> None:
    sent = await Certificate.filter(state="in_review").select_related("counterparty").first()
    assert sent is not None
    carer = await table_model("care").filter(counterparty_id=sent.counterparty_id).first()
    user = await User.get(id=carer.user_id)
    looking = Actor(user.id, user.name, user.email, ADMIN, frozenset({policy.ACCOUNT_MANAGER}))
    await refuse_certificate(looking, sent.public_id, version=sent.version, reason="Unreadable")
    assert await told("certificate.") == await members_of(id=sent.counterparty_id)


async def test_who_looks_after_an_organisation_hears_that_its_administrator_is_gone() -> None:
    held = await Membership.get(user__email=persona("fang.jie").email, counterparty__number=QIMING)
    asking = await _signed_in(held)
    await ask_for_administrator(asking, reason="She has left the company")
    await told()
    carers = table_model("care").filter(counterparty__number=QIMING)
    hearing = Notification.filter(topic="membership.administrator_asked", face=ADMIN)
    assert set(await hearing.values_list("user_id", flat=True)) == set(
        await carers.values_list("user_id", flat=True)
    )


@pytest.mark.parametrize("face", [PORTAL, ADMIN])
def test_every_letter_names_a_column_by_which_its_record_is_found(face: str) -> None:
    for topic, telling in told_on(face).items():
        model = table_model(telling.permission.partition(".")[0])
        first, _, _ = telling.key.partition("__")
        assert first in model._meta.fields_map, topic


async def _signed_in(held: Membership) -> Actor:
    """Return somebody as the portal knows her, by a session."""
    now, name = clock.now(), f"{held.id:064x}"
    await Session.get_or_create(
        {"face": PORTAL, "user_id": held.user_id, "counterparty_id": held.counterparty_id,
         "provider": "test", "signed_in_at": now, "created_at": now, "seen_at": now,
         "expires_at": now.replace(year=now.year + 1)},
        token_hash=name,
    )  # fmt: skip
    found = await session_actor(name, PORTAL)
    assert found is not None
    return found.actor
