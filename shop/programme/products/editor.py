"""One product on one screen: its forms bound together, saved together, and the acts of its buttons.

The office and the producer's desk both drive it; who may open which product is `catalogue.provenance.access`'s.
"""

import copy
from functools import cached_property

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Product
from catalogue.provenance import photos, publishing
from catalogue.provenance.editing import remove_paper, save_facts, save_paper
from catalogue.provenance.models import Paper, other_languages
from catalogue.provenance.texts import save_texts
from shop.stock import ledger

from . import forms, selling, stocking, variants

ONE_PRESS = 3600  # seconds in which a stock button pressed again on the same page counts once


class Editor:
    """`data` and `files` are the posted ones, or None for a page that is only shown."""

    def __init__(self, product: Product, actor, data=None, files=None):
        self.product, self.actor, self.data, self.files = product, actor, data, files
        self.partner = product.sheet.producer.partner
        self.photo_errors: list[str] = []
        self.problem = ""
        sheet = copy.copy(product.sheet)
        self.facts = forms.FactsForm(data, instance=sheet)
        self.texts = [
            forms.TextsForm(data, product=product, language=code, name=name) for code, name in other_languages()
        ]
        self.offer = (
            None if product.is_parent else self._bind(forms.OfferForm, None, product=product, partner=self.partner)
        )
        self.sizes = [self._size(variant) for variant in self._variants]
        self.new_size = self._size(None)
        self.papers = [self._paper(paper) for paper in product.papers.all()]
        self.new_paper = self._paper(Paper(product=product))

    # --- what the page shows ------------------------------------------------------------------

    @cached_property
    def _variants(self) -> list[Product]:
        if not self.product.is_parent:
            return []
        children = self.product.children.select_related("sheet", "parent").prefetch_related("stockrecords")
        return list(children.order_by("sheet__net_unit", "sheet__net_content", "pk"))

    @cached_property
    def pictures(self) -> list[dict]:
        """Photos in their order, each with its form and size in pixels."""
        rows = []
        for place, image in enumerate(self.product.images.order_by("display_order", "pk")):
            initial = {"alt": image.caption, "place": place}
            form = self._bind(forms.PhotoForm, f"photo-{image.pk}", initial=initial)
            rows.append(
                {"image": image, "photo": photos.renditions(image), "form": form, "size": photos.size_of(image)}
            )
        return rows

    @property
    def sellable(self) -> list[Product]:
        return self._variants if self.product.is_parent else [self.product]

    @cached_property
    def stock(self) -> list[dict]:
        """Per sellable product its figures (read only) and the form to receive or count."""
        return [
            {
                "product": one,
                "record": selling.record_of(one),
                "form": self._bind(forms.StockForm, f"stock-{one.pk}"),
            }
            for one in self.sellable
        ]

    def missing(self) -> list[publishing.MissingFact]:
        fresh = publishing.for_publishing(Product.objects.filter(pk=self.product.pk)).get()
        return publishing.missing_facts(fresh)

    # --- what a button does -------------------------------------------------------------------

    def take_photos(self) -> int:
        """Let posted pictures in; each stands for itself, refused ones are listed in `photo_errors`."""
        taken = 0
        for file in self.files.getlist("photos"):
            try:
                photos.add_photo(self.product, file, actor=self.actor)
                taken += 1
            except ValidationError as error:
                self.photo_errors.append(f"{file.name}: {error.messages[0]}")
        self.__dict__.pop("pictures", None)
        return taken

    def is_valid(self) -> bool:
        checked = [self.facts, *self.sizes, *self.papers, *([self.offer] if self.offer else [])]
        if self.new_size.is_filled:
            checked.append(self.new_size)
        checked += [row["form"] for row in [*self.pictures, *self.stock] if row["form"].is_bound]
        checked += [form for form in self.texts if form.is_bound]
        checked.append(self.new_paper)
        verdicts = [form.is_valid() for form in checked]
        return all(verdicts) and self._skus_differ()

    def save(self) -> None:
        """Save everything that was typed; all or nothing. Call after `is_valid`."""
        with transaction.atomic():
            save_facts(self.product, self.facts.cleaned_data, actor=self.actor)
            for form in self.texts:
                if form.is_bound:
                    save_texts(self.product, form.language, form.cleaned_data, actor=self.actor)
            if self.offer:
                self._save_offer(self.product, self.offer)
            for form in self.sizes:
                self._save_size(form)
            if self.new_size.is_filled:
                facts = self.new_size.facts()
                self._save_offer(variants.add_variant(self.product, facts, actor=self.actor), self.new_size)
            for form in [*self.papers, self.new_paper]:
                if form.has_changed():
                    save_paper(form.instance, actor=self.actor)
            self._save_photos()

    def act(self, action: str) -> str:
        """Do what the pressed button names (`photo-remove:12`); answers the section to return to.

        Raises:
            ValidationError: it could not be done, for the reason in its message.
            publishing.NotPublishable: facts are missing.
        """
        name, _colon, number = action.partition(":")
        act = getattr(self, f"_act_{name.replace('-', '_')}", None)
        return act(int(number)) if act and number.isdigit() else ""

    def _act_photo_up(self, pk: int) -> str:
        return self._move(pk, -1)

    def _act_photo_down(self, pk: int) -> str:
        return self._move(pk, +1)

    def _act_photo_remove(self, pk: int) -> str:
        if row := self._picture(pk):
            photos.remove(row["image"], actor=self.actor)
        return "photos"

    def _act_photo_crop(self, pk: int) -> str:
        if row := self._picture(pk):
            square = [row["form"].cleaned_data[name] for name in ("x", "y", "size")]
            if None in square:
                raise ValidationError(_("Choose the square first."))
            photos.crop(row["image"], *square, actor=self.actor)
        return "photos"

    def _act_receive(self, pk: int) -> str:
        return self._stock(pk, lambda record, units, reason: ledger.receive(record, units, **reason) if units else None)

    def _act_count(self, pk: int) -> str:
        return self._stock(pk, lambda record, units, reason: ledger.count(record, units, **reason))

    def _act_paper_remove(self, pk: int) -> str:
        if paper := self.product.papers.filter(pk=pk).first():
            remove_paper(paper, actor=self.actor)
        return "papers"

    def _act_size_remove(self, pk: int) -> str:
        if variant := self.product.children.filter(pk=pk).first():
            variants.remove_variant(variant, actor=self.actor)
        return "sizes"

    # --- helpers ------------------------------------------------------------------------------

    def _bind(self, form, prefix: str | None, **kwargs):
        posted = self.data is not None and (prefix is None or any(key.startswith(f"{prefix}-") for key in self.data))
        return form(self.data if posted else None, prefix=prefix, **kwargs)

    def _size(self, variant: Product | None) -> forms.VariantForm:
        prefix = f"variant-{variant.pk}" if variant else "new"
        return self._bind(forms.VariantForm, prefix, product=variant, partner=self.partner)

    def _paper(self, paper: Paper) -> forms.PaperForm:
        prefix = f"paper-{paper.pk}" if paper.pk else "new-paper"
        if self.data is None:
            return forms.PaperForm(prefix=prefix, instance=paper)
        return forms.PaperForm(self.data, self.files, prefix=prefix, instance=paper)

    def _picture(self, pk: int) -> dict | None:
        return next((row for row in self.pictures if row["image"].pk == pk), None)

    def _skus_differ(self) -> bool:
        """Two sizes on this page must not get the same SKU either."""
        seen: set[str] = set()
        for form in [*self.sizes, *([self.new_size] if self.new_size.is_filled else [])]:
            sku = form.cleaned_data["sku"]
            if sku and sku in seen:
                form.add_error("sku", _("Another size on this page has this SKU."))
                return False
            seen.add(sku)
        return True

    def _save_offer(self, one: Product, form) -> None:
        typed = form.cleaned_data
        selling.save_offer(one, self.partner, sku=typed["sku"], price=typed["price"], actor=self.actor)

    def _save_size(self, form: forms.VariantForm) -> None:
        save_facts(form.product, form.facts(), actor=self.actor)
        self._save_offer(form.product, form)
        variants.offer_variant(form.product, form.cleaned_data["is_public"], actor=self.actor)

    def _save_photos(self) -> None:
        bound = [row for row in self.pictures if row["form"].is_bound]
        for row in bound:
            photos.describe(row["image"], row["form"].cleaned_data["alt"], actor=self.actor)
        places = {row["image"].pk: row["form"].cleaned_data["place"] for row in bound}
        if None not in places.values():
            photos.reorder(self.product, sorted(places, key=places.__getitem__), actor=self.actor)

    def _move(self, pk: int, by: int) -> str:
        order = [image.pk for image in self.product.images.order_by("display_order", "pk")]
        if pk in order:
            here = order.index(pk)
            there = min(max(here + by, 0), len(order) - 1)
            order.insert(there, order.pop(here))
            photos.reorder(self.product, order, actor=self.actor)
        return "photos"

    def _stock(self, pk: int, move) -> str:
        row = next((row for row in self.stock if row["product"].pk == pk), None)
        if row is None or not cache.add(f"stock-press:{self.data.get('press', '')}:{pk}", True, ONE_PRESS):
            return "stock"
        typed = row["form"].cleaned_data
        if typed["units"] is None:
            raise ValidationError(_("Type the number of units first."))
        record = selling.own_record(row["product"], self.partner)
        try:
            move(record, typed["units"], {"actor": self.actor, "reason": typed["reason"]})
        except ledger.OutOfStock as error:
            raise ValidationError(stocking.PROMISED, params={"promised": error.wanted}) from error
        return "stock"
