"""How many SQL statements each page sends, the session look-up included."""

from dataclasses import dataclass

from shared.access import policy
from shared.counterparties.models import Counterparty
from shared.web.application import WebApp
from shared.web.routing import WebRoute
from tests import records
from tests.cast import browser_of
from tests.denials import as_member
from tests.shared.identity.statements import counted

LIST, DETAIL = 4, 5
# Begins and ends of transactions are no questions to the database, nor who asks, nor is an entry in
# the journal.
_FRAME = (
    "INSERT ",
    "UPDATE ",
    "SET ",
    "SELECT set_config(",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "Created connection",
    "Closed connection",
)

# While no code is on its way its page leads to the button that sends one.
LEADS_ON = {"sign_in_code"}


@dataclass(frozen=True)
class Cost:
    """What opening one page cost; `name` is its route's."""

    name: str
    path: str
    statements: tuple[str, ...]
    allowed: int

    def line(self) -> str:
        """A line of the table that a failing test shows."""
        return f"{len(self.statements):>2} of {self.allowed}  {self.name:<32} {self.path}"


async def costs(app: WebApp, people: tuple[str, ...], of: Counterparty) -> list[Cost]:
    """Open every page as the first of `people` who may, at the records of `of`."""
    browsers = {subject: await browser_of(subject) for subject in people}
    found = []
    for route in app.routes:
        reader = next((one for one in people if _may(one, route)), None)
        if (
            route.method != "GET"
            or route.access.public is not None
            or route.is_stream
            or reader is None
        ):
            continue
        opened = 0
        for path in await records.paths(route, of):
            async with counted() as sent:
                answer = await browsers[reader].get(path)
            opened += answer.status_code == (303 if route.name in LEADS_ON else 200)
            asked = tuple(one for one in sent if not one.startswith(_FRAME))
            found.append(Cost(route.name, path, asked, _allowed(route)))
        assert opened, f"{route.path} opens for none of the records that the tests know"
    return found


def over(found: list[Cost]) -> list[str]:
    """Return the table of pages over their budget."""
    wrong = []
    for cost in found:
        if len(cost.statements) > cost.allowed:
            wrong += [cost.line(), *(f"      {one[:150]}" for one in cost.statements)]
    return wrong


def grown(few: list[Cost], many: list[Cost]) -> list[str]:
    """Return what became dearer with its rows: a statement for each of them."""
    before = {cost.path: cost for cost in few}
    return [
        f"{len(before[cost.path].statements)} → {cost.line()}"
        for cost in many
        if len(cost.statements) != len(before[cost.path].statements)
    ]


def _allowed(route: WebRoute) -> int:
    """A page about one thing may ask once more than a list."""
    return DETAIL if "{" in route.path or route.name.endswith("_show") else LIST


def _may(subject: str, route: WebRoute) -> bool:
    needed = route.access.permission
    return needed is None or policy.gives(as_member(subject), needed)
