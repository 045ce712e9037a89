"""A second form of names, titles, cities, regions and addresses, for readers of the other language.

Rows of before keep their text as their first form and have no second one: which language it is
follows from its Han characters, so every row reads as before until somebody adds the other form.
The default stands in the database too: rows that are there need it, and so does the release
before, which writes rows without these columns.
"""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

# Model → column and its longest text.
COLUMNS = {
    "Address": {"city_other": 80, "label_other": 120, "line_other": 300, "recipient_other": 120, "region_other": 80},
    "Contact": {"name_other": 120, "title_other": 120},
    "Counterparty": {"city_other": 80, "region_other": 80},
    "DealRegistration": {"customer_city_other": 80},
    "SalesOrder": {"ship_city_other": 80, "ship_label_other": 120, "ship_line_other": 300, "ship_recipient_other": 120, "ship_region_other": 80},
    "User": {"name_other": 120, "title_other": 120},
}  # fmt: skip


class Migration(migrations.Migration):
    """After the tables and their indices."""

    dependencies = [("wanglai", "0030_announcements")]
    operations = [
        ops.AddField(
            model_name=model,
            name=column,
            field=fields.CharField(default="", db_default="", max_length=longest),
        )
        for model, columns in COLUMNS.items()
        for column, longest in columns.items()
    ]
