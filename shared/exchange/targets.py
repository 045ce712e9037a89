"""What a mapping may fill: every target, its fields, and what each field holds.

The one table behind the mapping reader, the row checks and the reference in `docs/import.md`.
"""

from dataclasses import dataclass, field

from shared.counterparties.rules import AddressKind, CounterpartyStatus

TEXT, NUMBER, PERCENT, QUANTITY, PRICE = (
    "text", "number", "percent", "quantity", "price",
)  # fmt: skip
MONEY, DATE, FLAG, CHOICE, KINDS = "money", "date", "flag", "choice", "kinds"
COUNTRY, CURRENCY, REFERENCE, EMAIL = "country", "currency", "reference", "email"

KIND_WORDS = {
    "customer": "customer", "客户": "customer",
    "distributor": "distributor", "经销商": "distributor", "dealer": "distributor",
    "supplier": "supplier", "供应商": "supplier", "vendor": "supplier",
    "partner": "partner", "合作伙伴": "partner",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field: its kind, whether a row needs it, the longest text, what it names."""

    kind: str = TEXT
    needed: bool = False
    longest: int = 200
    names: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """A kind of record: `keyed` ones need a key column, others may live without."""

    fields: dict[str, Field] = field(default_factory=dict)
    keyed: bool = True


_DAY, _MARK = Field(DATE), Field(FLAG)

TARGETS: dict[str, Target] = {
    "counterparty": Target(
        {
            "name_zh": Field(),
            "name_en": Field(),
            "kinds": Field(KINDS, needed=True),
            "status": Field(CHOICE, choices=tuple(CounterpartyStatus)),
            "tier": Field(CHOICE, choices=("A", "B", "C")),
            "country": Field(COUNTRY),
            "region": Field(longest=80),
            "region_other": Field(longest=80),
            "city": Field(longest=80),
            "city_other": Field(longest=80),
            "currency": Field(CURRENCY),
            "payment_days": Field(NUMBER),
            "tax_number": Field(longest=40),
            "phone": Field(longest=60),
            "website": Field(),
            "account_manager": Field(REFERENCE, names="user"),
            "credit_limit": Field(MONEY),
        }
    ),
    "contact": Target(
        {
            "counterparty": Field(REFERENCE, needed=True, names="counterparty"),
            "name": Field(needed=True, longest=120),
            "name_other": Field(longest=120),
            "title": Field(longest=120),
            "title_other": Field(longest=120),
            "email": Field(EMAIL, longest=254),
            "phone": Field(longest=60),
            "is_decision_maker": _MARK,
        }
    ),
    "address": Target(
        {
            "counterparty": Field(REFERENCE, needed=True, names="counterparty"),
            "kind": Field(CHOICE, choices=tuple(AddressKind)),
            "label": Field(longest=120),
            "label_other": Field(longest=120),
            "recipient": Field(longest=120),
            "recipient_other": Field(longest=120),
            "phone": Field(longest=60),
            "line": Field(needed=True, longest=300),
            "line_other": Field(longest=300),
            "city": Field(longest=80),
            "city_other": Field(longest=80),
            "region": Field(longest=80),
            "region_other": Field(longest=80),
            "postcode": Field(longest=20),
            "country": Field(COUNTRY),
            "is_default": _MARK,
        }
    ),
    "product": Target(
        {
            "sku": Field(needed=True, longest=40),
            "name_zh": Field(),
            "name_en": Field(),
            "category_zh": Field(longest=80),
            "category_en": Field(longest=80),
            "description_zh": Field(longest=5000),
            "description_en": Field(longest=5000),
            "unit": Field(longest=20),
            "minimum_quantity": Field(QUANTITY),
            "pack_quantity": Field(QUANTITY),
            "tax_class": Field(longest=20),
            "allows_backorder": _MARK,
            "lead_days": Field(NUMBER),
            "is_active": _MARK,
            "supplier": Field(REFERENCE, names="counterparty"),
            "opening_stock": Field(QUANTITY),
        }
    ),
    "tax_rate": Target(
        {
            "country": Field(COUNTRY, needed=True),
            "tax_class": Field(longest=20),
            "rate": Field(PERCENT, needed=True),
        },
        keyed=False,
    ),
    "price_list": Target(
        {
            "name_zh": Field(longest=120),
            "name_en": Field(longest=120),
            "currency": Field(CURRENCY),
            "valid_from": _DAY,
            "valid_until": _DAY,
            "is_standard": _MARK,
        }
    ),
    "price_list_assignment": Target(
        {
            "price_list": Field(REFERENCE, needed=True, names="price_list"),
            "counterparty": Field(REFERENCE, needed=True, names="counterparty"),
            "priority": Field(NUMBER),
        },
        keyed=False,
    ),
    "price_entry": Target(
        {
            "price_list": Field(REFERENCE, needed=True, names="price_list"),
            "product": Field(REFERENCE, needed=True, names="product"),
            "from_quantity": Field(QUANTITY),
            "price": Field(PRICE, needed=True),
            "per": Field(NUMBER),
            "valid_from": _DAY,
            "valid_until": _DAY,
        },
        keyed=False,
    ),
    "order": Target(
        {
            "buyer": Field(REFERENCE, needed=True, names="counterparty"),
            "buyer_reference": Field(longest=60),
            "placed_on": Field(DATE, needed=True),
            "wished_on": _DAY,
            "promised_on": _DAY,
            "shipped_on": _DAY,
            "delivered_on": _DAY,
            "paid_on": _DAY,
            "cancelled_on": _DAY,
            "currency": Field(CURRENCY),
            "note": Field(longest=5000),
            "carrier": Field(longest=80),
            "tracking_number": Field(longest=80),
            "ship_label": Field(longest=120),
            "ship_label_other": Field(longest=120),
            "ship_recipient": Field(longest=120),
            "ship_recipient_other": Field(longest=120),
            "ship_phone": Field(longest=60),
            "ship_line": Field(longest=300),
            "ship_line_other": Field(longest=300),
            "ship_city": Field(longest=80),
            "ship_city_other": Field(longest=80),
            "ship_region": Field(longest=80),
            "ship_region_other": Field(longest=80),
            "ship_postcode": Field(longest=20),
            "ship_country": Field(COUNTRY),
        }
    ),
    "order_line": Target(
        {
            "order": Field(REFERENCE, needed=True, names="order"),
            "product": Field(REFERENCE, names="product"),
            "sku": Field(longest=80),
            "name_zh": Field(),
            "name_en": Field(),
            "unit": Field(longest=20),
            "quantity": Field(QUANTITY, needed=True),
            "shipped_quantity": Field(QUANTITY),
            "price": Field(PRICE, needed=True),
            "per": Field(NUMBER),
            "discount": Field(PERCENT),
            "tax_rate": Field(PERCENT),
        },
        keyed=False,
    ),
}
