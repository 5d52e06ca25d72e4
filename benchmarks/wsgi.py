"""Whichever of the two shops DJANGO_SETTINGS_MODULE names; with FORGETFUL set, ours remembers nothing of its pages."""

import os

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
if os.environ.get("FORGETFUL"):
    from shop.search import revision

    revision.MOST_REMEMBERED = 0
