"""The words that say little, as a start: the office edits the list. Words of the origin have a place of their own now."""

from django.db import migrations, models

FILLERS = (
    "đặc sản", "đặc sản vùng miền", "ocop", "sản phẩm", "ngon", "mua", "mua ở đâu", "bán", "giá rẻ", "giá tốt",
    "chất lượng", "chính hãng", "chính gốc", "nổi tiếng", "uy tín", "quà", "quà tặng", "quà biếu", "làm quà",
    "tỉnh", "quyết định", "quyết định số", "ở", "tại", "của",
)  # fmt: skip


def load(apps, schema_editor):
    Filler = apps.get_model("search", "Filler")
    Filler.objects.bulk_create(Filler(phrase=phrase) for phrase in FILLERS)


def forget_uses(apps, schema_editor):
    """They are derived; `rebuild_when_empty` writes them anew after the migrations."""
    apps.get_model("search", "WordUse").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0003_load_synonyms")]

    operations = [
        migrations.CreateModel(
            name="Filler",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phrase",
                    models.CharField(
                        help_text="“đặc sản Cao Bằng” finds what “Cao Bằng” does. "
                        "A single word counts only with its own marks.",
                        max_length=60,
                        unique=True,
                        verbose_name="word or phrase",
                    ),
                ),
            ],
            options={
                "verbose_name": "word that says little",
                "verbose_name_plural": "words that say little",
                "ordering": ("phrase",),
            },
        ),
        migrations.AlterField(
            model_name="worduse",
            name="place",
            field=models.PositiveSmallIntegerField(choices=[(0, "Title"), (1, "Facts"), (2, "Origin"), (3, "Around")]),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(forget_uses, migrations.RunPython.noop),
    ]
