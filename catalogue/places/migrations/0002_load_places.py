from datetime import date

from django.db import migrations

from catalogue.places.loading import load_places


def load(apps, schema_editor):
    models = (apps.get_model("places", name) for name in ("Province", "Commune", "FormerProvince"))
    load_places(*models, version=date(2026, 10, 10))


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
