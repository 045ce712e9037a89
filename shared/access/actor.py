"""Who is asking: a person, the hats she wears, and the organisation she speaks for."""

from dataclasses import dataclass, replace

from shared.access import policy, tailoring
from shared.access.reach import HERS_ALONE
from shared.kernel.errors import NotAllowed
from shared.kernel.two_languages import form_in

PORTAL, ADMIN = "portal", "admin"


@dataclass(frozen=True)
class Actor:
    """The person behind a request or job; the first argument of every query and action.

    `roles` are names of `shared.access.policy`: staff roles on the admin, `kind.role` on the
    portal (`distributor.member`). `counterparty_id` is the organisation of the session, None for
    staff. `name` is as she writes it, what the journal keeps; `shown_name` is for the page.
    `locale` is "zh" or "en", `zone` an IANA name.
    """

    user_id: int
    name: str
    email: str
    face: str
    roles: frozenset[str]
    counterparty_id: int | None = None
    counterparty_number: str = ""
    counterparty_name: str = ""
    kinds: frozenset[str] = frozenset()
    locale: str = "en"
    zone: str = "Asia/Shanghai"
    approval_limit: int | None = None
    name_other: str = ""
    real_user_id: int = 0
    """The colleague of ours who looks at the portal as this person does; 0: it is she herself."""

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the company that runs this installation."""
        return self.face == ADMIN

    @property
    def is_looked_through(self) -> bool:
        """Whether a colleague of ours looks through this person's eyes."""
        return self.real_user_id != 0

    @property
    def shown_name(self) -> str:
        """Her name as she reads it herself, in the language of her page."""
        return form_in(self.locale, self.name, self.name_other)

    @property
    def ranks(self) -> frozenset[str]:
        """Her built-in roles, custom ones by their base: for rules that go by rank, like limits."""
        return tailoring.ranks(self.roles)

    @property
    def spoken_roles(self) -> frozenset[str]:
        """The built-in roles by which she speaks to the database, whose wall knows no others."""
        return tailoring.spoken(self.roles)

    def may(self, permission: str) -> bool:
        """Return whether the policy gives this actor `permission` (`table.verb`) on some rows.

        Whoever looks through her eyes does not get what is hers alone to see.
        """
        if self.is_looked_through and permission in HERS_ALONE:
            return False
        return policy.gives(self.roles, permission)

    def must(self, permission: str) -> None:
        """Raise NotAllowed unless the policy gives `permission`."""
        if not self.may(permission):
            raise NotAllowed(permission)

    def reading(self, locale: str) -> "Actor":
        """Return the same actor reading in another language."""
        return replace(self, locale=locale)


def system() -> Actor:
    """Return the actor of the machinery: the worker, the import, the demo world's maker."""
    return Actor(0, "Wanglai", "", ADMIN, frozenset({policy.SYSTEM}))
