"""Who looks for a homestay finds the tourism services, whose group says “du lịch cộng đồng”."""

from django.db import migrations

TERMS = "du lịch cộng đồng, homestay, home stay, farmstay, lưu trú"
ONLY_TYPED = "nhà nghỉ, phòng nghỉ, nghỉ đêm, nghỉ dưỡng, tour"


def load(apps, schema_editor):
    Synonym = apps.get_model("search", "Synonym")
    if not Synonym.objects.filter(terms__icontains="homestay").exists():
        Synonym.objects.create(terms=TERMS, only_typed=ONLY_TYPED)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_fillers_and_origin")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
