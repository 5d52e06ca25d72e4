"""The certified register: decisions, certificates, what happened to them, and which products they cover.

A certificate is a fact of a decision and is never edited. What happens to it is a dated `CertificateEvent`; what it
covers is a `CertificateCoverage` that names who said so. `CertificateTimeline` is derived from the three (see
`timeline.py`) and exists so that one SQL expression can answer "what is its state on that day".
"""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.internal_files import internal_files
from catalogue.slugs import fold


class ProductGroup(models.Model):
    """One leaf (scoring set) of the product groups, versioned by the legal document that prints them."""

    TOURISM = 26  # the set of services: booked, not sent

    legal_document = models.CharField(_("legal document"), max_length=40, default="26/2026/QĐ-TTg")
    set_no = models.PositiveSmallIntegerField(_("scoring set"))
    industry = models.CharField(_("industry"), max_length=120)
    group = models.CharField(_("group"), max_length=120)
    leaf = models.CharField(_("subgroup"), max_length=160)
    ministry = models.CharField(_("managing ministry"), max_length=60, blank=True)

    class Meta:
        ordering = ("legal_document", "set_no")
        verbose_name = _("product group")
        verbose_name_plural = _("product groups")
        constraints = [models.UniqueConstraint(fields=["legal_document", "set_no"], name="one_group_per_set")]

    def __str__(self) -> str:
        return self.group if self.leaf.startswith("(") else self.leaf

    @property
    def is_alcohol(self) -> bool:
        return self.group == "Đồ uống có cồn"

    @property
    def is_tourism(self) -> bool:
        return self.set_no == self.TOURISM


class EvidenceLevel(models.TextChoices):
    """How well a recognition is proven; a star is shown for A and B1 only (domain/ocop.md §1.8)."""

    A = "A", _("signed decision")
    B1 = "B1", _("government news that it was awarded")
    B2 = "B2", _("proposal only")
    C = "C", _("the producer's own word")


class Decision(models.Model):
    class Level(models.TextChoices):
        DISTRICT = "district", _("district (until 30 June 2025)")
        PROVINCE = "province", pgettext_lazy("level of an authority", "province")
        MINISTRY = "ministry", pgettext_lazy("level of an authority", "ministry")

    number = models.CharField(_("decision number"), max_length=60)
    date = models.DateField(_("date"))
    authority = models.CharField(_("authority"), max_length=160)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    batch = models.CharField(_("round"), max_length=120, blank=True)
    evidence = models.CharField(_("evidence"), max_length=2, choices=EvidenceLevel.choices, default=EvidenceLevel.A)
    source_url = models.URLField(_("published at"), blank=True)
    scan = models.FileField(_("scan"), upload_to="decisions/", storage=internal_files, blank=True)
    checked_on = models.DateField(_("register checked on"), null=True, blank=True)
    is_demo = models.BooleanField(_("fictitious, for the demo"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-date", "number")
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [models.UniqueConstraint(fields=["number", "date", "authority"], name="one_decision")]

    def __str__(self) -> str:
        return f"{self.number} ({self.date:%d/%m/%Y})"


class DecisionChange(models.Model):
    """Who changed which evidence of a decision, and when: `what` is `{field: [old, new]}`. Append-only."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    what = models.JSONField(_("what"), encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("change of a decision's evidence")
        verbose_name_plural = _("changes of a decision's evidence")

    def __str__(self) -> str:
        return f"{self.decision_id}: {', '.join(self.what)}"


class Certificate(models.Model):
    """The recognition of one product by one decision, exactly as printed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="certificates")
    producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="certificates")
    product_name = models.CharField(_("product as printed"), max_length=255)
    producer_name = models.CharField(_("producer as printed"), max_length=200)
    address = models.CharField(_("address as printed"), max_length=300, blank=True)
    group_printed = models.CharField(_("group as printed"), max_length=160, blank=True)
    group = models.ForeignKey(ProductGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    star = models.PositiveSmallIntegerField(_("stars"), validators=[MinValueValidator(3), MaxValueValidator(5)])
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    number = models.CharField(_("certificate number"), max_length=60, blank=True)
    ocop_code = models.CharField(_("OCOP code as printed"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"))
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects the record"),
        help_text=_("a row taken down wrongly; it is in force on no day, and its events hold for this one"),
    )
    folded = models.TextField(editable=False, help_text="what it is searched by, without marks")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-valid_from", "product_name")
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "producer", "product_name"],
                condition=models.Q(corrects=None),
                name="one_certificate_per_row",
            ),
            models.CheckConstraint(condition=models.Q(star__gte=3, star__lte=5), name="certificate_star_3_to_5"),
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="certificate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_name}: {self.star}★ {self.decision.number}"

    def save(self, *args, **kwargs) -> None:
        self.folded = self.search_text()
        super().save(*args, **kwargs)

    def search_text(self) -> str:
        decision = self.decision
        names = self.product_name, self.producer_name, decision.number, decision.authority, self.number, self.ocop_code
        return fold(" ".join(filter(None, names)))


