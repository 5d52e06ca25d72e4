"""Machines' doors (pushes, the way back from a consent page) and the desk's pages; the office has its own hooks."""

from django.urls import include, path

from . import webhooks
from .screens import consent, desk

app_name = "connectors"
urlpatterns = [
    path("webhooks/<slug:channel>/", webhooks.receive, name="webhook"),
    path("ket-noi/<slug:channel>/", consent.start, name="authorise"),
    path("ket-noi/<slug:channel>/xong/", consent.finish, name="authorised"),
    path("gian-hang/kenh-ban/", include(desk.urlpatterns)),
]
