from wagtail import hooks
from wagtail.models import Page

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .choosers import product_chooser


@hooks.register("register_admin_viewset")
def choose_products():
    return product_chooser


@hooks.register("before_serve_page")
def say_what_is_missing(page: Page, request: HttpRequest, args, kwargs) -> HttpResponse | None:
    """Before `found_shop` the site begins at a page of Wagtail's own, which is no shop."""
    if type(page) is not Page:
        return None
    response = render(request, "content/unfounded.html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
