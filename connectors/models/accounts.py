"""One shop on one marketplace: its permission, its lease and its rules."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.encrypted import EncryptedTextField
from connectors.pacing import Rests


class ChannelAccountQuerySet(models.QuerySet["ChannelAccount"]):
    def of(self, user) -> "ChannelAccountQuerySet":
        """The accounts that this user's producers own (law 10)."""
        return self.filter(producer__partner__users=user) if user.is_authenticated else self.none()

    def workable(self, now: datetime) -> "ChannelAccountQuerySet":
        """Connected accounts that nothing tells to wait."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=now), state=ChannelAccount.State.CONNECTED)


class ChannelAccount(models.Model):
    """A shop on a channel, owned by a producer or (producer empty) by the programme.

    The lease (law 6): only its holder calls the marketplace. It is taken by a conditional UPDATE that raises
    `lease_generation`, and every write of the holder is fenced by that number.
    """

    class State(models.TextChoices):
        CONNECTED = "connected", _("connected")
        NEEDS_SIGN_IN = "needs_sign_in", _("needs sign-in")
        PAUSED = "paused", _("paused")

    channel = models.CharField(_("channel"), max_length=30)
    shop_id = models.CharField(_("shop on the channel"), max_length=64)
    name = models.CharField(_("name"), max_length=200, blank=True)
    producer = models.ForeignKey(
        "producers.Producer", on_delete=models.PROTECT, null=True, blank=True, related_name="channel_accounts"
    )
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.CONNECTED)
    problem = models.JSONField(_("problem"), default=dict, blank=True)

    access_token = EncryptedTextField(blank=True, editable=False)
    refresh_token = EncryptedTextField(blank=True, editable=False)
    access_expires_at = models.DateTimeField(null=True, blank=True)
    refresh_expires_at = models.DateTimeField(null=True, blank=True)
    grant_expires_at = models.DateTimeField(_("permission ends"), null=True, blank=True)

    lease_holder = models.CharField(max_length=80, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_generation = models.PositiveBigIntegerField(default=0, editable=False)
    wakes = models.PositiveBigIntegerField(default=0, editable=False)
    wakes_seen = models.PositiveBigIntegerField(default=0, editable=False)
    not_before = models.DateTimeField(_("waits until"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    rests = models.JSONField(
        default=dict, blank=True, editable=False, help_text="operations that the channel put off: until when"
    )

    orders_watermark = models.DateTimeField(_("orders read up to"), null=True, blank=True)
    last_order_seen_at = models.DateTimeField(_("last order seen"), null=True, blank=True)
    visited_at = models.DateTimeField(_("last visit"), null=True, blank=True)

    share = models.PositiveSmallIntegerField(
        _("share of the stock (%)"), default=100, validators=[MaxValueValidator(100)]
    )
    cap = models.PositiveIntegerField(_("never more than (units)"), null=True, blank=True)
    buffer = models.PositiveIntegerField(_("kept back (units)"), default=0)
    stock_paused = models.BooleanField(_("sell nothing here for now"), default=False)
    markup = models.DecimalField(
        _("mark-up (%)"), max_digits=5, decimal_places=2, default=0, validators=[MinValueValidator(-90)]
    )
    rounding = models.PositiveIntegerField(_("round prices up to (đồng)"), default=1000)
    sale_percent = models.PositiveSmallIntegerField(
        _("sale: taken off the price (%)"), default=0, validators=[MaxValueValidator(90)]
    )
    sale_from = models.DateTimeField(_("sale from"), null=True, blank=True)
    sale_until = models.DateTimeField(_("sale until"), null=True, blank=True)
    star_lead_days = models.PositiveSmallIntegerField(_("take stars off this many days early"), default=2)
    connected_at = models.DateTimeField(auto_now_add=True)
    ending_told = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="days before the permission's end of which the owner was told last"
    )

    objects = ChannelAccountQuerySet.as_manager()

    class Meta:
        ordering = ("channel", "name", "pk")
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")
        constraints = [
            models.UniqueConstraint(fields=["channel", "shop_id"], name="one_account_per_shop"),
            models.CheckConstraint(condition=Q(share__lte=100), name="account_share_at_most_all"),
            models.CheckConstraint(condition=Q(rounding__gt=0), name="account_rounding_positive"),
        ]

    def __str__(self) -> str:
        """“Shopee · Gian hàng mẫu 1”: shops on two marketplaces may bear one name."""
        return f"{self.channel.title()} · {self.name or self.shop_id}"

    @property
    def is_connected(self) -> bool:
        return self.state == self.State.CONNECTED

    @property
    def resting_until(self) -> datetime | None:
        """When what waits may be tried again, None when nothing tells to wait."""
        now = timezone.now()
        if self.not_before and self.not_before > now:
            return self.not_before
        return Rests(self.rests).next(now)

    @property
    def days_left(self) -> int | None:
        """Whole days until the seller has to give permission again, None when the channel does not say."""
        if self.grant_expires_at is None:
            return None
        return max((self.grant_expires_at - timezone.now()) // timedelta(days=1), 0)
