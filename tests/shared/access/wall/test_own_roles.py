"""An organisation's own roles behind the second wall: made, changed, given and removed through it."""

import pytest

from shared.access import policy, tailoring
from shared.access.scope import scope
from shared.database import speaking
from shared.database.speaking import PORTAL, Voice
from shared.database.uow import reading
from shared.demo.cast import QIMING, persona
from shared.identity.models import CustomRole, Invitation, Membership
from shared.kernel.errors import NotAllowed
from shared.opportunities.models import DealRegistration
from tests import backends
from tests.cast import browser_of
from tests.role_records import actor_of

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)


async def test_every_step_goes_through_the_wall(walled: str) -> None:
    zhou = await browser_of("zhou.min")
    made = await zhou.post("/company/roles", {"base": policy.MEMBER, "name_en": "Reads orders"})
    here = made.headers["location"]
    grants = ["sales_order.read:organisation", "membership.read:organisation"]
    typed = {"name_en": "Reads orders", "version": "1", "grants": grants}
    assert (await zhou.post(f"{here}/preview", typed)).status_code == 200
    assert (await zhou.post(here, typed)).status_code == 303
    key = here.rpartition("/")[2]
    fang = await Membership.get(user__email=persona("fang.jie").email)
    given = {"role": key, "version": str(fang.version)}
    assert (await zhou.post(f"/company/people/{fang.public_id}/role", given)).status_code == 303
    invited = {"email": "a@qiming.example", "role": key, "hours": "72"}
    assert (await zhou.post("/company/people/invitations", invited)).status_code == 303
    assert "Reads orders" in (await zhou.get("/company/people")).text
    there = await browser_of("fang.jie")
    assert (await there.get("/orders")).status_code == 200
    assert (await there.get("/catalogue")).status_code == 403
    shown = await zhou.get(f"{here}/removal?to={policy.VIEWER}")
    assert "Fang Jie" in shown.text
    removed = {"version": "2", "to": policy.VIEWER}
    assert (await zhou.post(f"{here}/removal", removed)).status_code == 303
    assert (await Membership.get(id=fang.id)).role == policy.VIEWER
    assert (await Invitation.get(email="a@qiming.example")).role == policy.VIEWER


async def test_roles_of_other_organisations_are_out_of_reach(walled: str) -> None:
    bo = await actor_of("bo.wei")
    voice = Voice(PORTAL, bo.user_id, bo.counterparty_id or 0, bo.spoken_roles)
    with speaking.speaking(voice):
        owners = await reading(lambda: CustomRole.all().values_list("counterparty_id", flat=True))
    assert {*owners} <= {None, bo.counterparty_id}


async def test_she_speaks_as_the_narrowest_role_that_covers_hers(walled: str) -> None:
    ye = await actor_of("ye.qin")
    assert ye.spoken_roles == {"distributor.member"}
    with pytest.raises(NotAllowed):
        scope(ye, DealRegistration)
    kept = await CustomRole.get(counterparty__number=QIMING)
    law = {"sales_order.read": policy.ORGANISATION}
    await CustomRole.filter(id=kept.id).update(law=tailoring.written(law))
    narrow = await actor_of("ye.qin")
    assert narrow.spoken_roles == {"distributor.viewer"}
