"""Certificates: sent, reviewed, renewed, reminded of, and the gate before new business."""

import json
from datetime import timedelta

import pytest

from shared.access.actor import Actor, system
from shared.counterparties.models import Counterparty
from shared.documents import certificate_queries as queries
from shared.documents.certificates import (
    accept_certificate,
    check_certificates,
    refuse_certificate,
    remind_of_certificates,
    require,
    submit_certificate,
    update_requirement,
)
from shared.documents.models import Certificate
from shared.files.queries import open_file
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.outbox.models import OutboxMessage
from tests.shared.counterparties.company import Company, outsider
from tests.shared.documents.papers import licence, proved
from tests.shared.files.sending import send
from tests.shared.identity.statements import counted


def days(n: int) -> timedelta:
    return timedelta(days=n)


async def state_of(actor: Actor) -> str:
    (card,) = await queries.our_cards(actor)
    return str(card.state)


async def test_a_certificate_lives_from_missing_to_renewed(company: Company) -> None:
    zhou, today = await outsider(company.qiming), clock.today()
    wanted = await licence(company.sam)
    assert await state_of(zhou) == "missing"
    sent = await submit_certificate(
        zhou, requirement=wanted, expires_on=today + days(90), files=[await send(zhou)], number="A1"
    )
    assert await state_of(zhou) == "in_review"
    await refuse_certificate(company.alice, sent, version=1, reason="Unreadable")
    assert await state_of(zhou) == "rejected"
    first = await proved(zhou, company.alice, wanted, today + days(90))
    assert await state_of(zhou) == "valid"
    with clock.frozen(clock.now() + days(80)):
        assert await state_of(zhou) == "expiring"
        second = await proved(zhou, company.alice, wanted, clock.today() + days(365))
        assert await state_of(zhou) == "valid"
    assert (await Certificate.get(id=first.id)).state == "renewed"
    with clock.frozen(clock.now() + days(80 + 365 + 1)):
        assert await state_of(zhou) == "grace"
    with clock.frozen(clock.now() + days(80 + 365 + 15)):
        assert await state_of(zhou) == "expired"
        await submit_certificate(
            zhou, requirement=wanted, expires_on=clock.today() + days(9), files=[await send(zhou)]
        )
        (card,) = await queries.our_cards(zhou)
        assert (card.state, card.pending is not None) == ("expired", True)
    verbs = await JournalEntry.filter(record_number=second.public_id).values_list("verb", flat=True)
    assert list(verbs) == ["certificate.submit", "certificate.accept"]


async def test_a_second_one_replaces_the_one_in_review(company: Company) -> None:
    zhou, wanted = await outsider(company.qiming), await licence(company.sam)
    until = clock.today() + days(90)
    for _ in range(2):
        sent = await submit_certificate(
            zhou, requirement=wanted, expires_on=until, files=[await send(zhou)]
        )
    first = await Certificate.all().order_by("id").first()
    assert first is not None
    assert first.state == "withdrawn"
    with pytest.raises(Refusal):
        await accept_certificate(company.alice, first.public_id, version=2, expires_on=until)
    with pytest.raises(Stale):
        await accept_certificate(company.alice, sent, version=7, expires_on=until)


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_sent(company: Company) -> None:
    zhou, wanted = await outsider(company.qiming), await licence(company.sam)
    good = {"requirement": wanted, "expires_on": clock.today() + days(9)}
    for field, change in (
        ("expires_on", {"expires_on": clock.today() - days(1)}),
        ("files", {"files": []}),
        ("files", {"files": ["f" * 24]}),
    ):
        with pytest.raises(Refusal) as refused:
            await submit_certificate(zhou, **{**good, "files": [await send(zhou)], **change})  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotFound):
        await submit_certificate(zhou, **{**good, "requirement": "f" * 24}, files=["f" * 24])  # type: ignore[arg-type]
    assert not await Certificate.exists()
    with pytest.raises(Invalid):
        await require(company.sam, name_zh="", name_en="", kinds=(), is_gating=False)


async def test_a_requirement_of_another_kind_is_not_there(company: Company) -> None:
    zhou = await outsider(company.qiming)
    wanted = await licence(company.sam, kinds=("supplier",))
    assert await queries.our_cards(zhou) == []
    with pytest.raises(NotFound):
        await queries.requirement(zhou, wanted)
    with pytest.raises(NotFound):
        await submit_certificate(
            zhou, requirement=wanted, expires_on=clock.today(), files=[await send(zhou)]
        )


