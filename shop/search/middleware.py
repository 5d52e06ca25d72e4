from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .revision import remembered_for


class RememberingMiddleware:
    """Gives each request `request.remembered`, so that the catalogue can use it without knowing the search."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        remembered_for(request)
        return self.get_response(request)
