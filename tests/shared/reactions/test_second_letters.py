"""Whoever may decide hears of what waits, and whoever asked hears what became of it."""

from pathlib import Path

import pytest

from shared.access import policy
from shared.access.models import User
from shared.identity import actions, domain_requests, role_requests
from shared.identity.door_models import DomainRequest
from shared.identity.models import RoleRequest
from shared.orders import credit, credit_proposals
from shared.orders.models import CreditLimit
from shared.outbox.actions import deliver_due
from shared.outbox.mail import KeptMail, kept_mails
from shared.outbox.models import Notification
from shared.reactions import reactions
from shared.settings import Settings, load
from tests.role_records import actor_of

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path))


async def delivered(settings: Settings, words: str) -> list[KeptMail]:
    """Return the mails that say this."""
    table = reactions(settings)
    while await deliver_due(table):
        pass
    return [one for one in kept_mails(Path(settings.files_dir) / "mails") if words in one.text]


def to(mails: list[KeptMail]) -> list[str]:
    return sorted(one.to.rpartition("<")[2].strip(">").partition("@")[0] for one in mails)


async def told(topic: str) -> set[str]:
    rows = await Notification.filter(topic=topic).select_related("user")
    return {one.user.email.partition("@")[0] for one in rows}


async def test_a_mail_domain_that_waits_and_what_became_of_it(settings: Settings) -> None:
    xu, dong = await actor_of("xu.lei"), await actor_of("dong.xue")
    for domain, asker in (("one.example", xu), ("two.example", xu)):
        await domain_requests.ask_for_domain(
            asker, counterparty="CP-0001", domain=domain, role="viewer", reason="They ask for it"
        )
    one = await DomainRequest.get(domain="one.example")
    waiting = await delivered(settings, f"/domain-requests/{one.public_id}")
    assert to(waiting) == ["dong.xue"]
    assert "one.example" in waiting[0].text
    assert "They ask for it" in waiting[0].text
    assert await told("domain_request.asked") == {"dong.xue"}
    two = await DomainRequest.get(domain="two.example")
    await domain_requests.approve_domain(dong, request=one.public_id, version=1)
    await domain_requests.reject_domain(dong, request=two.public_id, version=1, reason="Not theirs")
    await delivered(settings, "")
    assert await told("domain_request.approved") == {"xu.lei"}
    assert to(await delivered(settings, "Not theirs")) == ["xu.lei"]


async def test_who_may_decide_no_more_gets_no_letter(settings: Settings) -> None:
    xu = await actor_of("xu.lei")
    await domain_requests.ask_for_domain(
        xu, counterparty="CP-0001", domain="one.example", role="viewer"
    )
    await User.filter(email__startswith="dong.xue@").update(is_active=False)
    assert not await delivered(settings, "one.example")


async def test_rights_that_wait_and_what_became_of_them(settings: Settings) -> None:
    xu, dong = await actor_of("xu.lei"), await actor_of("dong.xue")
    sun = await User.get(email__startswith="sun.li@")
    await actions.give_staff_role(xu, user=sun.public_id, role=policy.ADMINISTRATOR)
    asked = await RoleRequest.get(colleague=sun)
    waiting = await delivered(settings, f"/role-requests/{asked.public_id}")
    assert to(waiting) == ["dong.xue"]
    assert sun.name in waiting[0].text or (sun.name_other and sun.name_other in waiting[0].text)
    await role_requests.reject_request(
        dong, request=asked.public_id, version=1, reason="She leaves soon"
    )
    assert to(await delivered(settings, "She leaves soon")) == ["xu.lei"]
    assert await told("role_request.rejected") == {"xu.lei"}


async def test_a_credit_limit_that_waits_and_what_became_of_it(settings: Settings) -> None:
    he, luo = await actor_of("he.min"), await actor_of("luo.yan")
    held = await CreditLimit.get(counterparty__number="CP-0001")
    await credit.set_credit_limit(
        he, counterparty="CP-0001", version=held.version, amount=9_900_000_000, reason="Big year"
    )
    assert to(await delivered(settings, "Big year")) == ["luo.yan"]
    assert await told("credit_proposal.asked") == {"luo.yan"}
    await credit_proposals.approve_credit_limit(luo, counterparty="CP-0001", version=1)
    await delivered(settings, "")
    assert await told("credit_proposal.approved") == {"he.min"}