class CertificateEvent(models.Model):
    """Something that happened to a certificate, with its date and who recorded it. Append-only."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", _("extended")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REFILED = "refiled", _("re-evaluation filed")
        CORRECTED = "corrected", _("corrected")
        EVIDENCE = "evidence", _("evidence changed")

    class Ground(models.TextChoices):
        """Grounds of withdrawal, decision 26/2026/QĐ-TTg Art. 8.1 a–f."""

        FORGED_FILE = "a", _("false or forged file")
        CRITERIA_LOST = "b", _("no longer meets the criteria")
        LAW_BROKEN = "c", _("breach of quality, food-safety, environment, IP or labelling law")
        MARK_MISUSED = "d", _("OCOP mark used wrongly")
        STOPPED = "e", _("producer stopped making it")
        OTHER = "f", _("other conclusion of a competent body")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("on"))
    until = models.DateField(_("extended until"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=1, choices=Ground.choices, blank=True)
    decision_number = models.CharField(_("number of the decision that did it"), max_length=60, blank=True)
    evidence = models.CharField(_("evidence"), max_length=2, choices=EvidenceLevel.choices, blank=True)
    note = models.TextField(_("note"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("on", "pk")
        verbose_name = _("certificate event")
        verbose_name_plural = _("certificate events")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"


class CertificateCoverage(models.Model):
    """This certificate covers that product, because somebody said so. A family is covered whole only if said."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="coverages")
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="coverages")
    whole_family = models.BooleanField(_("covers every variant"), default=False)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    said_at = models.DateTimeField(auto_now_add=True)
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        constraints = [models.UniqueConstraint(fields=["certificate", "product"], name="one_coverage")]

    def __str__(self) -> str:
        return f"{self.certificate_id} → {self.product_id}"


class CertificateTimeline(models.Model):
    """Derived, never edited: the dates that decide a certificate's state (see `timeline.refresh`)."""

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, related_name="timeline", primary_key=True)
    evidence = models.CharField(max_length=2, choices=EvidenceLevel.choices)
    valid_from = models.DateField()
    valid_to = models.DateField()
    filing_opens_on = models.DateField()
    last_filing_day = models.DateField()
    refiled_on = models.DateField(null=True)
    extended_until = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    superseded_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["valid_to"], name="timeline_valid_to")]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}–{self.valid_to:%d/%m/%Y}"


class NationalCandidacy(models.Model):
    """ "Tiềm năng 5 sao": proposed to the ministry. Never shown as five stars (domain/ocop.md §1.3)."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="candidacies")
    proposed_on = models.DateField(_("proposed on"))
    note = models.TextField(_("note"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("5-star candidacy")
        verbose_name_plural = _("5-star candidacies")

    def __str__(self) -> str:
        return f"{self.certificate} → 5★?"
