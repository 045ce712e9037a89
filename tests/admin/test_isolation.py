"""An account manager stays on her own accounts, an auditor only reads, nobody else gets in."""

import pytest

from shared.access import policy
from shared.access.models import User
from shared.counterparties.models import Care, Counterparty
from shared.demo.cast import QIMING, persona
from shared.identity.models import StaffRole
from shared.journal.models import JournalEntry
from tests import footprint, records
from tests.cast import ANCHOR, FACES, browser_of
from tests.denials import Denials, as_member
from tests.law.grid import by_turns
from tests.web import Browser

pytestmark = pytest.mark.by_turns

ADMIN = FACES["admin"]
ROUTES = records.with_parameters(ADMIN.routes)
OF_ACCOUNTS = records.of_accounts(ADMIN.routes)


@pytest.fixture
async def world(demo: str) -> Counterparty:
    """The demo world with a record of every kind at an account of Lin Xiaoyu's and of Zhao's."""
    await records.complete(QIMING, await account_of("zhao.qiang"))
    return await Counterparty.get(number=QIMING)


async def account_of(subject: str) -> str:
    """Return the number of an account that this colleague looks after."""
    email = persona(subject).email
    care = Care.filter(
        user__email=email, counterparty__is_distributor=True,
        counterparty__opportunities__id__gt=0, counterparty__deals__id__gt=0,
    )  # fmt: skip
    return str((await care.select_related("counterparty").first()).counterparty.number)  # type: ignore[union-attr]


@pytest.mark.asvs("8.2.2")
async def test_a_colleague_gets_the_answer_of_a_missing_record_for_a_foreign_account(
    world: Counterparty,
) -> None:
    mine = await Counterparty.get(number=await account_of("zhao.qiang"))
    denials = Denials(await browser_of("zhao.qiang"), as_member("zhao.qiang"))
    for route in by_turns(OF_ACCOUNTS):
        await denials.attempt(route, await records.attempts(route, world, mine))
    await denials.check()


@pytest.mark.asvs("8.2.1", "8.3.1")
@pytest.mark.parametrize(
    "subject", ["jiang.ning", "gao.yuan", "sun.li", "he.min", "xu.lei", "lin.xiaoyu", "wu.jing"]
)
async def test_a_role_without_the_permission_cannot_use_the_verb(
    world: Counterparty, subject: str
) -> None:
    denials = Denials(await browser_of(subject), as_member(subject))
    for route in ROUTES:
        needed = route.access.permission
        if needed and not policy.gives(denials.roles or (), needed):
            await denials.forbid(route, (await records.paths(route, world))[:1])
    await denials.check()


async def test_an_auditor_opens_every_page_of_her_permissions_and_no_verb(
    world: Counterparty,
) -> None:
    roles, jiang = as_member("jiang.ning"), await browser_of("jiang.ning")
    shut = []
    for route in ROUTES:
        may = route.access.permission is None or policy.gives(roles, route.access.permission)
        # Her own sessions and notices are hers to end and to read.
        is_own = (route.access.permission or "notification.").startswith("notification.")
        is_verb = route.method == "POST" and not is_own
        assert not (may and is_verb), f"an auditor may POST {route.path}"
        may = may and route.method == "GET"
        # A draft of a deal is its author's alone: one record of a kind must open, not every one.
        paths = await records.paths(route, world) if may else []
        opened = [(await jiang.get(path)).status_code for path in paths]
        shut += [f"{paths}: {opened}"] if opened and 200 not in opened else []
    assert not shut, "\n".join(shut)


async def test_an_auditor_is_offered_no_move_on_the_board(world: Counterparty) -> None:
    shown = (await (await browser_of("jiang.ning")).get("/pipeline")).text
    assert "kb-card" in shown
    assert "/stage" not in shown
    assert "draggable" not in shown


async def test_a_second_role_that_reads_everything_widens_no_verb(world: Counterparty) -> None:
    zhao = await User.get(email=persona("zhao.qiang").email)
    await StaffRole.create(user=zhao, role=policy.AUDITOR, created_at=ANCHOR)
    denials = Denials(await browser_of("zhao.qiang"), None)
    assert (await denials.browser.get(f"/counterparties/{world.number}")).status_code == 200
    for route in OF_ACCOUNTS:
        if route.method == "POST":
            await denials.harmless(route, await records.paths(route, world))
    for route in ADMIN.routes:
        if (route.method, route.path) in (("POST", "/opportunities"), ("POST", "/orders")):
            await denials.harmless(route, [route.path])
    await denials.check()


async def test_without_a_session_nothing_opens(world: Counterparty) -> None:
    await _is_nobody(Browser(ADMIN), world)


async def test_a_session_of_the_portal_opens_nothing_here(world: Counterparty) -> None:
    zhou = await browser_of("zhou.min")
    stolen = Browser(ADMIN)
    stolen.cookies[ADMIN.face.session_cookie] = zhou.cookies[zhou.face.session_cookie]
    await _is_nobody(stolen, world)


async def test_a_customer_signed_in_at_the_admin_is_nobody(world: Counterparty) -> None:
    zhou = Browser(ADMIN)
    await zhou.sign_in(await User.get(email=persona("zhou.min").email), world)
    await _is_nobody(zhou, world)


async def test_a_colleague_who_lost_her_role_is_nobody_at_once(world: Counterparty) -> None:
    lin = await browser_of("lin.xiaoyu")
    assert (await lin.get(f"/counterparties/{world.number}")).status_code == 200
    await StaffRole.filter(user__email=persona("lin.xiaoyu").email).delete()
    await _is_nobody(lin, world)


async def _is_nobody(browser: Browser, world: Counterparty) -> None:
    before = await footprint.contents()
    for route in ROUTES:
        path = (await records.paths(route, world))[0]
        answer = await browser.send(route.method, path, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == (303 if route.method == "GET" else 401), path
    assert await footprint.contents() == before


@pytest.mark.asvs("3.5.3")
async def test_reading_changes_nothing_but_says_what_was_taken_along(world: Counterparty) -> None:
    lin = await browser_of("lin.xiaoyu")
    before = await footprint.contents()
    last = (await JournalEntry.all().order_by("-id").first()).id  # type: ignore[union-attr]
    for route in ADMIN.routes:
        # That a colleague took an organisation's file stands in the journal (test_attachments).
        is_left_out = route.is_stream or route.name == "files_show"
        if route.method == "GET" and route.access.public is None and not is_left_out:
            for path in await records.paths(route, world):
                assert (await lin.get(path)).status_code in (200, 303, 403, 404), path
    after = await footprint.contents()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"journal_entry", "journal_head", "journal_concern"}
    taken = await JournalEntry.filter(id__gt=last).values_list("verb", flat=True)
    assert all(str(verb).endswith((".export", ".paper", ".download")) for verb in taken)


@pytest.mark.asvs("1.2.4")
async def test_a_name_that_no_record_can_have_is_missing_too(demo: str) -> None:
    wrong = []
    for subject in ("lin.xiaoyu", "he.min", "sun.li", "xu.lei"):
        browser = await browser_of(subject)
        for route in by_turns(ROUTES):
            for path in records.odd_paths(route):
                ask = browser.get if route.method == "GET" else browser.post
                status = (await ask(path)).status_code
                expected = (403, 404) if route.method == "GET" else (400, 403, 404, 422)
                wrong += [f"{route.method} {path[:80]}: {status}"] if status not in expected else []
    assert not wrong, "\n".join(wrong)
