"""A colleague of ours looks at the portal as a partner does, leaves, and the partner reads that she did."""

import asyncio
import json

import pytest

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.identity.models import Membership, Session, ViewAs
from shared.journal.models import JournalEntry
from shared.orders.models import SalesOrder
from tests import footprint
from tests.cast import FACES, browser_of
from tests.stream import Stream
from tests.web import Browser

WHY = "She asked why an order is missing"
# What is written of a view, by itself: that pages were looked at, and that it began and ended.
_KEPT_OF_VIEWS = {"journal_entry", "journal_head", "view_as"}


async def member_of(email: str = "zhou.min@qiming.example") -> Membership:
    return await Membership.get(user__email=email, counterparty__number="CP-0001")


async def passed_on(staff: Browser, path: str) -> str:
    """Press the button in the admin and return the path at the portal to which the form goes on."""
    answer = await staff.post(f"{path}/view-as", {"reason": WHY})
    assert answer.status_code == 307, answer.text
    home = FACES["portal"].face.public_url.rstrip("/")
    assert answer.headers["location"].startswith(f"{home}/view-as/")
    assert answer.headers["referrer-policy"] == "no-referrer"
    return str(answer.headers["location"]).removeprefix(home)


async def goes_on(staff: Browser, path: str, browser: Browser | None = None) -> Browser:
    """Follow the form to the portal, as a browser does: cross-site, with a null origin."""
    browser = browser or Browser(FACES["portal"])
    answer = await browser.send(
        "POST", await passed_on(staff, path), data={"reason": WHY},
        headers={"sec-fetch-site": "cross-site", "origin": "null"},
    )  # fmt: skip
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    assert browser.face.view_cookie in browser.cookies
    return browser


@pytest.fixture
async def lin(demo: str) -> Browser:
    return await browser_of("lin.xiaoyu")


@pytest.fixture
async def people(demo: str) -> str:
    """Return the address of Zhou Min on the record of her organisation."""
    return f"/counterparties/CP-0001/people/{(await member_of()).public_id}"


