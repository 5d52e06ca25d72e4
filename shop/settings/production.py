"""A server: everything from the environment, and no start without it. README "On a server" has the table."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import OPERATOR, VAR, env

DEBUG = False
DEMO = False
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50 or "demo" in SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY: at least 50 random characters, not the demo's.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SITE_URL = env("SITE_URL")
WAGTAILADMIN_BASE_URL = SITE_URL
BUSINESS_MODEL = env("BUSINESS_MODEL")
if BUSINESS_MODEL not in ("direct", "intermediary"):
    raise ImproperlyConfigured("BUSINESS_MODEL: 'direct' or 'intermediary' (domain/law.md).")
FIELD_KEYS = env.list("FIELD_KEYS")
if not FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS: at least one Fernet key, newest first.")
if missing := [name for name, value in OPERATOR.items() if not value]:
    raise ImproperlyConfigured("OPERATOR_*: who runs the shop must be shown. Empty: " + ", ".join(missing))

DATABASES = {"default": {**env.db("DATABASE_URL"), "CONN_MAX_AGE": 60}}
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR / 'cache'}")}
EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
SERVE_MEDIA = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