async def test_strangers_and_foreign_account_managers_find_no_certificate(company: Company) -> None:
    zhou, bo = await outsider(company.qiming), await outsider(company.haiyue)
    wanted = await licence(company.sam)
    kept = await proved(zhou, company.alice, wanted, clock.today() + days(90))
    (file,) = await queries.files_of(zhou, kept.id)
    for actor in (bo, company.bob):
        with pytest.raises(NotFound):
            await queries.certificate(actor, kept.public_id)
        with pytest.raises(NotFound):
            await open_file(actor, file.public_id)
        assert (await queries.board(actor, "valid", PageRequest())).rows == []
    with pytest.raises(NotFound):
        await refuse_certificate(company.bob, kept.public_id, version=2, reason="x")
    for actor in (zhou, company.fiona):
        with pytest.raises(NotAllowed):
            await refuse_certificate(actor, kept.public_id, version=2, reason="x")
    with pytest.raises(NotAllowed):
        await submit_certificate(
            await outsider(company.qiming, "distributor.viewer"), requirement=wanted,
            expires_on=clock.today(), files=["f" * 24],
        )  # fmt: skip
    assert (await open_file(company.alice, file.public_id)).is_noted


async def test_only_an_expired_gating_certificate_stops_new_business(company: Company) -> None:
    zhou = await outsider(company.qiming)
    place = (await Counterparty.get(number=company.qiming)).id
    wanted, soft = await licence(company.sam), await licence(company.sam, gating=False)
    for one in (wanted, soft):
        await proved(zhou, company.alice, one, clock.today() + days(10))
    await check_certificates(zhou, place)
    with clock.frozen(clock.now() + days(24)):
        await check_certificates(zhou, place)  # the last day of grace
    with clock.frozen(clock.now() + days(25)):
        async with counted() as statements:
            with pytest.raises(Refusal, match="Renew it under Documents"):
                await check_certificates(zhou, place)
        assert len(statements) == 1
        with pytest.raises(Refusal, match="must be renewed first"):
            await check_certificates(company.alice, place)
        await Counterparty.filter(id=place).update(is_distributor=False, is_customer=True)
        await check_certificates(zhou, place)  # asked of distributors alone
        await Counterparty.filter(id=place).update(is_distributor=True)
        await update_requirement(
            company.sam, wanted, version=1, name_zh="", name_en="Licence",
            kinds=("distributor",), is_gating=True, is_active=False,
        )  # fmt: skip
        await check_certificates(zhou, place)


async def test_the_grace_period_is_a_setting(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhou = await outsider(company.qiming)
    place = (await Counterparty.get(number=company.qiming)).id
    await proved(zhou, company.alice, await licence(company.sam), clock.today())
    with clock.frozen(clock.now() + days(1)):
        await check_certificates(zhou, place)
        monkeypatch.setenv("WANGLAI_CERTIFICATE_GRACE_DAYS", "0")
        with pytest.raises(Refusal):
            await check_certificates(zhou, place)


async def test_each_reminder_goes_out_once(company: Company) -> None:
    zhou = await outsider(company.qiming)
    kept = await proved(zhou, company.alice, await licence(company.sam), clock.today() + days(40))
    told = []
    for later in (0, 9, 10, 11, 33, 34, 40, 41, 60):
        with clock.frozen(clock.now() + days(later)):
            told.append(await remind_of_certificates(system()))
    assert told == [0, 0, 1, 0, 1, 0, 1, 0, 0]
    rows = await OutboxMessage.filter(record_number=kept.public_id).order_by("id")
    assert [row.topic for row in rows] == [
        "certificate.submitted", "certificate.accepted", "certificate.expiring",
        "certificate.expiring", "certificate.ended",
    ]  # fmt: skip
    assert json.loads(rows[-1].payload)["name_en"] == "Business licence"


async def test_the_board_sorts_by_what_ends_first(company: Company) -> None:
    zhou, today = await outsider(company.qiming), clock.today()
    wanted, other = await licence(company.sam), await licence(company.sam)
    await proved(zhou, company.alice, wanted, today + days(90))
    await proved(zhou, company.alice, other, today + days(20))
    await submit_certificate(
        zhou, requirement=wanted, expires_on=today + days(400), files=[await send(zhou)]
    )
    assert await queries.board_counts(company.alice) == {
        "review": 1, "ending": 1, "ended": 0, "valid": 2
    }  # fmt: skip
    rows = (await queries.board(company.alice, "valid", PageRequest())).rows
    assert [(row["expires_on"] - today).days for row in rows] == [20, 90]
    place = (await Counterparty.get(number=company.qiming)).id
    cards = await queries.cards_of(company.alice, place, ["distributor"])
    assert [str(card.state) for card in cards] == ["valid", "expiring"]
    assert await queries.cards_of(company.alice, place, ["supplier"]) == []
