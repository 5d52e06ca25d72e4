from django.db import migrations

# (up to grams, price same province, price another province): round figures between the 2026 public tariffs of GHN,
# GHTK and Viettel Post for a sender without a contract; the office sets its own.
BANDS = [(500, 20_000, 28_000), (1_000, 22_000, 32_000), (2_000, 26_000, 40_000), (5_000, 38_000, 62_000), (10_000, 60_000, 99_000), (20_000, 105_000, 175_000)]
DAYS = {"same_province": (1, 2), "other": (3, 5)}
FREE_FROM = 500_000


def add_rates(apps, schema_editor):
    rates = apps.get_model("shop_shipping", "ShippingRate").objects
    for grams, near, far in BANDS:
        for zone, price in (("same_province", near), ("other", far)):
            least, most = DAYS[zone]
            rates.get_or_create(
                producer=None,
                zone=zone,
                up_to_grams=grams,
                defaults={"price": price, "min_days": least, "max_days": most},
            )
    apps.get_model("shop_shipping", "FreeShipping").objects.get_or_create(
        producer=None, defaults={"from_amount": FREE_FROM}
    )


class Migration(migrations.Migration):
    dependencies = [("shop_shipping", "0001_initial")]

    operations = [migrations.RunPython(add_rates, migrations.RunPython.noop)]
