"""The plain stock Oscar as `benchmarks.stock_oscar`, for checking out: without a search index, with a country."""

import os
import sys

from benchmarks.stock_oscar import *  # noqa: F403
from benchmarks.stock_oscar import fill

HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_INITIAL_ORDER_STATUS = "placed"
OSCAR_INITIAL_LINE_STATUS = "placed"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock_checkout"
    import django

    django.setup()
    fill(int(sys.argv[1]))
    from oscar.apps.address.models import Country

    Country.objects.create(iso_3166_1_a2="VN", printable_name="Việt Nam", name="Việt Nam", is_shipping_country=True)
