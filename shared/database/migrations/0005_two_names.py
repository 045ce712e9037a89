from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('wanglai', '0002_indices')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Address',
            name='city_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='Address',
            name='label_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='Address',
            name='line_other',
            field=fields.CharField(default='', max_length=300),
        ),
        ops.AddField(
            model_name='Address',
            name='recipient_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='Address',
            name='region_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='Contact',
            name='name_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='Contact',
            name='title_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='Counterparty',
            name='city_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='Counterparty',
            name='region_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='DealRegistration',
            name='customer_city_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='SalesOrder',
            name='ship_city_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='SalesOrder',
            name='ship_label_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='SalesOrder',
            name='ship_line_other',
            field=fields.CharField(default='', max_length=300),
        ),
        ops.AddField(
            model_name='SalesOrder',
            name='ship_recipient_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='SalesOrder',
            name='ship_region_other',
            field=fields.CharField(default='', max_length=80),
        ),
        ops.AddField(
            model_name='User',
            name='name_other',
            field=fields.CharField(default='', max_length=120),
        ),
        ops.AddField(
            model_name='User',
            name='title_other',
            field=fields.CharField(default='', max_length=120),
        ),
    ]
