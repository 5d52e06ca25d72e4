"""A plain stock Oscar 4.2 project with the same products: settings, addresses and `stock_oscar.py COUNT` to fill it.

As its documentation sets it up, with Whoosh as search engine (its own sandbox's choice: Haystack's simple engine
shows no product at all). The index is a folder beside this project.
"""

import os
import sys
from pathlib import Path

from oscar.defaults import *  # noqa: F403

HOME = Path(os.environ["STOCK_HOME"])
SECRET_KEY = "benchmark-only"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
ROOT_URLCONF = "benchmarks.stock_urls"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"
OSCAR_DEFAULT_CURRENCY = "VND"
OSCAR_SLUG_FUNCTION = "catalogue.slugs.slugify"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL, MEDIA_URL = "/static/", "/media/"
STATIC_ROOT, MEDIA_ROOT = HOME / "static", HOME / "media"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PGHOST"],
        "USER": "postgres",
        "NAME": os.environ["PGNAME"],
        "CONN_MAX_AGE": 60,
    }
}
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(HOME / "whoosh")}
}
OSCAR = """
oscar.config.Shop oscar.apps.analytics.apps.AnalyticsConfig oscar.apps.checkout.apps.CheckoutConfig
oscar.apps.address.apps.AddressConfig oscar.apps.shipping.apps.ShippingConfig oscar.apps.catalogue.apps.CatalogueConfig
oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig oscar.apps.communication.apps.CommunicationConfig
oscar.apps.partner.apps.PartnerConfig oscar.apps.basket.apps.BasketConfig oscar.apps.payment.apps.PaymentConfig
oscar.apps.offer.apps.OfferConfig oscar.apps.order.apps.OrderConfig oscar.apps.customer.apps.CustomerConfig
oscar.apps.search.apps.SearchConfig oscar.apps.voucher.apps.VoucherConfig oscar.apps.wishlists.apps.WishlistsConfig
oscar.apps.dashboard.apps.DashboardConfig oscar.apps.dashboard.reports.apps.ReportsDashboardConfig
oscar.apps.dashboard.users.apps.UsersDashboardConfig oscar.apps.dashboard.orders.apps.OrdersDashboardConfig
oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig oscar.apps.dashboard.offers.apps.OffersDashboardConfig
oscar.apps.dashboard.partners.apps.PartnersDashboardConfig oscar.apps.dashboard.pages.apps.PagesDashboardConfig
oscar.apps.dashboard.ranges.apps.RangesDashboardConfig oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig
oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig
oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig
oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig
"""
INSTALLED_APPS = [
    *["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites"],
    *["django.contrib.messages", "django.contrib.staticfiles", "django.contrib.flatpages"],
    *OSCAR.split(),
    *["widget_tweaks", "haystack", "treebeard", "sorl.thumbnail", "django_tables2"],
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]
PROCESSORS = [
    *(f"django.template.context_processors.{one}" for one in ("request", "i18n", "media", "static")),
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "oscar.apps.search.context_processors.search_form",
    "oscar.apps.checkout.context_processors.checkout",
    "oscar.apps.communication.notifications.context_processors.notifications",
    "oscar.core.context_processors.metadata",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
]


def fill(count: int) -> None:
    from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass
    from oscar.apps.partner.models import Partner, StockRecord

    from benchmarks.generating import GOODS, goods
    from catalogue.slugs import slugify

    kind = ProductClass.objects.create(name="OCOP", track_stock=True)
    partner = Partner.objects.create(name="HTX Mẫu")
    categories = [Category.add_root(name=name) for name in GOODS]
    told = goods(count)
    products = Product.objects.bulk_create(
        Product(title=one.title, slug=slugify(one.title), product_class=kind, description=one.story) for one in told
    )
    pairs = list(zip(told, products, strict=True))
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=categories[one.group]) for one, product in pairs
    )
    StockRecord.objects.bulk_create(
        StockRecord(product=product, partner=partner, partner_sku=f"S{one.number}", price=one.price, num_in_stock=50)
        for one, product in pairs
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock_oscar"
    import django

    django.setup()
    fill(int(sys.argv[1]))
    from django.core.management import call_command

    call_command("rebuild_index", interactive=False, verbosity=0)
