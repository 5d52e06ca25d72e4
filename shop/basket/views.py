from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView, View

from catalogue.certification.standing import standing
from catalogue.models import Product
from shop.checkout.drafts import Draft
from shop.checkout.earlier import own_hold
from shop.checkout.models import SeenStar
from shop.offer.granted import granted_to

from .contents import groups_of, refusal, rows, sheet_of, sums
from .origin import is_same_origin
from .vouchers import shown_vouchers

MOST_OF_ONE = 999


@method_decorator(never_cache, name="dispatch")
class BasketView(TemplateView):
    """The basket by producer; quantities, removal with undo. At most 15 queries."""

    template_name = "basket/basket.html"

    def get_context_data(self, **kwargs):
        groups = groups_of(self.request.basket, held=own_hold(Draft(self.request.session).placed))
        return super().get_context_data(
            groups=groups,
            sums=sums(groups, granted_to(self.request.basket)),
            vouchers=shown_vouchers(self.request),
            can_check_out=not any(row.problem for row in rows(groups)),
            removed=self._removed(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs) -> HttpResponse:
        lines = {line.pk: line for line in request.basket.lines.all()} if request.basket.id else {}
        taken_out = lines.get(_number(request.POST.get("remove")))
        for line in lines.values():
            wanted = _number(request.POST.get(f"quantity-{line.pk}"))
            if wanted is not None and wanted != line.quantity and line is not taken_out:
                self._set(line, wanted)
        if taken_out is None:
            return redirect("basket:summary")
        taken_out.delete()
        undo = urlencode({"removed": taken_out.product_id, "quantity": taken_out.quantity})
        return redirect(f"{reverse('basket:summary')}?{undo}")

    @staticmethod
    def _set(line, quantity: int) -> None:
        if quantity == 0:
            line.delete()
        else:
            line.quantity = min(quantity, MOST_OF_ONE)
            line.save(update_fields=["quantity", "date_updated"])

    def _removed(self) -> dict | None:
        pk, quantity = _number(self.request.GET.get("removed")), _number(self.request.GET.get("quantity"))
        product = Product.objects.filter(pk=pk, is_public=True).select_related("parent").first() if pk else None
        if product is None or not quantity:
            return None
        return {"product": product, "title": product.get_title(), "quantity": quantity}


@method_decorator(csrf_exempt, name="dispatch")
class BasketAddView(View):
    """Put a product in: with a token, or from a page of this site that carries none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not (is_same_origin(request) or _has_token(request)):
            return HttpResponseForbidden(_("This form did not come from our own page."))
        shown = get_object_or_404(Product.objects.public(), pk=pk)
        product = _chosen(shown, _number(request.POST.get("child_id")))
        if product is None:
            messages.warning(request, _("Choose a size first."))
            return redirect(shown.get_absolute_url())
        wanted = min(_number(request.POST.get("quantity")) or 1, MOST_OF_ONE)
        if not self._add(product, wanted):
            return redirect(shown.get_absolute_url())
        return redirect("basket:summary")

    def _add(self, product: Product, wanted: int) -> bool:
        request, basket = self.request, self.request.basket
        record = product.stockrecords.first()
        there = basket.product_quantity(product) if basket.id else 0
        held = own_hold(Draft(request.session).placed).get(record.pk, 0) if record else 0
        available = record.available + held if record else 0
        if why := refusal(product, sheet_of(product), record, 1, available):
            messages.error(request, why)
            return False
        possible = min(wanted, available - there)
        if possible < wanted:
            messages.warning(request, self._only_so_many(available, there))
        if possible <= 0:
            return there > 0
        line, created = basket.add_product(product, possible)
        if created:
            SeenStar.objects.create(line=line, star=standing(product).star)
        if possible == wanted:
            messages.success(request, _("“%(title)s” is in your basket.") % {"title": product.get_title()})
        return True

    @staticmethod
    def _only_so_many(left: int, there: int) -> str:
        said = ngettext("Only %(left)d left.", "Only %(left)d left.", left) % {"left": left}
        if there:
            return f"{said} " + _("You have %(there)d in your basket already.") % {"there": there}
        return f"{said} " + _("They are in your basket.")


@require_GET
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    """How many units are in the basket, for the header of any page; empty for none."""
    return HttpResponse(request.basket.num_items or "")


def _chosen(shown: Product, child: int | None) -> Product | None:
    """The product to buy: the one shown, or the variant chosen of its family (the only one, if there is one)."""
    if not shown.is_parent:
        return shown
    variants = {variant.pk: variant for variant in shown.children.filter(is_public=True).select_related("parent")}
    return variants.get(child) or (next(iter(variants.values())) if len(variants) == 1 else None)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else None


def _has_token(request: HttpRequest) -> bool:
    return CsrfViewMiddleware(_accepted).process_view(request, _accepted, (), {}) is None


def _accepted(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
