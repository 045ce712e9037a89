"""Who stands in, and custom roles, for any route: one of ours, one of each organisation, a request."""

from shared.access import policy, tailoring
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.counterparties.models import Care, Counterparty, Deputy
from shared.demo.cast import persona
from shared.identity import papers
from shared.identity.door_models import DomainClaim, DomainRequest
from shared.identity.hats import member_columns, member_hat
from shared.identity.models import CustomRole, Membership, RoleRequest
from shared.identity.role_rules import base_law
from shared.identity.rules import member_roles
from tests.cast import ANCHOR


async def actor_of(subject: str) -> Actor:
    """Return somebody of the demo's cast as she acts, with the roles that she has now."""
    user = await User.get(email=persona(subject).email)
    if persona(subject).face == ADMIN:
        hats = await papers.staff_roles(user.id)
        return Actor(user.id, user.name, user.email, ADMIN, hats, name_other=user.name_other)
    place = await Counterparty.get(number=persona(subject).counterparty)
    (row,) = await Membership.filter(user=user, counterparty=place).values(*member_columns())
    roles = member_roles(place.kinds, member_hat(row) or "")
    return Actor(
        user.id, user.name, user.email, PORTAL, roles, place.id, place.number, place.name_zh,
        place.kinds, name_other=user.name_other,
    )  # fmt: skip


async def roles(of: Counterparty) -> list[str]:
    """One of ours, and one of its own."""
    ours = await CustomRole.filter(counterparty=None, is_active=True).order_by("id").first()
    own = await CustomRole.filter(counterparty=of, is_active=True).order_by("-id").first()
    return [one.key for one in (ours, own) if one]


async def deputies(_: Counterparty) -> list[str]:
    return [(await Deputy.all().order_by("id").first()).public_id]  # type: ignore[union-attr]


async def carers(of: Counterparty) -> list[str]:
    care = await Care.filter(counterparty=of).order_by("id").first().select_related("user")
    return [care.user.public_id]  # type: ignore[union-attr]


async def members(of: Counterparty) -> list[str]:
    return [(await Membership.filter(counterparty=of).order_by("id").first()).public_id]  # type: ignore[union-attr]


async def colleagues(_: Counterparty) -> list[str]:
    return [(await User.get(email="xu.lei@haorui.example")).public_id]


async def requests(_: Counterparty) -> list[str]:
    return [(await RoleRequest.all().order_by("id").first()).public_id]  # type: ignore[union-attr]


async def mail_domains(of: Counterparty) -> list[str]:
    return [(await DomainClaim.filter(counterparty=of).order_by("id").first()).domain]  # type: ignore[union-attr]


async def domain_requests(of: Counterparty) -> list[str]:
    return [(await DomainRequest.filter(counterparty=of).order_by("id").first()).public_id]  # type: ignore[union-attr]


async def bind_domain(of: Counterparty) -> None:
    """A mail domain that waits for its record, and a request where the world has none."""
    name = f"{of.number.lower()}.example"
    await DomainClaim.create(
        counterparty=of, domain=name, token=f"{of.id:032x}", role="viewer", created_at=ANCHOR
    )
    if not await DomainRequest.filter(counterparty=of, state="pending").exists():
        await DomainRequest.create(
            public_id=f"d{of.id:015x}", counterparty=of, domain=f"more.{name}", role="member",
            requested_by=await User.get(email="xu.lei@haorui.example"), created_at=ANCHOR,
        )  # fmt: skip


async def make_ours() -> None:
    """A role of ours, and a request about a colleague, where the world has none."""
    law = tailoring.written(base_law(policy.SUPPORT))
    if not await CustomRole.filter(counterparty=None).exists():
        await CustomRole.create(
            key="custom-0000000000aa", base=policy.SUPPORT, name_en="Desk only", law=law,
            created_at=ANCHOR, updated_at=ANCHOR,
        )  # fmt: skip
    if not await RoleRequest.all().exists():
        asking = await User.get(email="xu.lei@haorui.example")
        about = await User.get(email="gao.yuan@haorui.example")
        await RoleRequest.create(
            public_id="e" * 16, colleague=about, role=policy.ADMINISTRATOR, requested_by=asking,
            created_at=ANCHOR,
        )  # fmt: skip


async def make_one(of: Counterparty) -> None:
    """A role of an organisation's own."""
    law = tailoring.written(base_law(policy.VIEWER, sorted(of.kinds)))
    await CustomRole.create(
        key=f"custom-{of.id:012x}", counterparty=of, base=policy.VIEWER, name_en="Looks on",
        law=law, created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
