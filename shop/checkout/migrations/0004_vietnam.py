from django.db import migrations


def add_vietnam(apps, schema_editor):
    """Oscar's addresses need a country row; ours are all in Vietnam."""
    apps.get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="VN",
        defaults={
            "iso_3166_1_a3": "VNM",
            "iso_3166_1_numeric": "704",
            "printable_name": "Việt Nam",
            "name": "Việt Nam",
            "is_shipping_country": True,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("checkout", "0003_seenstar"), ("address", "0006_auto_20181115_1953")]

    operations = [migrations.RunPython(add_vietnam, migrations.RunPython.noop)]
