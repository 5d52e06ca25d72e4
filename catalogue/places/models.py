"""Provinces and communes since 1 July 2025, as dated data; older units are kept for what was printed.

Source: statistics-office codes of decision 19/2025/QĐ-TTg (34 provinces, 3,321 communes), loaded by
`python -m shop load_places` from `catalogue/places/data/`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Province(models.Model):
    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, help_text="tinh | thanh-pho")
    slug = models.SlugField(unique=True)
    data_version = models.DateField(_("data version"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    code = models.CharField(_("code"), max_length=5, primary_key=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="communes")
    name = models.CharField(_("name"), max_length=80, help_text=_("with its kind: xã, phường, đặc khu"))
    kind = models.CharField(_("kind"), max_length=20, help_text="xa | phuong | dac-khu")
    folded = models.CharField(max_length=80, db_index=True, editable=False)
    data_version = models.DateField(_("data version"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("commune")
        verbose_name_plural = _("communes")

    def __str__(self) -> str:
        return self.name


class FormerProvince(models.Model):
    """A province of before 1 July 2025, so that an address printed then still finds its place."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    folded = models.CharField(max_length=60, unique=True, editable=False)
    now = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="former")

    class Meta:
        ordering = ("name",)
        verbose_name = _("former province")
        verbose_name_plural = _("former provinces")

    def __str__(self) -> str:
        return self.name
