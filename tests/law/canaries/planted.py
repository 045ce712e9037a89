"""The planted world: who crawls in it, what each opens first, and what she met."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.counterparties.models import Counterparty
from tests import records
from tests.cast import FACES
from tests.law.canaries.crawling import Answer, Crawler
from tests.law.canaries.people import crawlers
from tests.law.canaries.planting import Ledger, plant
from tests.law.canaries.sight import Sight
from tests.law.fuzzer import RIVALS
from tests.law.mutation.sampling import WHOLE
from tests.law.oracle import Oracle, world
from tests.law.principals import HOMES, Principal

EACH = 2 if WHOLE else 1


@dataclass
class Walk:
    """What one person met: `wrong` says what she must not have, `met` counts her own by table."""

    who: Principal
    sight: Sight | None
    wrong: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def read(self, ledger: Ledger, answer: Answer) -> None:
        """Note what of the planted world stands in an answer; what she asked for is her own."""
        self.kinds[answer.kind] += 1
        for cell in ledger.found_in(answer.text) - ledger.found_in(answer.path):
            if self.sight is not None and self.sight.may_read(cell):
                self.met[cell.table] += 1
            else:
                self.wrong.append(f"{self.who.name}: {answer.path} shows {cell}")
        files = ledger.files.get(answer.sha256, set())
        if files and (self.sight is None or not files & self.sight.rows("attachment")):
            self.wrong.append(f"{self.who.name}: {answer.path} is file {sorted(files)}")
        self.met["attachment of her own"] += bool(files)


class World:
    """The planted world, who crawls in it, and what each opens first."""

    def __init__(
        self, people: list[Principal], addresses: dict[tuple[str, str], list[str]]
    ) -> None:
        self.people, self.addresses = people, addresses

    @classmethod
    async def planted(cls) -> "World":
        """Complete the demo's world, bring everybody in, and plant it."""
        await records.complete(*HOMES.values(), *RIVALS.values())
        people = await crawlers()
        addresses = {
            (face, number): await _addresses(face, number)
            for face in FACES for number in (*HOMES.values(), *RIVALS.values())
        }  # fmt: skip
        made = cls(people, addresses)
        made.ledger = await plant()
        made.oracle = Oracle(await world())
        return made

    ledger: Ledger
    oracle: Oracle

    async def walk(self, who: Principal) -> Walk:
        """Send somebody through everything she can open."""
        walk = Walk(who, Sight(self.oracle, who.actor) if who.actor else None)
        async for answer in Crawler(who.browser, EACH).crawl(self.first(who)):
            walk.read(self.ledger, answer)
        return walk

    def first(self, who: Principal) -> Iterable[str]:
        """Every page without a name in its address, and those of her own and of a foreign house."""
        face = who.browser.face.name
        yield from _nameless(face)
        home = who.actor.counterparty_number if who.actor and not who.actor.is_staff else ""
        kind = next((kind for kind, number in HOMES.items() if number == home), "distributor")
        for number in (home, RIVALS[kind]):
            yield from self.addresses.get((face, number), ())


def _nameless(face: str) -> list[str]:
    return [
        one.path for one in FACES[face].routes
        if one.method == "GET" and "{" not in one.path and not one.is_stream
    ]  # fmt: skip


async def _addresses(face: str, number: str) -> list[str]:
    """Return the addresses of one organisation's records, one for each route."""
    place, found = await Counterparty.get(number=number), []
    for route in records.with_parameters(FACES[face].routes):
        if route.method == "GET" and not route.is_stream:
            try:
                found += (await records.paths(route, place))[-1:]
            except (AttributeError, IndexError):
                continue  # it has no such record
    return found
