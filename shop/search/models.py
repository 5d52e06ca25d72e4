"""What finding and filtering need beside Oscar's columns: a one-to-one row, and the editable list of synonyms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """Derived from a listed product (standalone or family); `indexing.refresh` writes it, nobody edits it."""

    product = models.OneToOneField("catalogue.Product", on_delete=models.CASCADE, related_name="search_entry")
    title_words = models.TextField(help_text="words of the title as written, lower case, a blank at both ends")
    title_folded = models.TextField(help_text="the same without marks")
    text_folded = models.TextField(help_text="title, producer, place, group and story without marks")
    price = models.DecimalField(max_digits=12, decimal_places=0, null=True)
    in_stock = models.BooleanField(default=False)
    group = models.ForeignKey("certification.ProductGroup", on_delete=models.SET_NULL, null=True)
    producer = models.ForeignKey("producers.Producer", on_delete=models.CASCADE)
    province = models.ForeignKey("places.Province", on_delete=models.SET_NULL, null=True)
    commune = models.ForeignKey("places.Commune", on_delete=models.SET_NULL, null=True)
    listed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["price"], name="entry_price"),
            models.Index(fields=["-listed_at"], name="entry_newest"),
            models.Index(fields=["producer"], name="entry_producer"),
        ]

    def __str__(self) -> str:
        return self.title_words.strip()


class SearchWord(models.Model):
    """Every folded word of the listed products, so that a slip of one letter can be resolved."""

    word = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Words that mean the same in different regions: `heo, lợn`."""

    terms = models.CharField(_("words that mean the same"), max_length=200, help_text=_("separated by commas"))

    class Meta:
        verbose_name = _("regional synonym")
        verbose_name_plural = _("regional synonyms")

    def __str__(self) -> str:
        return self.terms
