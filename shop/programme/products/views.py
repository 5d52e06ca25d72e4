"""The office's screens for products. They ask `products_for(user)` for every product; the rest is in the editor."""

import re
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from catalogue.certification.importing.reading import LARGEST_FILE, FileRefused
from catalogue.certification.standing import standing
from catalogue.certification.states import today
from catalogue.provenance import access, publishing
from catalogue.provenance.models import ProductImport

from . import columns, history, listing, stocking, variants, workbook
from .editor import Editor

PER_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECTIONS = {"photo": "photos", "receive": "stock", "count": "stock", "paper": "papers", "size": "sizes"}


class OfficeView(View):
    """Open to programme staff only; `self.products` is all that this officer may see."""

    def dispatch(self, request, *args, **kwargs):
        if not access.is_programme_staff(request.user):
            raise PermissionDenied
        self.products = access.products_for(request.user)
        return super().dispatch(request, *args, **kwargs)


class ProductList(OfficeView):
    def get(self, request):
        day = today()
        filters = listing.Filters(request.GET)
        found = filters.narrow(self.products, day).order_by("-date_updated", "-pk")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        kept = request.GET.copy()
        kept.pop("p", None)
        return render(
            request,
            "programme/products/list.html",
            {
                "filters": filters,
                "page": page,
                "rows": listing.rows(page.object_list, day),
                "kept": kept.urlencode(),
                "header_title": _("Products"),
                "breadcrumbs_items": _crumbs(),
                "header_icon": "pick",
            },
        )


