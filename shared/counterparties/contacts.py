"""People and places of a counterparty: made, edited, put away (never deleted: orders point at them)."""

import secrets
from dataclasses import asdict
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.counterparties import rules
from shared.counterparties.indexing import index_words
from shared.counterparties.models import Address, Contact, Counterparty
from shared.counterparties.queries import reachable
from shared.journal.actions import record
from shared.kernel import clock


@action("contact.create")
async def add_contact(actor: Actor, *, number: str, person: rules.Person) -> str:
    """Add a person to counterparty `number` and return her public id."""
    rules.check_person(person)
    kept = await reachable(actor, number, "contact.create")
    made = await Contact.create(
        public_id=secrets.token_hex(8), counterparty_id=kept.id, created_at=clock.now(),
        **asdict(person),
    )  # fmt: skip
    await index_words(kept)
    await _journal(actor, "contact.create", kept, {}, asdict(person))
    return str(made.public_id)


@action("contact.update")
async def update_contact(
    actor: Actor, *, number: str, contact: str, version: int, person: rules.Person
) -> None:
    """Save a person; raises Stale when somebody saved in between."""
    rules.check_person(person)
    held = await one(actor, Contact, "update", public_id=contact, counterparty__number=number)
    await _save(actor, held, "update", version, "contact.update", asdict(person))


@action("contact.archive")
async def archive_contact(actor: Actor, *, number: str, contact: str, version: int) -> None:
    """Put a person away: no longer offered or found, still named where she was."""
    held = await one(actor, Contact, "archive", public_id=contact, counterparty__number=number)
    await _save(actor, held, "archive", version, "contact.archive", {"is_archived": True})


@action("contact.create")
async def add_address(actor: Actor, *, number: str, place: rules.Place) -> str:
    """Add an address to counterparty `number` and return its public id."""
    rules.check_place(place)
    kept = await reachable(actor, number, "contact.create")
    if place.is_default:
        await _no_other_default(kept.id, place.kind)
    made = await Address.create(
        public_id=secrets.token_hex(8), counterparty_id=kept.id, created_at=clock.now(),
        **asdict(place),
    )  # fmt: skip
    await _journal(actor, "address.create", kept, {}, asdict(place))
    return str(made.public_id)


@action("contact.update")
async def update_address(
    actor: Actor, *, number: str, address: str, version: int, place: rules.Place
) -> None:
    """Save an address; orders placed before keep their own copy."""
    rules.check_place(place)
    held = await one(actor, Address, "update", public_id=address, counterparty__number=number)
    if place.is_default:
        await _no_other_default(held.counterparty_id, place.kind, held.id)
    await _save(actor, held, "update", version, "address.update", asdict(place))


@action("contact.archive")
async def archive_address(actor: Actor, *, number: str, address: str, version: int) -> None:
    """Put an address away: no longer offered for orders."""
    held = await one(actor, Address, "archive", public_id=address, counterparty__number=number)
    values = {"is_archived": True, "is_default": False}
    await _save(actor, held, "archive", version, "address.archive", values)


async def _save(
    actor: Actor,
    held: Contact | Address,
    verb: str,
    version: int,
    deed: str,
    wanted: dict[str, Any],
) -> None:
    before = {name: getattr(held, name) for name in wanted}
    await change(actor, held, verb, version, **wanted)
    kept = await Counterparty.get(id=held.counterparty_id)
    if isinstance(held, Contact):
        await index_words(kept)
    changed = [name for name in wanted if wanted[name] != before[name]]
    old = {name: before[name] for name in changed}
    await _journal(actor, deed, kept, old, {name: wanted[name] for name in changed})


async def _no_other_default(counterparty_id: int, kind: str, but: int = 0) -> None:
    others = Address.filter(counterparty_id=counterparty_id, kind=kind, is_default=True)
    await others.exclude(id=but).update(is_default=False)


async def _journal(
    actor: Actor, deed: str, kept: Counterparty, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Write under the counterparty's number: people and places are part of its record."""
    await record(actor, deed, kept, counterparty_id=kept.id, before=before, after=after)
