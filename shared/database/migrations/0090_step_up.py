from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0067_orders_of_ours')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Session',
            name='authenticated_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Session',
            name='provider_session',
            field=fields.CharField(default='', db_index=True, max_length=255),
        ),
    ]
