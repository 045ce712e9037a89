"""The files of Lumen, an invented lamp maker: everything a small company would bring along."""

from pathlib import Path

MAPPING = """
source = "lumen"
empty = ["-"]
currency = "EUR"
zone = "Europe/Berlin"
dates = ["%d.%m.%Y"]
decimal = ","

[[counterparty]]
file = "firms.csv"
key = "No"
[counterparty.fields]
name_en = "Name"
kinds = "Kind"
country = "Country"
city = "City"
credit_limit = { column = "Limit", optional = true }

[[contact]]
file = "people.csv"
key = "{Firm}/{Last}"
[contact.fields]
counterparty = "Firm"
name = { join = ["First", "Last"] }
email = "Mail"

[[product]]
file = "lamps.csv"
key = "Art"
[product.fields]
sku = "L-{Art:4}"
name_en = "Lamp"
category_en = { column = "Group", lookup = "groups.csv", key = "Id", give = "Label" }
supplier = "Maker"
opening_stock = "Stock"
is_active = { column = "Sold", map = { "ja" = "yes", "nein" = "no" } }

[[price_list]]
key = { value = "LUMEN-EUR" }
[price_list.fields]
name_en = { value = "Lumen" }
valid_from = { value = "2020-01-01" }

[[price_entry]]
file = "lamps.csv"
[price_entry.fields]
price_list = { value = "LUMEN-EUR" }
product = "Art"
price = "Price"

[[order]]
file = "orders.csv"
key = "Order"
[order.fields]
buyer = "Firm"
buyer_reference = "Their no"
placed_on = "Date"
shipped_on = "Shipped"
delivered_on = "Arrived"

[[order_line]]
file = "lines.csv"
except = { Note = ["void"] }
[order_line.fields]
order = "Order"
product = "Art"
quantity = "Qty"
price = "Price"
discount = { column = "Discount", multiply = 100 }
tax_rate = { value = 19 }
"""

FILES = {
    "firms.csv": "No;Name;Kind;Country;City;Limit\n"
    "K1;Nachtlicht GmbH;customer, distributor;Germany;Köln;12.500,00\n"
    "K2;Kerzenschein AG;distributor;CH;Bern;-\n"
    "S1;Glaswerk Oy;supplier;Finland;Oulu;-\n",
    "people.csv": "Firm;First;Last;Mail\nK1;Ida;Brandt;Ida@nachtlicht.example\nK2;-;Frei;-\n",
    "groups.csv": "Id;Label\n1;Table lamps\n2;Floor lamps\n",
    "lamps.csv": "Art;Lamp;Group;Maker;Stock;Sold;Price\n"
    "7;Mond;1;S1;40;ja;59,90\n"
    "12;Birke, groß;2;-;0;nein;0,125\n",
    "orders.csv": "Order;Firm;Their no;Date;Shipped;Arrived\n"
    "A-1;K1;PO 77;03.02.2025;05.02.2025;07.02.2025\n"
    "A-2;K1;PO 78;31.12.2025;02.01.2026;-\n"
    "A-3;K2;-;04.01.2026;-;-\n",
    "lines.csv": "Order;Art;Qty;Price;Discount;Note\n"
    "A-1;7;10;59,90;0,1;-\n"
    "A-1;12;1000;0,125;0;-\n"
    "A-1;12;1;1;0;void\n"
    "A-2;7;2;60;0;-\n"
    "A-3;7;1,5;59,90;0;-\n",
}


def write(folder: Path, **changed: str | None) -> Path:
    """Write the files; `firms="…"` replaces one, None leaves it out."""
    for name, text in FILES.items():
        text_now = changed.get(name.removesuffix(".csv"), text)
        if text_now is not None:
            (folder / name).write_text(text_now, encoding="utf-8")
    return folder