class Export(OfficeView):
    """The ticked products, or all that the list's filters let through, as a workbook."""

    def get(self, request):
        ticked = [int(pk) for pk in request.GET.getlist("pk") if pk.isascii() and pk.isdigit()]
        found = (
            self.products.filter(pk__in=ticked)
            if ticked
            else listing.Filters(request.GET).narrow(self.products, today())
        )
        content = workbook.write(found.select_related("sheet__producer__partner").order_by("pk"))
        answer = HttpResponse(content, content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="san-pham-{today():%Y-%m-%d}.xlsx"'
        return answer


class Import(OfficeView):
    """Upload a workbook and see what it would change."""

    def get(self, request, problem: str = ""):
        recent = ProductImport.objects.filter(actor=request.user).defer("plan")[:10]
        crumbs = [*_crumbs(), {"url": "", "label": _("Import from Excel")}]
        return render(
            request,
            "programme/products/import.html",
            {
                "problem": problem,
                "recent": recent,
                "header_title": _("Import from Excel"),
                "breadcrumbs_items": crumbs,
                "header_icon": "upload",
            },
        )

    def post(self, request):
        file = request.FILES.get("file")
        if file is None:
            return self.get(request, _("Choose a file first."))
        if file.size > LARGEST_FILE:
            return self.get(request, _("This file is larger than 10 MB."))
        try:
            planned = workbook.plan(file.read(), self.products.select_related("sheet__producer__partner"))
        except FileRefused as refused:
            return self.get(request, str(refused))
        stored = ProductImport.objects.create(
            file_name=file.name[-255:], plan=planned.rows, warnings=planned.warnings, actor=request.user
        )
        return redirect("programme_product_import", stored.pk)


class ImportPlan(OfficeView):
    """The preview of a workbook, old beside new, and its one button."""

    def get(self, request, pk: int):
        stored = get_object_or_404(ProductImport, pk=pk, actor=request.user)
        cells = [cell for row in stored.plan for cell in row.get("cells", ())]
        headings = {column.name: column.heading for column in columns.COLUMNS}
        for cell in cells:
            cell["heading"] = headings[cell["name"]]
            cell["outcome"] = cell["problem"] or stocking.OUTCOMES.get(cell["name"], _("written"))
        return render(
            request,
            "programme/products/import_plan.html",
            {
                "stored": stored,
                "accepted": sum(not cell["problem"] for cell in cells),
                "refused": sum(bool(cell["problem"]) for cell in cells)
                + sum(bool(row["problem"]) for row in stored.plan),
                "header_title": stored.file_name,
                "breadcrumbs_items": [
                    *_crumbs(),
                    {"url": reverse("programme_products_import"), "label": _("Import from Excel")},
                    {"url": "", "label": stored.file_name},
                ],
                "header_icon": "upload",
            },
        )

    def post(self, request, pk: int):
        stored = get_object_or_404(ProductImport, pk=pk, actor=request.user)
        try:
            written = workbook.apply(stored, self.products.select_related("sheet__producer__partner"), request.user)
        except workbook.PlanOutdated:
            messages.error(
                request, _("Something has changed since this preview. Nothing was written: upload the file again.")
            )
            return redirect("programme_products_import")
        text = ngettext("%(n)s value was written.", "%(n)s values were written.", written) % {"n": written}
        messages.success(request, text)
        return redirect("programme_products")


class ProductEdit(OfficeView):
    """One product on one screen; the pressed button says what happens besides saving."""

    def get(self, request, pk: int):
        return self._page(Editor(self._product(pk), request.user))

    def post(self, request, pk: int):
        product = self._product(pk)
        action = request.POST.get("action", "save")
        editor = Editor(product, request.user, request.POST, request.FILES)
        if request.POST.get("revision") != str(product.sheet.revision):
            editor.problem = _(
                "Somebody else saved this product while you were typing. What you typed is still here; compare it with "
                "the history below, then save again to keep yours."
            )
            return self._page(editor)
        taken = editor.take_photos()
        if not editor.is_valid():
            editor.problem = _("Nothing was saved yet: mend what is marked below.")
            product.sheet.refresh_from_db()
            return self._page(editor)
        editor.save()
        section = self._act(editor, action) or ("photos" if taken else "")
        for problem in editor.photo_errors:
            messages.error(request, problem)
        return redirect(reverse("programme_product", args=[pk]) + (f"#{section}-section" if section else ""))

    def _product(self, pk: int):
        products = self.products.select_related("sheet__group", "sheet__producer__partner")
        return get_object_or_404(products, pk=pk)

    def _act(self, editor: Editor, action: str) -> str:
        product, actor = editor.product, self.request.user
        try:
            if action == "publish":
                publishing.publish(_fresh(product), actor)
                messages.success(self.request, _("Published: buyers can see it now."))
            elif action == "unpublish":
                publishing.unpublish(product, actor)
                messages.success(self.request, _("Unpublished: buyers no longer see it; its proof page stays."))
            else:
                variants.cover_every_size(product, "whole_family" in self.request.POST, actor=actor)
                section = editor.act(action)
                messages.success(self.request, _("Saved."))
                return section
        except publishing.NotPublishable as error:
            n = len(error.missing)
            messages.warning(
                self.request,
                ngettext(
                    "Saved, but not published: %(n)s fact is missing.",
                    "Saved, but not published: %(n)s facts are missing.",
                    n,
                )
                % {"n": n},
            )
            return "missing"
        except ValidationError as error:
            messages.error(self.request, error.messages[0])
            return SECTIONS.get(re.split("[-:]", action)[0], "")
        return ""

    def _page(self, editor: Editor):
        product = editor.product
        covered = product.is_parent and list(product.coverages.values_list("whole_family", flat=True))
        return render(
            self.request,
            "programme/products/edit.html",
            {
                "editor": editor,
                "product": product,
                "sheet": product.sheet,
                "producer": product.sheet.producer,
                "missing": editor.missing(),
                "standing": standing(product),
                "can_cover": bool(covered),
                "whole_family": bool(covered) and all(covered),
                "events": history.events(product),
                "press": uuid.uuid4().hex,
                "header_title": product.title,
                "breadcrumbs_items": _crumbs(product),
                "header_icon": "pick",
            },
        )


def _fresh(product):
    return publishing.for_publishing(type(product).objects.filter(pk=product.pk)).get()


def _crumbs(product=None) -> list[dict]:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    crumbs.append({"url": reverse("programme_products"), "label": _("Products")})
    if product:
        crumbs.append({"url": reverse("programme_product", args=[product.pk]), "label": product.title})
    return crumbs
