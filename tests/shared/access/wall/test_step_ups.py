"""The codes of a fresh proof behind the second wall: made and used at the gate, closed to pages."""

import json
from datetime import timedelta

import pytest
from tortoise.exceptions import OperationalError, TransactionManagementError

from shared.database import speaking
from shared.database.speaking import PORTAL, Voice
from shared.database.uow import reading, uow
from shared.demo.cast import persona
from shared.identity import step_ups
from shared.identity.arrivals import token_hash
from shared.identity.door_models import StepUp
from shared.identity.models import ExternalIdentity, Membership, Session
from shared.kernel import clock
from shared.outbox.models import OutboxMessage
from tests import backends

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)


async def _zhou() -> tuple[Membership, step_ups.Return]:
    place = persona("zhou.min").counterparty
    held = await Membership.filter(counterparty__number=place).select_related("user").first()
    assert held is not None
    now, who = clock.now(), held.user
    await ExternalIdentity.create(
        user=who, issuer="fs/t", subject="on_1", email_at_link=who.email, created_at=now
    )
    await Session.create(
        token_hash=token_hash("secret"), face=PORTAL, user=who, provider="fs", issuer="fs/t",
        counterparty_id=held.counterparty_id, signed_in_at=now, created_at=now, seen_at=now,
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    return held, step_ups.Return(PORTAL, "fs", "fs/t", "on_1", "state", "zh")


async def test_the_portals_login_steps_up_at_the_gate_and_nowhere_else(walled: str) -> None:
    held, back = await _zhou()
    voice = Voice(PORTAL, held.user_id, held.counterparty_id, frozenset({"distributor.member"}))
    with speaking.speaking(voice):
        await step_ups.begin(back, "secret")
    kept = await OutboxMessage.filter(topic="step_up.code").order_by("-id").first()
    assert kept is not None
    with speaking.speaking(voice):
        assert not await reading(StepUp.all().count)
        assert not await uow(StepUp.all().count)
        assert not await uow(lambda: StepUp.all().update(tries=0))
        with pytest.raises(
            (OperationalError, TransactionManagementError), match=r"permission denied|read-only"
        ):
            await uow(StepUp.all().delete)
        token = await step_ups.confirm("secret", PORTAL, json.loads(kept.payload)["token"])
    assert (await Session.get(token_hash=token_hash(token))).authenticated_at is not None
    assert not await Session.filter(token_hash=token_hash("secret")).exists()
