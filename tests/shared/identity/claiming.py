"""Claims of mail domains for the tests of identity: made, looked at, proven."""

from shared.access.actor import system
from shared.identity import domains
from shared.identity.domain_rules import DomainState, record_name, record_value
from shared.identity.door_models import DomainClaim
from tests.shared.identity.name_server import NameServer
from tests.shared.identity.people import arriving

DOMAIN = "qiming.example"
WU_DI = arriving("wu.di", "Wu.Di@Qiming.example", name="吴迪")


async def claimed(
    number: str = "CP-0001", domain: str = DOMAIN, role: str = "viewer"
) -> DomainClaim:
    return await domains.claim(system(), counterparty=number, domain=domain, role=role)


async def checked(names: NameServer, number: str = "CP-0001") -> DomainState:
    return await domains.check(
        system(), counterparty=number, domain=DOMAIN, look_up=names.look_up()
    )


async def proven(names: NameServer, **claim: str) -> DomainClaim:
    made = await claimed(**claim)
    names.records[record_name(DOMAIN)] = ["v=spf1 -all", record_value(made.token)]
    assert await checked(names) is DomainState.ACTIVE
    return made
