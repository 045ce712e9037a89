"""An organisation's own roles: within its rights, for its people, and nobody else's."""

from shared.access import policy, tailoring
from shared.demo.cast import QIMING, persona
from shared.identity.models import CustomRole, Invitation, Membership
from tests.cast import browser_of
from tests.role_records import actor_of


async def the_clerks() -> CustomRole:
    return await CustomRole.get(counterparty__number=QIMING)


def _grants(law: dict[str, str]) -> list[str]:
    return [f"{one}:{rows}" for one, rows in law.items()]


async def test_its_administrator_narrows_a_role(demo: str) -> None:
    zhou, kept = await browser_of("zhou.min"), await the_clerks()
    opened = await zhou.get(f"/company/roles/{kept.key}")
    assert 'value="sales_order.create:organisation" checked' in opened.text
    assert "staff_role" not in opened.text
    law = tailoring.stored(kept.law)
    del law["sales_order.export"]
    typed = {"name_en": "Orders only", "version": "1", "grants": _grants(law)}
    shown = await zhou.post(f"/company/roles/{kept.key}/preview", typed)
    assert "Ye Qin" in shown.text
    assert (await the_clerks()).law == kept.law
    saved = await zhou.post(f"/company/roles/{kept.key}", typed)
    assert saved.status_code == 303
    assert not (await actor_of("ye.qin")).may("sales_order.export")


async def test_nothing_beyond_the_organisation_is_stored(demo: str) -> None:
    zhou, kept = await browser_of("zhou.min"), await the_clerks()
    for grant in (
        "sales_order.approve:organisation", "product_cost.read:organisation", "sales_order.read:all",
        "purchase_order.read:organisation", "custom_role.destroy:organisation",
    ):  # fmt: skip
        typed = {"name_en": "A", "version": "1", "grants": [grant]}
        for path in (f"/company/roles/{kept.key}", f"/company/roles/{kept.key}/preview"):
            assert (await zhou.post(path, typed)).status_code == 422, (path, grant)
    assert (await the_clerks()).law == kept.law


async def test_a_member_with_such_a_role_meets_only_what_it_opens(demo: str) -> None:
    ye = await browser_of("ye.qin")
    assert (await ye.get("/")).status_code == 200
    assert (await ye.get("/orders")).status_code == 200
    assert (await ye.get("/deals")).status_code == 403
    assert (await ye.get("/company/roles")).status_code == 403
    assert 'href="/deals"' not in (await ye.get("/")).text


async def test_it_is_given_and_offered_to_colleagues(demo: str) -> None:
    zhou, kept = await browser_of("zhou.min"), await the_clerks()
    fang = await Membership.get(user__email=persona("fang.jie").email)
    assert "Orders only" in (await zhou.get("/company/people")).text
    given = await zhou.post(
        f"/company/people/{fang.public_id}/role", {"role": kept.key, "version": str(fang.version)}
    )
    assert given.status_code == 303
    assert (await Membership.get(id=fang.id)).custom_id == kept.id
    sent = await zhou.post(
        "/company/people/invitations",
        {"email": "a@qiming.example", "role": kept.key, "hours": "72"},
    )
    assert sent.status_code == 303
    assert (await Invitation.get(email="a@qiming.example")).custom_id == kept.id


async def test_our_account_manager_invites_to_it_and_reads_its_name(demo: str) -> None:
    lin, kept = await browser_of("lin.xiaoyu"), await the_clerks()
    shown = await lin.get(f"/counterparties/{QIMING}/people")
    assert "Orders only" in shown.text
    sent = await lin.post(
        f"/counterparties/{QIMING}/people/invitations",
        {"email": "b@qiming.example", "role": kept.key, "hours": "72"},
    )
    assert sent.status_code == 200
    assert (await Invitation.get(email="b@qiming.example")).custom_id == kept.id


async def test_another_organisation_neither_sees_nor_gives_it(demo: str) -> None:
    bo, kept = await browser_of("bo.wei"), await the_clerks()
    assert (await bo.get(f"/company/roles/{kept.key}")).status_code == 404
    sent = await bo.post(
        "/company/people/invitations",
        {"email": "c@haiyue.example", "role": kept.key, "hours": "72"},
    )
    assert sent.status_code == 422
    assert "Orders only" not in (await bo.get("/company/roles")).text


async def test_it_is_removed_with_another_one_for_whoever_has_it(demo: str) -> None:
    zhou, kept = await browser_of("zhou.min"), await the_clerks()
    path = f"/company/roles/{kept.key}/removal"
    assert (await zhou.post(path, {"version": "1", "to": ""})).status_code == 422
    assert "Ye Qin" in (await zhou.get(f"{path}?to={policy.VIEWER}")).text
    assert (await zhou.post(path, {"version": "1", "to": policy.VIEWER})).status_code == 303
    assert (await actor_of("ye.qin")).roles == {"distributor.viewer"}
