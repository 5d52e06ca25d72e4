"""The shop on the benchmark's PostgreSQL."""

import os

from shop.settings.dev import *  # noqa: F403
from shop.settings.dev import VAR

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PGHOST"],
        "USER": "postgres",
        "NAME": os.environ["PGNAME"],
        "CONN_MAX_AGE": 60,
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
STATIC_ROOT = VAR / "static"
