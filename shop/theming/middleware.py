from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shop.search.revision import remembered_for

from .active import theme

_BACK_OFFICES = ("/van-phong/", "/dashboard/", "/static/", "/media/", "/webhooks/")


class ThemeMiddleware:
    """Serve the request in the theme that the office chose for this Wagtail site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_BACK_OFFICES):
            return self.get_response(request)
        with theme(self._chosen(request)):
            return self.get_response(request)

    @staticmethod
    def _chosen(request: HttpRequest) -> str:
        from shop.content.models import SiteAppearance

        def chosen() -> str:
            appearance = SiteAppearance.for_request_or_none(request)
            return appearance.theme if appearance else settings.THEME_DEFAULT

        return remembered_for(request).get(("theme", request.get_host()), chosen)
