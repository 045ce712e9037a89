"""`@action`: makes a function a verb of the business — one permission, one transaction, once."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from tortoise.exceptions import IntegrityError

from shared.access.actor import Actor
from shared.database.models import IdempotencyKey
from shared.database.uow import uow
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Actor, P], Awaitable[R]]


def action(permission: str) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Ask the policy for `permission`, run the verb in one unit of work (or the open one).

    The verb joins an open unit of work when it is called by another verb. A caller may pass
    `key="…"`: a second call by the same person for the same organisation with that key returns
    the stored answer and does nothing; the answer must be a text, a number or None. Another body
    under the same key is refused.
    """

    def mark(verb: Verb[P, R]) -> Verb[P, R]:
        @wraps(verb)
        async def perform(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            key = kwargs.pop("key", None)
            actor.must(permission)
            if not key:
                return await uow(lambda: verb(actor, *args, **kwargs))
            place = f"{actor.user_id}:{actor.counterparty_id or 0}:{str(key)[:80]}"
            body = _fingerprint(permission, args, kwargs)
            try:
                return await uow(lambda: _once(place, permission, body, verb, actor, args, kwargs))
            except IntegrityError as error:
                # The same form arrived twice at once: the other one won, repeat its answer.
                if "idempotency_key" not in str(error):
                    raise
                return await uow(lambda: _once(place, permission, body, verb, actor, args, kwargs))

        perform.permission = permission  # type: ignore[attr-defined]
        return perform  # type: ignore[return-value]

    return mark


async def _once(
    place: str, permission: str, body: str, verb: Any, actor: Actor, args: Any, kwargs: Any
) -> Any:
    seen = await IdempotencyKey.get_or_none(key=place)
    if seen is not None:
        if seen.body_hash != body or seen.permission != permission:
            raise Refusal(say("This form was already sent with other contents. Open it again."))
        return json.loads(seen.answer) if seen.answer is not None else None
    await IdempotencyKey.create(
        key=place, permission=permission, body_hash=body, created_at=clock.now()
    )
    answer = await verb(actor, *args, **kwargs)
    await IdempotencyKey.filter(key=place).update(answer=json.dumps(answer))
    return answer


def _fingerprint(permission: str, args: Any, kwargs: Any) -> str:
    body = json.dumps([permission, args, kwargs], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