async def test_from_the_record_to_the_portal_and_back(lin: Browser, people: str) -> None:
    listed = await lin.get("/counterparties/CP-0001/people")
    assert f"{people}/view-as" in listed.text
    asked = await lin.get(f"{people}/view-as")
    assert "Look at the portal as" in asked.text
    refused = await lin.post(f"{people}/view-as", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.text

    view = await goes_on(lin, people)
    home = await view.get("/")
    assert home.status_code == 200
    assert "林晓雨" in home.text or "Lin Xiaoyu" in home.text
    assert 'action="/leave-view"' in home.text
    assert home.headers["cache-control"] == "no-store"
    assert FACES["admin"].face.origin in home.headers["content-security-policy"]
    own = await browser_of("zhou.min")
    hers = await own.get("/orders")
    assert "/leave-view" not in hers.text
    assert FACES["admin"].face.origin not in hers.headers["content-security-policy"]
    orders = await SalesOrder.filter(buyer__number="CP-0001").values_list("number", flat=True)
    seen = await view.get("/orders")
    assert {o for o in orders if o in seen.text} == {o for o in orders if o in hers.text} != set()

    gone = await view.post("/leave-view")
    assert gone.status_code == 303
    assert (
        gone.headers["location"]
        == f"{FACES['admin'].face.public_url.rstrip('/')}/counterparties/CP-0001/people"
    )
    assert view.face.view_cookie not in view.cookies
    assert (await view.get("/orders")).headers["location"].startswith("/sign-in")

    told = await own.get("/company/access")
    assert WHY in told.text
    assert (await lin.get("/counterparties/CP-0001/people")).text.count(WHY) == 1


async def test_the_journal_holds_each_page_before_it_is_shown(lin: Browser, people: str) -> None:
    view = await goes_on(lin, people)
    await view.get("/orders")
    await view.get("/sales/nowhere")
    await view.get("/deals")
    await view.post("/leave-view")
    lin_id = (await User.get(email="lin.xiaoyu@haorui.example")).id
    rows = await JournalEntry.filter(record_table="view_as").order_by("id")
    verbs = [row.verb.partition(".")[2] for row in rows][-4:]
    assert verbs == ["view_as", "view_page", "view_page", "leave_view"]
    assert [json.loads(row.after).get("path") for row in rows][-3:-1] == ["/orders", "/deals"]
    assert {row.actor_id for row in rows[-4:]} == {lin_id}
    assert {row.face for row in rows} == {"admin"}


async def test_nothing_is_changed_and_nothing_taken_along(lin: Browser, people: str) -> None:
    order = await SalesOrder.filter(buyer__number="CP-0001").order_by("id").first()
    assert order is not None
    view = await goes_on(lin, people)
    before = await footprint.contents()
    for path, fields in (
        (f"/orders/{order.number}", {"note": "x"}),
        (f"/orders/{order.number}/submission", {}),
        ("/orders", {}), ("/notifications/reading", {}), ("/language", {"language": "en"}),
        ("/preferences", {"theme": "dark"}), ("/sign-out", {}), ("/sign-in/demo", {}),
        ("/active-organisation", {"organisation": "CP-0001"}), ("/uploads", {}), ("/me/name", {"name": "X"}),
        ("/invitations/none", {}), ("/sessions/ending", {}),
    ):  # fmt: skip
        answer = await view.post(path, fields)
        assert answer.status_code == 403, path
        assert "looking at the portal as somebody else" in answer.text, path
        as_htmx = await view.htmx("POST", path, "main#main", fields)
        assert as_htmx.status_code == 403, path
    for path in ("/orders/export", f"/orders/{order.number}/paper", "/company/access/export"):
        answer = await view.get(path)
        assert answer.status_code in (403, 404), path
        assert "attachment" not in answer.headers.get("content-disposition", "")
    for path in ("/sessions", "/company/change"):
        assert (await view.get(path)).status_code in (403, 404), path
    after = await footprint.contents()
    assert {name for name in after if after[name] != before[name]} <= _KEPT_OF_VIEWS


async def test_a_browser_that_is_signed_in_itself_keeps_its_session_beneath(
    lin: Browser, people: str
) -> None:
    own = await browser_of("zhou.min")
    await goes_on(lin, people, own)
    assert "/leave-view" in (await own.get("/")).text
    assert (await own.post("/notifications/reading")).status_code == 403
    await own.post("/leave-view")
    back = await own.get("/")
    assert back.status_code == 200
    assert "/leave-view" not in back.text
    assert (await own.post("/notifications/reading")).status_code == 303


async def test_what_was_opened_in_a_view_does_not_go_on_as_the_person_beneath(
    lin: Browser, people: str
) -> None:
    own = await browser_of("zhou.min")
    await goes_on(lin, people, own)
    await Session.filter(user__email="lin.xiaoyu@haorui.example").delete()
    before = await footprint.contents()
    late = await own.post("/notifications/reading")
    assert late.status_code == 401
    assert "The view has ended" in late.text
    assert await footprint.contents() == before
    assert own.face.view_cookie not in own.cookies
    assert (await own.get("/")).status_code == 200


async def test_the_page_that_says_so_leads_back_to_the_record(lin: Browser, people: str) -> None:
    view = await goes_on(lin, people)
    await Session.filter(user__email="lin.xiaoyu@haorui.example").delete()
    over = await view.get("/orders")
    assert over.status_code == 401
    assert "/counterparties/CP-0001/people" in over.text
    stranger = Browser(FACES["portal"])
    stranger.cookies[stranger.face.view_cookie] = "made-up"
    guessed = await stranger.get("/orders")
    assert guessed.status_code == 303
    assert (await stranger.post("/leave-view")).headers["location"] == "/"


async def test_a_pass_is_spent_by_one_post_and_by_nothing_else(lin: Browser, people: str) -> None:
    path = await passed_on(lin, people)
    fetched = Browser(FACES["portal"])
    for method in ("GET", "HEAD"):
        assert (
            await fetched.send(method, path, headers={"sec-purpose": "prefetch"})
        ).status_code in (404, 405)
    browsers = [Browser(FACES["portal"]) for _ in range(4)]
    answers = await asyncio.gather(*(one.send("POST", path, headers={}) for one in browsers))
    assert sorted(one.status_code for one in answers) == [303, 403, 403, 403]
    again = await Browser(FACES["portal"]).send("POST", path, headers={})
    assert again.status_code == 403
    assert "works once" in again.text
    assert again.headers["referrer-policy"] == "no-referrer"


async def test_a_strange_page_cannot_end_a_view(lin: Browser, people: str) -> None:
    view = await goes_on(lin, people)
    forced = await view.send(
        "POST",
        "/leave-view",
        headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    )
    assert forced.status_code == 403
    assert (await view.get("/orders")).status_code == 200


async def test_only_whoever_cares_for_the_account_looks(people: str) -> None:
    for subject, expected in (
        ("wu.jing", 200), ("gao.yuan", 200), ("chen.hao", 404), ("sun.li", 404), ("he.min", 403),
        ("jiang.ning", 403), ("xu.lei", 403),
    ):  # fmt: skip
        staff = await browser_of(subject)
        asked = await staff.get(f"{people}/view-as")
        sent = await staff.post(f"{people}/view-as", {"reason": WHY})
        assert (asked.status_code, sent.status_code) == (
            expected,
            307 if expected == 200 else expected,
        ), subject
    foreign = await Membership.filter(counterparty__number="CP-0002").first()
    if foreign is not None:
        lin = await browser_of("lin.xiaoyu")
        assert (
            await lin.get(f"/counterparties/CP-0001/people/{foreign.public_id}/view-as")
        ).status_code == 404


async def test_an_open_page_of_a_view_ends_with_its_viewer(lin: Browser, people: str) -> None:
    view = await goes_on(lin, people)
    async with Stream(view, "/events?on=orders") as stream:
        boss = await browser_of("xu.lei")
        person = await User.get(email="lin.xiaoyu@haorui.example")
        await boss.post(f"/staff/{person.public_id}/suspension", {"version": str(person.version)})
        assert await stream.event(3) == "session:over"
        assert await stream.ended()
    assert (await view.get("/orders")).status_code == 401


async def test_a_member_without_the_office_does_not_read_it(lin: Browser, people: str) -> None:
    await goes_on(lin, people)
    made = await ViewAs.filter().order_by("-id").first()
    assert made is not None
    qiming = await Counterparty.get(number="CP-0001")
    plain = (
        await Membership.filter(counterparty=qiming, role="member").select_related("user").first()
    )
    if plain is not None:
        browser = Browser(FACES["portal"])
        await browser.sign_in(plain.user, qiming)
        assert (await browser.get("/company/access")).status_code == 403


async def test_the_viewer_ends_it_from_her_own_sessions(lin: Browser, people: str) -> None:
    view = await goes_on(lin, people)
    mine = await lin.get("/sessions")
    assert "Where I look as somebody else" in mine.text
    assert WHY in mine.text
    made = await ViewAs.filter(ended_at=None).order_by("-id").first()
    assert made is not None
    other = await browser_of("wu.jing")
    assert WHY not in (await other.get("/sessions")).text
    assert (await other.post(f"/sessions/views/{made.public_id}/ending")).status_code == 404
    assert (await lin.post(f"/sessions/views/{made.public_id}/ending")).status_code == 303
    assert (await lin.post(f"/sessions/views/{made.public_id}/ending")).status_code == 404
    assert (await view.get("/orders")).status_code == 401
    assert WHY not in (await lin.get("/sessions")).text
    assert (
        await JournalEntry.filter(
            verb="membership.leave_view", record_number=made.public_id
        ).count()
        == 1
    )
