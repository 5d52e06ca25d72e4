from django.db import migrations

from catalogue.certification.groups import load_groups


def load(apps, schema_editor):
    load_groups(apps.get_model("certification", "ProductGroup"))


class Migration(migrations.Migration):
    dependencies = [("certification", "0002_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
