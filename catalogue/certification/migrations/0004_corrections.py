import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certification', '0003_load_groups'),
        ('producers', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='certificate',
            name='one_certificate_per_row',
        ),
        migrations.AddField(
            model_name='certificate',
            name='corrects',
            field=models.OneToOneField(blank=True, help_text='a row taken down wrongly; it is in force on no day, and its events hold for this one', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='certification.certificate', verbose_name='corrects the record'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('corrects', None)), fields=('decision', 'producer', 'product_name'), name='one_certificate_per_row'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='folded',
            field=models.TextField(default='', editable=False, help_text='what it is searched by, without marks'),
            preserve_default=False,
        ),
    ]
