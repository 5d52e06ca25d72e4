"""Three doors: `/` the storefront, `/gian-hang/` the producer's desk, `/van-phong/` the programme office."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.static import serve

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("van-phong/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
]
if apps.is_installed("connectors"):
    urlpatterns.append(path("", include("connectors.urls")))
if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns += i18n_patterns(
    path("", include("shop.accounts.urls")),
    path("chu-the/", include("catalogue.producers.urls")),
    path("tim-kiem/", include("shop.search.urls")),
    path("thanh-toan/", include("shop.checkout.urls")),
    path("don-hang/", include("shop.order.urls")),
    path("gian-hang/", include("shop.desk.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
