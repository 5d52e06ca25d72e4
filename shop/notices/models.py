from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.producers.models import Producer


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user) -> "NoticeQuerySet":
        """Her own; what concerns a producer only while she works for it (law 10)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(producer=None) | Q(producer__in=Producer.objects.of(user)), user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something that one person was told on the screen. It names orders, never buyers."""

    class Kind(models.TextChoices):
        ORDER = "order", _("new order")
        CANCELLED = "cancelled", _("order cancelled")
        RETURN = "return", _("return request")
        SAFETY = "safety", _("taken off sale")
        CHANNEL = "channel", _("sales channel")
        ENQUIRY = "enquiry", _("booking request")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    producer = models.ForeignKey("producers.Producer", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=160)
    text = models.CharField(_("text"), max_length=600, blank=True)
    url = models.CharField(_("leads to"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="unread_by_user")]

    def __str__(self) -> str:
        return self.subject
