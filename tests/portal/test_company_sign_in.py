"""What an organisation sees of its mail domains: its own, to read only, and its administrators alone."""

from shared.counterparties.models import Counterparty
from shared.identity.domain_rules import DomainState, record_name, record_value
from shared.identity.door_models import DomainClaim
from tests.cast import ANCHOR, browser_of

HERE = "/company/sign-in"


async def _claim(number: str, domain: str, state: DomainState) -> DomainClaim:
    return await DomainClaim.create(
        counterparty=await Counterparty.get(number=number), domain=domain, token=f"{domain:>32}"[:32],
        role="viewer", state=state, created_at=ANCHOR,
    )  # fmt: skip


async def test_its_administrator_sees_the_record_to_publish(demo: str) -> None:
    waiting = await _claim("CP-0001", "waiting.example", DomainState.CLAIMED)
    proven = await _claim("CP-0001", "proven.example", DomainState.ACTIVE)
    given_up = await _claim("CP-0001", "given-up.example", DomainState.WITHDRAWN)
    foreign = await _claim("CP-0002", "foreign.example", DomainState.CLAIMED)
    shown = await (await browser_of("zhou.min")).get(HERE)
    assert shown.status_code == 200
    for text in (
        record_name("waiting.example"),
        record_value(waiting.token),
        "Viewer",
        "data-copy",
    ):
        assert text in shown.text, text
    assert "proven.example" in shown.text
    for hidden in (proven.token, given_up.domain, foreign.domain, foreign.token):
        assert hidden not in shown.text, hidden
    assert HERE in (await (await browser_of("zhou.min")).get("/company")).text


async def test_members_and_viewers_do_not_see_it(demo: str) -> None:
    for subject in ("fang.jie", "tang.yu"):
        browser = await browser_of(subject)
        assert (await browser.get(HERE)).status_code == 403, subject
        assert HERE not in (await browser.get("/company")).text
