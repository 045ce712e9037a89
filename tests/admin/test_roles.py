"""The pages of roles: made, narrowed, previewed, saved, asked for; tampered forms store nothing."""

import re

from shared.access import policy, tailoring
from shared.access.models import User
from shared.demo.cast import persona
from shared.identity.models import CustomRole, RoleRequest, StaffRole
from tests.cast import browser_of
from tests.role_records import actor_of

GRANT = re.compile(r'<option value="([a-z_]+\.[a-z_]+:[a-z ]+)" selected>')


async def the_assistants() -> CustomRole:
    return await CustomRole.get(counterparty_id=None)


async def test_an_administrator_narrows_a_role_and_sees_whose_access_changes_first(
    demo: str,
) -> None:
    xu, kept = await browser_of("xu.lei"), await the_assistants()
    opened = await xu.get(f"/roles/{kept.key}/editing")
    assert opened.status_code == 200
    chosen = GRANT.findall(opened.text)
    assert {one.partition(":")[0] for one in chosen} == set(tailoring.stored(kept.law))
    assert "Before: own accounts" in opened.text
    wanted = [
        one.replace("sales_order.read:all", "sales_order.read:own accounts") for one in chosen
    ]
    typed = {"name_zh": kept.name_zh, "name_en": kept.name_en, "version": "1", "grants": wanted}
    shown = await xu.post(f"/roles/{kept.key}/preview", typed)
    assert shown.status_code == 200
    assert "Shen Yi" in shown.text
    assert re.search(r"−[\d,]+\+?", shown.text)
    assert (await the_assistants()).law == kept.law
    saved = await xu.post(f"/roles/{kept.key}", typed)
    assert (saved.status_code, saved.headers["location"]) == (303, f"/roles/{kept.key}")
    assert (await actor_of("shen.yi")).may("sales_order.read")
    assert '"sales_order.read":"own accounts"' in (await the_assistants()).law
    stale = await xu.post(f"/roles/{kept.key}", typed)
    assert stale.status_code == 409


async def test_what_the_preview_shows_comes_back_to_the_form_as_it_was_chosen(demo: str) -> None:
    xu, kept = await browser_of("xu.lei"), await the_assistants()
    typed = {"name_en": "Renamed", "version": "1", "grants": ["stock.read:all"]}
    back = await xu.post(f"/roles/{kept.key}/draft", typed)
    assert GRANT.findall(back.text) == ["stock.read:all"]
    assert 'value="Renamed"' in back.text


async def test_a_form_that_was_tampered_with_stores_nothing(demo: str) -> None:
    xu, kept = await browser_of("xu.lei"), await the_assistants()
    for grants in (
        ["counterparty.read:everything"], ["counterparty.destroy:all"], ["stock.read:own accounts"],
        ["stock.read"], ["stock.read:all", "stock.read:all"], ["sales_order.read:organisation"],
        ["opportunity_private.read:all", "opportunity_private.update:all"],
        ["sales_order.approve:all"], ["x" * 300],
    ):  # fmt: skip
        for path in (f"/roles/{kept.key}", f"/roles/{kept.key}/preview"):
            sent = await xu.post(path, {"name_en": "A", "version": "1", "grants": grants})
            assert sent.status_code == 422, (path, grants)
    assert (await the_assistants()).law == kept.law


