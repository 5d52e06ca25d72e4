"""A purchase and what Oscar's orders lack: whose money, where to, and the proof as sold (law 8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def default_language() -> str:
    return settings.LANGUAGE_CODE


class Purchase(models.Model):
    """One checkout of one buyer: an order per producer hangs below it. Money in whole đồng."""

    class Payment(models.TextChoices):
        COD = "cod", _("cash on delivery")
        QR = "qr", _("bank transfer by QR")
        CARD = "card", _("card")

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    basket = models.ForeignKey("basket.Basket", on_delete=models.SET_NULL, null=True, related_name="purchases")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=11, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    note = models.CharField(_("note for the seller"), max_length=500, blank=True)
    payment = models.CharField(_("payment"), max_length=8, choices=Payment.choices)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=0)
    consent_version = models.CharField(max_length=20)
    marketing_consent = models.BooleanField(default=False)
    of_age = models.BooleanField(
        _("says to be 18 or older"), default=False, help_text=_("asked where there is alcohol in it")
    )
    invoice_tax_code = models.CharField(_("tax code for the invoice"), max_length=14, blank=True)
    invoice_name = models.CharField(_("name for the invoice"), max_length=200, blank=True)
    invoice_address = models.CharField(_("address for the invoice"), max_length=300, blank=True)
    language = models.CharField(
        _("language"), max_length=10, default=default_language, help_text=_("that she bought in: letters to her use it")
    )
    placed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-placed_at",)
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")

    def __str__(self) -> str:
        return self.reference


class OrderFacts(models.Model):
    """One-to-one with an Oscar order: its purchase (None for a channel order), producer, seller, payee, invoice."""

    order = models.OneToOneField("order.Order", on_delete=models.CASCADE, related_name="facts")
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, null=True, blank=True, related_name="orders")
    producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="orders")
    channel = models.CharField(_("channel"), max_length=30, blank=True, help_text=_("empty: our own shop"))
    seller = models.CharField(_("seller"), max_length=200)
    payee = models.CharField(_("payee"), max_length=200)
    invoice_issuer = models.CharField(_("invoice issuer"), max_length=200)
    cod_amount = models.DecimalField(_("to collect on delivery"), max_digits=12, decimal_places=0, default=0)
    tracking_code = models.CharField(_("tracking code"), max_length=60, blank=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    held_for = models.CharField(
        _("held by the office because"), max_length=200, blank=True, help_text=_("empty: not held; the buyer reads it")
    )

    class Meta:
        verbose_name = _("order facts")
        verbose_name_plural = _("order facts")

    def __str__(self) -> str:
        return f"{self.order_id}"


class LineFacts(models.Model):
    """The proof of a line as sold: star and certificate may change later, the sale does not."""

    line = models.OneToOneField("order.Line", on_delete=models.CASCADE, related_name="facts")
    certificate = models.ForeignKey("certification.Certificate", on_delete=models.PROTECT, null=True, blank=True)
    star = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=14, blank=True)
    decision = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("line facts")
        verbose_name_plural = _("line facts")

    def __str__(self) -> str:
        return f"{self.line_id}"


class DeliveryPlace(models.Model):
    """One-to-one with an order's shipping address: the text as typed, codes, and which data they are of."""

    address = models.OneToOneField("order.ShippingAddress", on_delete=models.CASCADE, related_name="place")
    typed = models.CharField(_("address as typed"), max_length=300)
    province = models.ForeignKey("places.Province", on_delete=models.PROTECT)
    commune = models.ForeignKey("places.Commune", on_delete=models.PROTECT)
    data_version = models.DateField()

    class Meta:
        verbose_name = _("delivery place")
        verbose_name_plural = _("delivery places")

    def __str__(self) -> str:
        return f"{self.typed}, {self.commune}, {self.province}"


class SeenStar(models.Model):
    """The star that a product showed when it was put in the basket: a change is told before ordering."""

    line = models.OneToOneField("basket.Line", on_delete=models.CASCADE, related_name="seen")
    star = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("star when added")
        verbose_name_plural = _("stars when added")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.star}"


class StatusChange(models.Model):
    """Each step of an order, or a remark on where it stands (the same status again), with who took it. Append-only."""

    order = models.ForeignKey("order.Order", on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.status}"

    @property
    def label(self) -> str:
        from shop.order.pipeline import Status

        return str(Status(self.status).label)
