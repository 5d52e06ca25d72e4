"""One stock record per sellable product (law 1): a constraint on Oscar's table without a column of ours."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial"), ("partner", "0006_auto_20200724_0909")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX stock_one_record_per_product ON partner_stockrecord (product_id)",
            "DROP INDEX stock_one_record_per_product",
        )
    ]
