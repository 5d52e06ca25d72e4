from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalogue.certification.models import ProductGroup
from catalogue.certification.states import today
from catalogue.models import Product
from shop.reports.throttling import too_many

from .forms import EnquiryForm
from .models import Enquiry
from .sending import send

SESSION_KEY = "enquiry"


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for one public tourism service; 404 for anything else."""
    product = get_object_or_404(_services(), pk=pk)
    form = EnquiryForm(request.POST or None, today=today())
    status = 200
    if request.method == "POST":
        if form.is_from_a_script:
            return redirect(product.get_absolute_url())
        if form.is_valid():
            if not too_many(request):
                return _store(request, form, product)
            form.add_error(
                None, _("Too many requests came from here in an hour. Please call the producer, or try again later.")
            )
            status = 429
    crumbs = [{"title": product.title, "url": product.get_absolute_url()}, {"title": _("Ask to book")}]
    context = {"form": form, "product": product, "producer": product.sheet.producer, "crumbs": crumbs}
    return render(request, "enquiries/new.html", context, status=status)


def thanks(request: HttpRequest) -> HttpResponse:
    """Who answers and by when; only for the sender's own browser."""
    sent = Enquiry.objects.select_related("product__sheet__producer")
    enquiry = sent.filter(pk=request.session.get(SESSION_KEY)).first()
    if enquiry is None:
        return redirect("catalogue:index")
    context = {"enquiry": enquiry, "product": enquiry.product, "producer": enquiry.product.sheet.producer}
    return render(request, "enquiries/thanks.html", context)


def _store(request: HttpRequest, form: EnquiryForm, product: Product) -> HttpResponse:
    enquiry = form.save(commit=False)
    enquiry.product = product
    send(enquiry)
    request.session[SESSION_KEY] = enquiry.pk
    return redirect("enquiries:thanks")


def _services():
    offered = Product.objects.filter(is_public=True, sheet__group__set_no=ProductGroup.TOURISM)
    return offered.select_related("sheet__producer")
