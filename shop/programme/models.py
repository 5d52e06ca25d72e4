from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.certification.models import Certificate, EvidenceLevel


class DecisionImport(models.Model):
    """An uploaded list of recognitions: the plan that was shown is stored, and that plan is what is applied."""

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    evidence = models.CharField(_("evidence"), max_length=2, choices=EvidenceLevel.choices, default=EvidenceLevel.A)
    plan = models.JSONField(editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decision_imports")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True, editable=False)
    certificates = models.ManyToManyField(Certificate, related_name="imports", editable=False)

    class Meta:
        ordering = ("-uploaded_at",)
        verbose_name = _("import of decisions")
        verbose_name_plural = _("imports of decisions")

    def __str__(self) -> str:
        return self.file_name
