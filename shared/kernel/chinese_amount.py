"""Amounts in Chinese capital characters (大写金额), as Chinese paper documents state them.

Follows the rules for filling in bills (正确填写票据和结算凭证的基本规定): 整 after 元 and 角,
none after 分, one 零 for any run of zeros between digits.
"""

from shared.kernel.money import exponent

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_CURRENCIES = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
    "TWD": "新台币",
}


def in_words(minor: int, currency: str = "CNY") -> str:
    """Return an amount (minor units) in words: `人民币壹仟贰佰元伍角整`.

    A currency without a Chinese name here stands with its code in front.
    """
    whole, rest = divmod(abs(minor), 10 ** exponent(currency))
    name = _CURRENCIES.get(currency, currency)
    sign = "负" if minor < 0 else ""
    return name + sign + _amount(whole, *divmod(rest, 10))


def _amount(whole: int, tenths: int, hundredths: int) -> str:
    yuan = _whole(whole) + "元" if whole else ""
    if not tenths and not hundredths:
        return (yuan or "零元") + "整"
    text = yuan
    if tenths:
        text += _DIGITS[tenths] + "角"
    elif yuan:
        text += "零"
    return text + (_DIGITS[hundredths] + "分" if hundredths else "整")


def _whole(number: int) -> str:
    """Return a positive whole number below 10¹⁶ in words, in groups of four digits."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    skipped = False
    for position in reversed(range(len(groups))):
        group = groups[position]
        if not group:
            skipped = True
            continue
        if text and (skipped or group < 1000):
            text += "零"
        text += _group(group) + _group_name(position, groups)
        skipped = False
    return text


def _group_name(position: int, groups: list[int]) -> str:
    """Say 亿 once: 万亿 shortens to 万 when filled hundred-millions follow."""
    return "万" if position == 3 and groups[2] else _GROUPS[position]


def _group(group: int) -> str:
    text = ""
    gap = False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text
