"""Prices the orders of the demo world from the same lists that the product reads."""

from shared.demo.goods import GOODS, PRICE_LISTS, TIERS
from shared.demo.setting_up import World
from shared.kernel.money import divided

_BY_SKU = {good.sku: good for good in GOODS}
_SHARES = {code: share for code, _, _, _, share, _ in PRICE_LISTS}
_STANDARD = {currency: code for code, _, _, currency, _, standard in PRICE_LISTS if standard}


def unit_price(world: World, number: str, sku: str, pieces: int) -> int:
    """Return the net price per piece in minor units of the buyer's currency."""
    good = _BY_SKU[sku]
    company = world.companies[number]
    code = world.list_of.get(number) or _STANDARD[company.currency]
    off = max(off for times, off in TIERS if pieces >= good.minimum * times or times == 1)
    return divided(good.price * _SHARES[code] * (10_000 - off), 10_000 * 10_000)


def skus_for(world: World, number: str) -> list[str]:
    """Return what this buyer buys: dealers the home range, buyers abroad the export range too."""
    abroad = world.companies[number].currency != "CNY"
    return [g.sku for g in GOODS if g.channel == "both" or abroad]
