"""Words that only their owner may ever read, planted in every text column, and the search for them.

`CANARY` stands in the records themselves; `CALL` is a word under which their search entries are
filed, so that searching for it must find nothing either.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
from pypdf import PdfReader
from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.access.models import User
from shared.campaigns.models import Announcement
from shared.catalogue.models import ProductCost
from shared.counterparties.models import Address, Contact, Counterparty, CounterpartyPrivate
from shared.database import fulltext
from shared.database.uow import uow
from shared.documents.models import Certificate, Document
from shared.files.models import Attachment
from shared.identity.models import Invitation
from shared.opportunities.models import (
    DealRegistration,
    Opportunity,
    OpportunityNote,
    OpportunityPrivate,
)
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine, Shipment
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.models.promises import Promise, PurchaseMessage
from shared.tickets.models import Article, Ticket, TicketInternalNote, TicketMessage
from tests.cast import ANCHOR
from tests.web import Browser

CANARY, CALL = "canary", "gelbvogel"
MONEY = 73_133_717
NUMBERS = re.compile(r"\b(?:SO|OP|DR|SH|TK|PO|AN)-\d{4}-\d{4}\b|\bCP-\d{4}\b")
_MONEY_TEXTS = (str(MONEY), "731337.17", "731,337.17", "731,337", "73.13")
_NOT_WORDS = frozenset(
    {
        "typed_lines",
        "parent_table",
        "media_type",
        "sha256",
        "storage_key",
        "thumbnail_key",
        "zone",
        "locale",
        "unit",
        "tax_class",
        "customer_key",
        "external_key",
        "external_source",
    }
)
_SHORTEST = 16


async def plant_secrets() -> None:
    """Fill what no outsider may read of any record, not even of her own."""
    for place in await Counterparty.all():
        await CounterpartyPrivate.get_or_create({}, counterparty=place)
    await _mark(CounterpartyPrivate.all())
    await _mark(OpportunityPrivate.all())
    await PurchaseDraft.all().update(reason=CANARY, decision_reason=CANARY)
    await _mark(Attachment.filter(is_internal=True))
    await _mark(Attachment.filter(parent_table="purchase_draft"))
    await OpportunityPrivate.all().update(forecast=MONEY)
    await ProductCost.all().update(cost=MONEY)
    for ticket in await Ticket.all():
        await TicketInternalNote.create(ticket=ticket, author_name="x", text="y", created_at=ANCHOR)
    await _mark(TicketInternalNote.all())
    await _mark(Article.filter(is_published=False))
    await _mark(Announcement.exclude(state="published"))


async def plant_records(of: Counterparty, spared: QuerySet[Opportunity]) -> None:
    """Fill every text column of the records of one organisation, and give it new ones.

    `spared` are opportunities that the later reader sees for a reason of her own.
    """
    await _make_more(of)
    chances = Opportunity.filter(Q(counterparty=of) | Q(shares__counterparty=of))
    ids = set(await chances.values_list("id", flat=True)) - set(
        await spared.values_list("id", flat=True)
    )
    for rows in (
        Counterparty.filter(id=of.id), Contact.filter(counterparty=of),
        Address.filter(counterparty=of), Invitation.filter(counterparty=of),
        User.filter(memberships__counterparty=of), DealRegistration.filter(distributor=of),
        SalesOrder.filter(buyer=of), SalesOrderLine.filter(order__buyer=of),
        Shipment.filter(order__buyer=of), Opportunity.filter(id__in=ids),
        OpportunityNote.filter(opportunity_id__in=ids), Attachment.filter(owner=of),
        Ticket.filter(counterparty=of), TicketMessage.filter(ticket__counterparty=of),
        Certificate.filter(counterparty=of),
        Document.filter(shares__counterparty=of, for_distributor=False),
        PurchaseOrder.filter(supplier=of), PurchaseLine.filter(order__supplier=of),
        Promise.filter(line__order__supplier=of), PurchaseMessage.filter(order__supplier=of),
        SupplierItem.filter(supplier=of), await _drawings(of),
        Announcement.filter(number__startswith="AN-2026-8", addressees__counterparty=of),
    ):  # fmt: skip
        await _mark(rows)
    await CreditLimit.filter(counterparty=of).update(amount=MONEY, used=MONEY)
    for kind, found in (
        ("counterparty", Counterparty.filter(id=of.id)),
        ("sales_order", SalesOrder.filter(buyer=of)),
        ("deal_registration", DealRegistration.filter(distributor=of)),
        ("opportunity", Opportunity.filter(id__in=ids)),
        ("ticket", Ticket.filter(counterparty=of)),
        ("purchase_order", PurchaseOrder.filter(supplier=of)),
    ):
        await _file(kind, await found.values_list("id", flat=True))


async def _drawings(of: Counterparty) -> QuerySet[Attachment]:
    """Return the files of the purchase orders at `of` and of what is said about them."""
    orders = await PurchaseOrder.filter(supplier=of).values_list("id", flat=True)
    said = await PurchaseMessage.filter(order__supplier=of).values_list("id", flat=True)
    return Attachment.filter(
        Q(parent_table="purchase_order", parent_id__in=orders)
        | Q(parent_table="purchase_message", parent_id__in=said)
    )


async def _make_more(of: Counterparty) -> None:
    """Newer records than anybody's: they would come first in every list that forgot its scope."""
    late = ANCHOR + timedelta(hours=1)
    for n in range(7000, 7003):
        await SalesOrder.create(
            number=f"SO-2026-{n}", buyer=of, state="submitted", currency="CNY", total=MONEY,
            placed_at=late, submitted_at=late, created_at=late, updated_at=late,
        )  # fmt: skip
        await Opportunity.create(
            number=f"OP-2026-{n}", counterparty=of, name="x", stage="contact_made",
            currency="CNY", amount=MONEY, closes_on=late.date(), stage_since_at=late,
            owner=await User.get(email="lin.xiaoyu@haorui.example"), created_at=late,
            updated_at=late,
        )  # fmt: skip
        await DealRegistration.create(
            number=f"DR-2026-{n}", distributor=of, customer_name="x", customer_key=f"x{n}",
            product_line="y", amount=MONEY, currency="CNY", state="submitted", submitted_at=late,
            created_at=late, updated_at=late,
        )  # fmt: skip
        await Ticket.create(
            number=f"TK-2026-{n}", counterparty=of, opened_by=await User.first(),
            opened_by_name="x", category="complaint", subject="x", response_due_at=late,
            resolution_due_at=late, due_at=late, warns_at=late, escalates_at=late,
            last_message_at=late, created_at=late, updated_at=late,
        )  # fmt: skip


