from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from catalogue.certification.models import ProductGroup
from catalogue.certification.states import today
from catalogue.models import Product
from catalogue.provenance.texts import title_of, with_texts
from shop.checkout.retyping import forget, refuse, refused, tell_again
from shop.reports.throttling import too_many

from .forms import EnquiryForm
from .models import Enquiry
from .sending import send

SESSION_KEY = "enquiry"


@method_decorator(never_cache, name="dispatch")
class NewView(View):
    """The form for one public tourism service; 404 for anything else."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = get_object_or_404(_services(), pk=pk)
        form = EnquiryForm(refused(request), today=today())
        tell_again(request, form)
        title = title_of(product)
        crumbs = [{"title": title, "url": product.get_absolute_url()}, {"title": _("Ask to book")}]
        context = {"form": form, "title": title, "producer": product.sheet.producer, "crumbs": crumbs}
        return render(request, "enquiries/new.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = get_object_or_404(_services(), pk=pk)
        form = EnquiryForm(request.POST, today=today())
        if form.is_from_a_script:
            return redirect(product.get_absolute_url())
        if not form.is_valid():
            return refuse(request)
        if too_many(request):
            why = _("Too many requests came from here in an hour. Please call the producer, or try again later.")
            return refuse(request, why)
        forget(request)
        return _store(request, form, product)


def thanks(request: HttpRequest) -> HttpResponse:
    """Who answers, and how; only for the sender's own browser."""
    enquiry = Enquiry.objects.filter(pk=request.session.get(SESSION_KEY)).first()
    if enquiry is None:
        return redirect("catalogue:index")
    product = with_texts(Product.objects.select_related("sheet__producer")).get(pk=enquiry.product_id)
    context = {"enquiry": enquiry, "product": product, "title": title_of(product), "producer": product.sheet.producer}
    return render(request, "enquiries/thanks.html", context)


def _store(request: HttpRequest, form: EnquiryForm, product: Product) -> HttpResponse:
    enquiry = form.save(commit=False)
    enquiry.product = product
    send(enquiry)
    request.session[SESSION_KEY] = enquiry.pk
    return redirect("enquiries:thanks")


def _services():
    offered = Product.objects.filter(is_public=True, sheet__group__set_no=ProductGroup.TOURISM)
    return with_texts(offered.select_related("sheet__producer"))
