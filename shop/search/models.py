"""What finding and filtering need beside Oscar's columns, and the editable list of synonyms."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .words import words


class SearchEntry(models.Model):
    """Derived from a listed product (standalone or family); `indexing.refresh` writes it, nobody edits it."""

    product = models.OneToOneField("catalogue.Product", on_delete=models.CASCADE, related_name="search_entry")
    title_words = models.TextField(help_text="words of the title as written, lower case, a blank at both ends")
    title_folded = models.TextField(help_text="the same without marks")
    facts_words = models.TextField(
        help_text="title, ingredients and group as written, in which synonyms are looked for"
    )
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


class StarSpan(models.Model):
    """The days on which a listed product may show a star. Dates only: a state is never kept."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="stars")
    first_day = models.DateField()
    last_day = models.DateField()
    star = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "first_day"], name="one_star_a_day")]

    def __str__(self) -> str:
        return f"{self.star}: {self.first_day} – {self.last_day}"


class Word(models.Model):
    """The vocabulary of the listed products: each word as written, and without marks."""

    MOST_LETTERS = 40

    written = models.CharField(max_length=MOST_LETTERS, unique=True)
    folded = models.CharField(max_length=MOST_LETTERS, db_index=True)

    def __str__(self) -> str:
        return self.written


class WordUse(models.Model):
    """That a product has a word, and the most telling place where it has it."""

    class Place(models.IntegerChoices):
        TITLE = 0
        FACTS = 1  # ingredients
        ORIGIN = 2  # producer, place, decision
        AROUND = 3  # group, story

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="uses", db_index=False)
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="uses")
    place = models.PositiveSmallIntegerField(choices=Place.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "entry"], name="one_use_per_word")]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.entry_id}"


class Synonym(models.Model):
    """Words that mean the same in different regions: `heo, lợn`. They are looked for with their marks."""

    terms = models.CharField(_("words that mean the same"), max_length=200, help_text=_("separated by commas"))
    only_typed = models.CharField(
        _("words that may mean it"),
        max_length=200,
        blank=True,
        help_text=_("Typed, they find the words above; they are not found by them: “thơm” is a pineapple or fragrant."),
    )
    exceptions = models.CharField(
        _("phrases that mean something else"),
        max_length=300,
        blank=True,
        help_text=_("“chè lam” is a sweet, so “trà” does not find it."),
    )

    class Meta:
        ordering = ("terms",)
        verbose_name = _("regional synonym")
        verbose_name_plural = _("regional synonyms")

    def __str__(self) -> str:
        return self.terms

    def clean(self) -> None:
        if len(self.found) + len(self.phrases(self.only_typed)) < 2:
            raise ValidationError({"terms": _("At least two words or phrases, separated by commas.")})

    @staticmethod
    def phrases(text: str) -> list[tuple[str, ...]]:
        """`thịt heo, lợn` → `[("thịt", "heo"), ("lợn",)]`."""
        return [phrase for part in text.split(",") if (phrase := tuple(words(part)))]

    @cached_property
    def found(self) -> list[tuple[str, ...]]:
        return self.phrases(self.terms)

    @cached_property
    def typed(self) -> list[tuple[str, ...]]:
        return self.found + self.phrases(self.only_typed)


class Filler(models.Model):
    """A phrase that says little of a product, so that each may satisfy it: `đặc sản`, `ngon`."""

    phrase = models.CharField(
        _("word or phrase"),
        max_length=60,
        unique=True,
        help_text=_("“đặc sản Cao Bằng” finds what “Cao Bằng” does. A single word counts only with its own marks."),
    )

    class Meta:
        ordering = ("phrase",)
        verbose_name = _("word that says little")
        verbose_name_plural = _("words that say little")

    def __str__(self) -> str:
        return self.phrase

    def clean(self) -> None:
        if not words(self.phrase):
            raise ValidationError({"phrase": _("A word or phrase in letters.")})


def _mark() -> int:
    return secrets.randbelow(2**31)


class CatalogueRevision(models.Model):
    """One row per visible change of the list; `revision` reads them."""

    at = models.DateTimeField(auto_now_add=True)
    mark = models.BigIntegerField(default=_mark)

    def __str__(self) -> str:
        return f"{self.pk}"
