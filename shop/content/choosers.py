"""Choose a product in the office by its name instead of typing its number."""

from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from catalogue.slugs import fold


class ProductFilter(BaseFilterForm):
    """Words of the name, with or without their marks."""

    q = forms.CharField(
        label=_("Name"), required=False, widget=forms.TextInput(attrs={"placeholder": _("mang nua, mật ong…")})
    )

    def filter(self, objects):
        objects = super().filter(objects)
        if typed := self.cleaned_data.get("q", "").strip():
            self.is_searching, self.search_query = True, typed
            for word in fold(typed).split():
                objects = objects.filter(search_entry__title_folded__contains=word)
        return objects


class ProductColumns:
    filter_form_class = ProductFilter

    @property
    def columns(self) -> list[Column]:
        made_by = Column("producer", label=_("Producer"), accessor="sheet.producer.name")
        return [self.title_column, made_by]


class ChooseProduct(ProductColumns, ChooseView):
    pass


class ChooseProductResults(ProductColumns, ChooseResultsView):
    pass


class ProductChooser(ChooserViewSet):
    """Only what buyers see can be put on a page; families, never their single sizes."""

    model = Product
    name = "product_chooser"
    url_prefix = "chon-san-pham"
    icon = "pick"
    per_page = 12
    choose_one_text = _("Choose a product")
    choose_another_text = _("Choose another product")
    choose_view_class = ChooseProduct
    choose_results_view_class = ChooseProductResults

    def get_object_list(self):
        listed = Product.objects.filter(is_public=True, sheet__isnull=False).exclude(structure=Product.CHILD)
        return listed.select_related("sheet__producer").order_by("title", "pk")


product_chooser = ProductChooser()
ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="shop.content.choosers")
