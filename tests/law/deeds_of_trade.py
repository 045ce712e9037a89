"""Rows for the guards of orders, limits, prices and deals."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from shared.access.policy import SALES_MANAGER
from shared.catalogue import publishing
from shared.catalogue.models import PriceList, PriceListAuthor
from shared.counterparties.models import Counterparty
from shared.opportunities.actions import decisions as deals
from shared.opportunities.models import DealRegistration
from shared.opportunities.rules import DealState
from shared.orders import credit_proposals, decisions
from shared.orders.models import CreditProposal, SalesOrder
from shared.purchasing.actions import sending
from shared.purchasing.models.orders import PurchaseDraft, PurchaseOrder
from shared.settings import load
from tests.cast import ANCHOR
from tests.law.deeds import DONE, row
from tests.role_records import actor_of

ORDER = "orders.rules.check_may_approve"
AUTHOR = "orders.deciding.no_approval"
PROPOSER = "orders.credit_proposals._refuse_proposer"
PURCHASE = "purchasing.actions.sending._refuse_author"
DEAL = "opportunities.rules.deals.why_not_approve"
EXTENDED = "opportunities.rules.deals.why_not_extend"
FIRST = "opportunities.actions.decisions._check_first"
PRICES = "catalogue.authors.refuse_author"


async def _approve(*written: str, above: int | None = 0, currency: str = "CNY") -> None:
    """A sales manager decides an order; her limit lies so far above it, None: she has none."""
    wu = await actor_of("wu.jing")
    order = await SalesOrder.get(number="SO-2026-0549")
    values = {"currency": currency, **dict.fromkeys(written, wu.user_id)}
    await SalesOrder.filter(id=order.id).update(**values)
    limit = None if above is None else order.net + above
    who = replace(wu, approval_limit=limit)
    await decisions.approve_order(who, order.number, version=order.version)


@row(ORDER, DONE)
async def an_order_at_her_limit() -> None:
    await _approve()


@row(ORDER, DONE)
async def an_order_of_any_amount() -> None:
    await _approve(above=None)


@row(ORDER, "above your approval limit")
async def an_order_just_above_her_limit() -> None:
    await _approve(above=-1)


@row(ORDER, "above your approval limit")
async def an_order_that_nobody_can_compare_with_her_limit() -> None:
    await _approve(currency="USD")


@row(AUTHOR, "entered it yourself")
@row(ORDER, "entered it yourself")
async def an_order_that_she_entered() -> None:
    await _approve("created_by_id")


@row(AUTHOR, "entered it yourself")
async def an_order_that_she_sent() -> None:
    await _approve("submitted_by_id")


async def _approve_purchase(of_draft: str = "", of_order: str = "") -> None:
    sun, he = await actor_of("sun.li"), await actor_of("he.min")
    draft = await PurchaseDraft.exclude(approval_asked_at=None).first().select_related("order")
    assert draft is not None
    authors = {"created_by_id": sun.user_id, "asked_by_id": sun.user_id}
    mine = {of_draft: he.user_id} if of_draft else {}
    await PurchaseDraft.filter(id=draft.id).update(**authors | mine)
    buyer = he.user_id if of_order else sun.user_id
    await PurchaseOrder.filter(id=draft.order.id).update(buyer_id=buyer)
    await sending.approve_order(he, draft.order.number, version=draft.version)


@row(PURCHASE, DONE)
async def a_purchase_of_a_colleague() -> None:
    await _approve_purchase()


@row("purchasing.rules.orders.check_may_approve", "entered it yourself")
@row(PURCHASE, "entered it yourself")
async def a_purchase_that_she_wrote() -> None:
    await _approve_purchase("created_by_id")


@row(PURCHASE, "entered it yourself")
async def a_purchase_that_she_asked_for() -> None:
    await _approve_purchase("asked_by_id")


@row(PURCHASE, "entered it yourself")
async def a_purchase_of_which_she_is_buyer() -> None:
    await _approve_purchase(of_order="buyer")


async def _decide_limit(proposer: str, *, approves: bool) -> None:
    luo, by = await actor_of("luo.yan"), await actor_of(proposer)
    place = await Counterparty.get(number="CP-0063")
    await CreditProposal.create(
        public_id="law-limit", counterparty=place, currency="CNY", amount=90_000_000,
        proposed_by_id=by.user_id, created_at=ANCHOR,
    )  # fmt: skip
    named = {"counterparty": place.number, "version": 1}
    if approves:
        await credit_proposals.approve_credit_limit(luo, **named)
    else:
        await credit_proposals.reject_credit_limit(luo, **named, reason="Too much")


@row(PROPOSER, DONE)
async def a_limit_of_a_colleague() -> None:
    await _decide_limit("he.min", approves=True)


@row("orders.credit_proposals._of_others", "Stale", PROPOSER)
@row(PROPOSER, "proposed it yourself")
async def her_own_limit_approved() -> None:
    await _decide_limit("luo.yan", approves=True)


@row("orders.credit_proposals._of_others", "Stale", PROPOSER)
@row(PROPOSER, "proposed it yourself")
async def her_own_limit_rejected() -> None:
    await _decide_limit("luo.yan", approves=False)


async def _publish(author: str, *, is_revision: bool) -> None:
    he, luo = await actor_of("he.min"), await actor_of("luo.yan")
    code = "STD-CNY"
    if is_revision:
        code = await publishing.revise_price_list(he, code=code)
    else:
        await publishing.withdraw_price_list(he, code=code, version=1)
    kept = await PriceList.get(code=code)
    await PriceListAuthor.filter(price_list_id=kept.id).delete()
    wrote = luo if author == "luo.yan" else he
    await PriceListAuthor.create(price_list_id=kept.id, user_id=wrote.user_id)
    await publishing.publish_price_list(luo, code=code, version=kept.version)


@row(PRICES, DONE)
async def prices_of_a_colleague() -> None:
    await _publish("he.min", is_revision=False)


@row(PRICES, DONE)
async def prices_of_a_colleague_beside_her_own_list() -> None:
    luo, other = await actor_of("luo.yan"), await PriceList.get(code="GOLD-CNY")
    await PriceListAuthor.create(price_list_id=other.id, user_id=luo.user_id)
    await _publish("he.min", is_revision=False)


@row(PRICES, "You wrote in it yourself")
async def her_own_prices() -> None:
    await _publish("luo.yan", is_revision=False)


@row(PRICES, DONE)
async def her_own_prices_where_two_are_not_asked_for() -> None:
    with patch("shared.catalogue.authors.load", lambda: replace(load(), price_four_eyes=0)):
        await _publish("luo.yan", is_revision=False)


@row(PRICES, "You wrote in it yourself")
async def her_own_revision_of_prices() -> None:
    await _publish("luo.yan", is_revision=True)


async def _approve_deal(
    above: int, reviewer: str = "", role: str = SALES_MANAGER, currency: str = "CNY"
) -> None:
    """The amount lies so far above the limit of an account manager."""
    wu = await actor_of("wu.jing")
    by = (await actor_of(reviewer)).user_id if reviewer else None
    who = replace(wu, roles=frozenset({role})) if role == SALES_MANAGER else await actor_of(role)
    deal = await DealRegistration.get(number="DR-2026-0022")
    await DealRegistration.filter(id=deal.id).update(
        amount=load().deal_approval_limit + above, reviewed_by_id=by, currency=currency
    )
    await deals.approve_deal(who, deal.number, version=deal.version)


@row(DEAL, DONE)
async def a_deal_at_the_limit_that_she_reviewed() -> None:
    await _approve_deal(0, "wu.jing")


@row(DEAL, DONE)
async def a_large_deal_that_another_reviewed() -> None:
    await _approve_deal(1, "lin.xiaoyu")


@row(DEAL, "above your limit")
async def a_large_deal_of_an_account_manager() -> None:
    await _approve_deal(1, "wu.jing", "lin.xiaoyu")


@row(DEAL, "above your limit")
async def a_deal_that_an_account_manager_cannot_compare_with_her_limit() -> None:
    await _approve_deal(-1, "wu.jing", "lin.xiaoyu", "USD")


@row(DEAL, "two people look")
async def a_large_deal_that_nobody_reviewed() -> None:
    await _approve_deal(1)


@row(DEAL, "reviewed it yourself")
async def a_large_deal_that_she_reviewed() -> None:
    await _approve_deal(1, "wu.jing")


async def _extend_deal(above: int, reviewer: str, by: str = "wu.jing") -> None:
    """The amount lies so far above the limit; the deal was approved, and more time is asked."""
    wu, who = await actor_of(reviewer), await actor_of(by)
    deal = await DealRegistration.get(number="DR-2026-0022")
    await DealRegistration.filter(id=deal.id).update(
        amount=load().deal_approval_limit + above, reviewed_by_id=wu.user_id,
        state=DealState.EXTENSION_ASKED, protected_until=ANCHOR.date() + timedelta(days=9),
        extension_until=ANCHOR.date() + timedelta(days=30),
    )  # fmt: skip
    await deals.extend_deal(who, deal.number, version=deal.version)


@row(EXTENDED, DONE)
async def more_time_at_the_limit_by_who_reviewed_it() -> None:
    await _extend_deal(0, "lin.xiaoyu", "lin.xiaoyu")


@row(EXTENDED, DONE)
async def more_time_for_a_large_deal_that_another_reviewed() -> None:
    await _extend_deal(1, "lin.xiaoyu")


@row(EXTENDED, "above your limit")
async def more_time_for_a_large_deal_by_an_account_manager() -> None:
    await _extend_deal(1, "wu.jing", "lin.xiaoyu")


@row(EXTENDED, "reviewed it yourself")
async def more_time_for_a_large_deal_that_she_reviewed() -> None:
    await _extend_deal(1, "wu.jing")


async def _approve_beside(state: DealState, later: timedelta, *, is_theirs: bool = False) -> None:
    """Another deal about the same customer and line was submitted so much later."""
    deal, rival = [await DealRegistration.get(number=n) for n in ("DR-2026-0022", "DR-2026-0023")]
    assert deal.submitted_at is not None
    await DealRegistration.filter(id=rival.id).update(
        customer_key=deal.customer_key, product_line=deal.product_line, state=state,
        submitted_at=deal.submitted_at + later, protected_until=ANCHOR.date() + timedelta(days=9),
    )  # fmt: skip
    if is_theirs:
        far = await Counterparty.get(number="CP-0041")
        await DealRegistration.filter(id=rival.id).update(distributor_id=far.id)
    who = await actor_of("lin.xiaoyu" if is_theirs else "wu.jing")
    await deals.approve_deal(who, deal.number, version=deal.version)


@row(FIRST, DONE)
async def a_deal_before_a_later_one() -> None:
    await _approve_beside(DealState.SUBMITTED, timedelta(days=1))


@row(FIRST, "decide it first")
async def a_deal_past_an_earlier_one() -> None:
    await _approve_beside(DealState.SUBMITTED, timedelta(days=-1))


@row(FIRST, DONE)
async def a_deal_past_an_earlier_one_that_was_rejected() -> None:
    await _approve_beside(DealState.REJECTED, timedelta(days=-1))


@row(FIRST, "still undecided")
async def a_deal_past_an_earlier_one_of_another_territory() -> None:
    await _approve_beside(DealState.SUBMITTED, timedelta(days=-1), is_theirs=True)


@row(FIRST, "protects this customer until")
async def a_deal_against_a_protected_one() -> None:
    await _approve_beside(DealState.APPROVED, timedelta(days=1))
