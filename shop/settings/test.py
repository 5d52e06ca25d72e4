"""The test run. `DATABASE=postgres` with PGHOST set runs the same tests on PostgreSQL (see tools/pgserver.py)."""

import os

from .dev import *
from .dev import DATABASES, VAR

if os.environ.get("DATABASE") == "postgres":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["PGHOST"],
            "USER": os.environ.get("PGUSER", "postgres"),
            "NAME": os.environ.get("PGNAME", "shop"),
            "TEST": {"TEMPLATE": os.environ.get("PGTEMPLATE", "shop_template")},
        }
    }
else:
    DATABASES["default"]["NAME"] = os.environ.get("SQLITE_NAME", VAR / "test-unused.sqlite3")
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR / "test-media"
AXES_ENABLED = False
PAGE_CACHE_BYTES = 0  # tests of the cache turn it on
WHITENOISE_AUTOREFRESH = True  # else each test's client looks for all files again
HUEY = {"huey_class": "huey.MemoryHuey", "name": "test", "immediate": True}
