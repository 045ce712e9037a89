"""Those who keep the catalogue and a few products, for tests."""

from dataclasses import dataclass
from datetime import date

from shared.access import policy
from shared.access.actor import Actor
from shared.catalogue import actions, price_lists
from shared.catalogue.keeping import ListCard, ProductCard
from tests.shared.counterparties.company import person

SHAVER = ProductCard("HS-5731", name_zh="三刀头剃须刀", name_en="Triple-head shaver")
MIRROR = ProductCard("MR-100", name_en="Mirror", minimum_quantity=240_000, pack_quantity=120_000)
DEALERS = ListCard("DEALER-CN", "CNY", date(2026, 1, 1), name_en="Dealers")


@dataclass
class Shop:
    """Petra keeps products and stock, Fiona prices, tax and credit; Alice reads."""

    petra: Actor
    fiona: Actor
    alice: Actor


async def open_shop() -> Shop:
    """Make two products and a draft price list."""
    shop = Shop(
        await person("Petra", policy.PURCHASING),
        await person("Fiona", policy.FINANCE),
        await person("Alice", policy.ACCOUNT_MANAGER),
    )
    await actions.create_product(shop.petra, card=SHAVER)
    await actions.create_product(shop.petra, card=MIRROR)
    await price_lists.create_price_list(shop.fiona, card=DEALERS)
    return shop
