from django.db import migrations

from catalogue.slugs import fold


def fold_names(apps, schema_editor):
    """The text that stored certificates are searched by; new ones get it when saved."""
    rows = apps.get_model("certification", "Certificate").objects.select_related("decision")
    for row in rows.iterator():
        words = (
            row.product_name, row.producer_name, row.decision.number, row.decision.authority, row.number, row.ocop_code
        )
        row.folded = fold(" ".join(filter(None, words)))
        row.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("certification", "0004_corrections")]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
