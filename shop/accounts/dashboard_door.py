from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

DASHBOARD = ("/dashboard/", "/en/dashboard/")
ADMINISTRATORS = "accounts.view_user"


class DashboardDoorMiddleware:
    """Oscar lets all staff in; ours is for administrators: programme staff work in the office."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = request.path_info.startswith(DASHBOARD) and request.user.is_authenticated
        if inside and not request.user.has_perm(ADMINISTRATORS):
            raise PermissionDenied
        return self.get_response(request)
