"""The mail with the code: to the address of record, in her language, saying what it opens."""

import email
from email import policy as mail_policy
from pathlib import Path

import pytest

from shared.access.models import User
from shared.outbox.actions import deliver_due
from shared.reactions import reactions
from shared.settings import load
from tests.shared.identity.people import World
from tests.shared.web.sign_in.step_up.steps import ZHOU, code_of, half, left
from tests.shared.web.stand_ins import StandIn
from tests.web import Browser

SAYS = {"en": "opens bank data and rights", "zh": "打开银行信息和权限"}


async def _mails(folder: Path) -> list[tuple[str, str, str]]:
    settings = load({}, environment="development", files_dir=str(folder))
    while await deliver_due(reactions(settings)):
        pass
    found = []
    for one in sorted((folder / "mails").rglob("*")):
        if one.is_file():
            read = email.message_from_bytes(one.read_bytes(), policy=mail_policy.default)
            body = read.get_body(("plain",))
            assert body is not None
            found.append((str(read["to"]), str(read["subject"]), body.get_content()))
    return found


@pytest.mark.parametrize("locale", SAYS)
async def test_the_mail_goes_to_the_address_of_record_and_says_what_for(
    people: World, zhou: Browser, service: StandIn, tmp_path: Path, locale: str
) -> None:
    await User.filter(id=people.zhou_min.id).update(locale=locale)
    # What the service says about her address counts for nothing.
    service.person |= {"email": "thief@else.example", "enterprise_email": "thief@else.example"}
    code = await half(zhou, service)
    ((to, subject, text),) = await _mails(tmp_path)
    assert ZHOU in to
    assert code in text
    assert code not in subject
    assert SAYS[locale] in "".join(text.split("\n")) or SAYS[locale] in " ".join(text.split())


async def test_a_code_that_is_void_is_not_mailed_any_more(
    zhou: Browser, service: StandIn, tmp_path: Path
) -> None:
    first = await half(zhou, service)
    await zhou.get(await left(zhou, service))
    second = await code_of()
    texts = [text for _, _, text in await _mails(tmp_path)]
    assert len(texts) == 1
    assert second in texts[0]
    assert second == first or first not in texts[0]
