from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/ld+json", "application/manifest+json", "application/xml")
CODE = ("application/javascript", "image/svg+xml")


class TextGZipMiddleware(GZipMiddleware):
    """Compress what shrinks: pages, styles, scripts, drawings; fonts and photos are packed already."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.get("Content-Type", "").startswith((*TEXT, *CODE)):
            return super().process_response(request, response)
        return response
