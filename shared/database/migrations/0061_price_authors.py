"""All who wrote in a price list since it was last published, and not only the last of them.

Of drafts that stand already only the last author is known.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

DEPENDS_ON = ("wanglai", "0057_asked_total")
KNOWN = (
    "INSERT INTO price_list_author (price_list_id, user_id) SELECT id, changed_by_id "
    "FROM price_list WHERE changed_by_id IS NOT NULL AND NOT is_published"
)


async def carry(apps: Any, schema_editor: Any) -> None:
    """Take over who wrote the drafts of today."""
    await schema_editor.client.execute_query(KNOWN)


class Migration(migrations.Migration):
    """Authors of price lists."""

    dependencies = [DEPENDS_ON]
    operations = [
        ops.CreateModel(
            name='PriceListAuthor',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('price_list', fields.ForeignKeyField('wanglai.PriceList', source_field='price_list_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('user', fields.ForeignKeyField('wanglai.User', source_field='user_id', db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'price_list_author', 'app': 'wanglai', 'unique_together': (('price_list', 'user'),), 'pk_attr': 'id', 'table_description': 'Somebody who wrote in a list since it was last published, and so does not publish it.'},
            bases=['Model'],
        ),
        ops.RunPython(carry),
    ]