async def test_the_rights_of_administrators_go_to_a_second_one(demo: str) -> None:
    xu, kept = await browser_of("xu.lei"), await the_assistants()
    law = {**tailoring.stored(kept.law), "staff_role.read": "all", "staff_role.update": "all"}
    typed = {
        "name_en": "A", "version": "1", "reason": "Holidays",
        "grants": [f"{one}:{rows}" for one, rows in law.items()],
    }  # fmt: skip
    shown = await xu.post(f"/roles/{kept.key}/preview", typed)
    assert "a second administrator has approved it" in shown.text
    sent = await xu.post(f"/roles/{kept.key}", typed)
    assert sent.headers["location"] == "/roles"
    request = await RoleRequest.get(custom_id=kept.id)
    own = await xu.get(f"/role-requests/{request.public_id}")
    assert "another administrator decides" in own.text
    refused = await xu.post(f"/role-requests/{request.public_id}/approval", {"version": "1"})
    assert refused.status_code == 422
    dong = await browser_of("dong.xue")
    shown = await dong.get(f"/role-requests/{request.public_id}")
    assert "Holidays" in shown.text
    assert "Shen Yi" in shown.text
    done = await dong.post(f"/role-requests/{request.public_id}/approval", {"version": "1"})
    assert done.status_code == 303
    assert (await actor_of("shen.yi")).may("staff_role.update")


async def test_the_staff_page_gives_a_custom_role_and_asks_for_administrators(demo: str) -> None:
    xu, kept = await browser_of("xu.lei"), await the_assistants()
    sun = await User.get(email=persona("sun.li").email)
    assert "Sales assistant" in (await xu.get("/staff")).text
    given = await xu.post(f"/staff/{sun.public_id}/roles", {"role": kept.key})
    assert given.status_code == 303
    assert await StaffRole.filter(user=sun, custom_id=kept.id).exists()
    asked = await xu.post(f"/staff/{sun.public_id}/roles", {"role": policy.ADMINISTRATOR})
    assert asked.headers["location"] == "/roles"
    assert not await StaffRole.filter(user=sun, role=policy.ADMINISTRATOR).exists()
    shown = await xu.get("/roles")
    assert "Give Sun Li the role Administrator" in shown.text


async def test_whoever_has_it_gets_another_role_when_it_is_removed(demo: str) -> None:
    xu, kept = await browser_of("xu.lei"), await the_assistants()
    path = f"/roles/{kept.key}/removal"
    refused = await xu.post(path, {"version": "1", "to": ""})
    assert refused.status_code == 422
    shown = await xu.get(f"{path}?to={policy.SUPPORT}")
    assert "Shen Yi" in shown.text
    done = await xu.post(path, {"version": "1", "to": policy.SUPPORT})
    assert done.status_code == 303
    assert (await actor_of("shen.yi")).roles == {policy.SUPPORT}
    assert (await xu.get(f"/roles/{kept.key}")).status_code == 404


async def test_the_explanation_names_the_custom_role(demo: str) -> None:
    xu, wu = await browser_of("xu.lei"), await browser_of("wu.jing")
    shen = await User.get(email=persona("shen.yi").email)
    seen = await xu.get(f"/staff/{shen.public_id}/access")
    assert "Sales assistant" in seen.text
    orders = (await wu.get("/orders")).text
    number = re.search(r"SO-\d{4}-\d{4}", orders)
    assert number is not None
    why = await wu.get(f"/orders/{number[0]}/access")
    assert "Shen Yi" in why.text
    assert "Sales assistant" in why.text


async def test_a_new_role_begins_with_another_one(demo: str) -> None:
    xu = await browser_of("xu.lei")
    for base, name in ((policy.SUPPORT, "Night desk"), ((await the_assistants()).key, "Trainee")):
        made = await xu.post("/roles", {"base": base, "name_en": name})
        assert made.status_code == 303
        assert (await xu.get(made.headers["location"])).status_code == 200
    twice = await xu.post("/roles", {"base": policy.SUPPORT, "name_en": "Night desk"})
    assert twice.status_code == 422
    unnamed = await xu.post("/roles", {"base": policy.SUPPORT})
    assert unnamed.status_code == 422


async def test_what_waits_for_a_second_administrator_is_on_her_desk_alone(demo: str) -> None:
    request = await RoleRequest.get(state="pending")
    dong, xu, lin = [await browser_of(one) for one in ("dong.xue", "xu.lei", "lin.xiaoyu")]
    path = f"/role-requests/{request.public_id}"
    assert path in (await dong.get("/")).text
    assert path not in (await xu.get("/")).text
    assert path not in (await lin.get("/")).text