async def _mark(rows: QuerySet[Model]) -> None:
    model = rows.model
    ids = [row.pk for row in await rows]
    words = {
        name: f"{CANARY}-{model._meta.db_table}-{name}"[: getattr(field, "max_length", 90)]
        for name, field in model._meta.fields_map.items()
        if is_text(name, field)
    }
    if words and ids:
        await model.filter(pk__in=ids).update(**words)


def is_text(name: str, field: fields.Field) -> bool:  # type: ignore[type-arg]
    is_words = isinstance(field, fields.TextField) or (
        isinstance(field, fields.CharField) and field.max_length >= _SHORTEST
    )
    is_free = not (field.unique or field.pk or hasattr(field, "enum_type"))
    return is_words and is_free and name not in _NOT_WORDS and not name.endswith("_id")


async def _file(kind: str, ids: Iterable[object]) -> None:
    await uow(lambda: fulltext.index_many(kind, [(int(str(one)), (CALL,)) for one in ids]))


async def crawl(browser: Browser, paths: Iterable[str], most: int = 90) -> dict[str, str]:
    """Open these paths and what they link to, files too; return path → text of each."""
    waiting, seen = list(paths), dict[str, str]()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen or path.startswith(("/static/", "/sign-")):
            continue
        answer = await browser.get(path)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        seen[path] = text_of(answer)
        links = re.findall(r'(?:href|data-suggest|hx-get)="(/[^"#]*)', seen[path])
        waiting += [html.unescape(link) for link in links]
        if "location" in answer.headers:
            waiting.append(urlsplit(answer.headers["location"]).path)
    return seen


def text_of(answer: httpx2.Response) -> str:
    """Return everything a reader could get out of an answer, of sheets and papers too."""
    kind = answer.headers.get("content-type", "")
    if kind.startswith("application/pdf"):
        return "\n".join(
            page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages
        )
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return answer.text


def leaks(pages: dict[str, str], own: set[str] | None = None) -> list[str]:
    """Return what no page should have shown; `own` are the numbers this reader may see."""
    found = []
    for path, text in pages.items():
        found += [f"{path}: {word}" for word in set(re.findall(rf"{CANARY}[\w-]*", text))]
        found += [f"{path}: {money}" for money in _MONEY_TEXTS[:3] if money in text]
        if own is not None:
            found += [f"{path}: {one}" for one in set(NUMBERS.findall(text)) - own]
    return sorted(found)
