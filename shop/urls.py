"""Three doors: `/` the storefront, `/gian-hang/` the producer's desk, `/van-phong/` the programme office."""

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.static import serve

from shop.accounts.office.views import OwnAccountView
from shop.accounts.views import other_login

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    # The doors that Wagtail and Oscar bring lead to ours.
    path("van-phong/login/", other_login, name="wagtailadmin_login"),
    path("van-phong/password_reset/", other_login, name="wagtailadmin_password_reset"),
    path("van-phong/account/", require_admin_access(OwnAccountView.as_view())),
    path("van-phong/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
]
urlpatterns.append(path("", include("shop.payment.urls")))
if apps.is_installed("connectors"):
    urlpatterns.append(path("", include("connectors.urls")))
if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns += i18n_patterns(
    path("", include("shop.accounts.urls")),
    path("chu-the/", include("catalogue.producers.urls")),
    path("tim-kiem/", include("shop.search.urls")),
    path("phan-anh/", include("shop.reports.urls")),
    path("yeu-cau/", include("shop.enquiries.urls")),
    path("", include("shop.content.urls")),
    path("thanh-toan/", include("shop.checkout.urls")),
    path("don-hang/", include("shop.order.urls")),
    path("gian-hang/", include("shop.desk.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
    path("_util/login/", other_login, name="wagtailcore_login"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
