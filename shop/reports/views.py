from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalogue.models import Product

from .forms import ReportForm
from .models import PROMISES, Report
from .throttling import too_many

SESSION_KEY = "report_number"


def new(request: HttpRequest) -> HttpResponse:
    """The form, with the times that we promise for each kind of problem."""
    product = _product(request.GET.get("san-pham", ""))
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_from_a_script:
            return redirect("reports:thanks")
        if form.is_valid():
            if not too_many(request):
                return _store(request, form, product)
            form.add_error(None, _("Too many reports came from here in an hour. Please call us, or try again later."))
            status = 429
    promises = [{"kind": kind.label, "promise": promise} for kind, promise in PROMISES.items()]
    context = {"form": form, "product": product, "promises": promises, "crumbs": [{"title": _("Report a problem")}]}
    return render(request, "reports/new.html", context, status=status)


def thanks(request: HttpRequest) -> HttpResponse:
    report = Report.objects.filter(number=request.session.get(SESSION_KEY, "")).first()
    return render(request, "reports/thanks.html", {"report": report}) if report else redirect("reports:new")


def _store(request: HttpRequest, form: ReportForm, product: Product | None) -> HttpResponse:
    report = form.save(commit=False)
    report.product = product
    report.save()
    request.session[SESSION_KEY] = report.number
    return redirect("reports:thanks")


def _product(typed: str) -> Product | None:
    if not typed.isdecimal() or len(typed) > 9:
        return None
    return Product.objects.filter(pk=typed, is_public=True).first()
