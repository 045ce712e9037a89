"""Somebody else's record named in a field of a form is answered like one that does not exist."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest

from shared.counterparties.models import Counterparty
from shared.demo.cast import HAIYUE, QIMING
from shared.web.form_reading import row_fields
from shared.web.routing import WebRoute
from tests import footprint, hostile, records
from tests.cast import FACES, browser_of
from tests.web import PLACE, Browser

# What a form asks for by a name that the server looks up.
REFERENCES = frozenset({
    "address", "order", "requirement", "product", "session", "to", "parent", "opportunity", "file",
    "counterparty", "customer", "partner", "buyer", "member", "supplier", "into", "user", "change",
    "deputy", "owner", "account_manager", "files", "number",
})  # fmt: skip
KINDS = ("orders", "addresses", "contacts", "opportunities", "tickets", "members", "counterparties")
Told = tuple[int, str]
_OWN_TO_EACH = re.compile(rf"[0-9a-f]{{16,32}}|{PLACE}|(?:SO|OP|DR|TK|CP)-[\d-]+")


@pytest.mark.asvs("8.2.2", "8.4.1")
async def test_asvs_8_2_2_a_foreign_name_in_a_form_is_a_missing_one(demo: str) -> None:
    await records.complete(QIMING, HAIYUE)
    theirs = await Counterparty.get(number=HAIYUE)
    foreign = [(kind, name) for kind in KINDS for name in await records.FOUND[kind](theirs)]
    sender, found, compared = Sender(await browser_of("zhou.min")), [], 0
    for route in FACES["portal"].routes:
        for field in references(route):
            path = (await records.paths(route, await Counterparty.get(number=QIMING)))[0]
            good = await hostile.good(route)
            nothing: dict[str, Told | None] = {}
            for kind, name in foreign:
                gone = records.missing(kind)
                if gone not in nothing:
                    nothing[gone] = await sender.told(good, path, field, gone)
                if nothing[gone] is not None:
                    compared += 1
                    if await sender.told(good, path, field, name) != nothing[gone]:
                        found.append(f"{path} {field}={name} ({kind})")
    assert found == []
    assert compared > 80


@dataclass
class Sender:
    """Sends forms and says what came back, without what is its own each time."""

    browser: Browser
    written: object = None

    async def told(self, good: dict[str, str], path: str, field: str, name: str) -> Told | None:
        """Return status and text of the answer to this name; None where the form was taken."""
        before = self.written or await footprint.footprint()
        answer = await self.browser.post(path, {**good, "key": uuid4().hex, field: name})
        self.written = await footprint.footprint()
        if self.written != before:
            return None
        return answer.status_code, _OWN_TO_EACH.sub("", answer.text.replace(name, "NAME"))


def references(route: WebRoute) -> list[str]:
    """Return the fields of a form that name a record; those of a table in its first row."""
    if route.method != "POST" or not hasattr(route.target, "form_model"):
        return []
    model = hostile.models_of(route)[0]
    found = [name for name in model.model_fields if name in REFERENCES]
    for prefix, (_, row) in row_fields(model).items():
        found += [f"{prefix}-0-{name}" for name in row.model_fields if name in REFERENCES]
    return found
