"""Which modules hold tables, named as text so that this room imports none of them."""

from tortoise import Tortoise
from tortoise.models import Model

APP = "wanglai"
MODEL_MODULES = [
    "shared.database.models",
    "shared.access.models",
    "shared.journal.models",
    "shared.outbox.models",
    "shared.files.models",
    "shared.counterparties.models",
    "shared.identity.models",
    "shared.identity.door_models",
    "shared.catalogue.models",
    "shared.documents.models",
    "shared.opportunities.models",
    "shared.orders.models",
    "shared.orders.channel_models",
    "shared.purchasing.models.items",
    "shared.purchasing.models.orders",
    "shared.purchasing.models.promises",
    "shared.purchasing.models.deliveries",
    "shared.purchasing.models.rfqs",
    "shared.tickets.models",
    "shared.campaigns.models",
]


def table_model(table: str) -> type[Model]:
    """Return the model of `table` (a table name); raises KeyError for an unknown one."""
    model: type[Model]
    for model in Tortoise.apps.get_models_iterable():
        if model._meta.db_table == table:
            return model
    raise KeyError(table)
