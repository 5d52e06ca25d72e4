"""What the channels told us, and what we chose and uploaded there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .accounts import ChannelAccount


class CategoryMapping(models.Model):
    """The category and answers that were last chosen for a product group on a channel."""

    channel = models.CharField(max_length=30)
    group = models.ForeignKey("certification.ProductGroup", on_delete=models.PROTECT, related_name="+")
    category_id = models.CharField(max_length=64)
    category_name = models.CharField(max_length=300, blank=True)
    attributes = models.JSONField(default=list, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("category mapping")
        verbose_name_plural = _("category mappings")
        constraints = [models.UniqueConstraint(fields=["channel", "group"], name="one_mapping_per_group")]

    def __str__(self) -> str:
        return f"{self.group_id} → {self.category_name}"


class ReferenceData(models.Model):
    """Trees, attributes, limits and deliveries as read from the channel; `key` is a category or a shop."""

    channel = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64, blank=True)
    payload = models.JSONField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "kind", "key"], name="one_reference")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.key}"


class RemoteImage(models.Model):
    """A picture that a channel already holds for an account, by the hash of the bytes sent."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="images")
    content_hash = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "content_hash"], name="one_upload")]

    def __str__(self) -> str:
        return self.remote_id
