"""A listing says itself whether its shop's limit of units counts; a figure of its own goes on counting."""

from django.db import migrations, models


def keep_own_limits(apps, schema_editor):
    apps.get_model("connectors", "Listing").objects.exclude(cap=None).update(cap_rule="own")


class Migration(migrations.Migration):
    dependencies = [("connectors", "0004_rests")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="cap_rule",
            field=models.CharField(
                choices=[("account", "as the whole shop"), ("own", "a limit of its own"), ("none", "no limit")],
                default="account",
                max_length=7,
                verbose_name="limit of units",
            ),
        ),
        migrations.AlterField(
            model_name="listing",
            name="cap",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="own limit: never more than (units)"
            ),
        ),
        migrations.RunPython(keep_own_limits, migrations.RunPython.noop, elidable=True),
    ]
