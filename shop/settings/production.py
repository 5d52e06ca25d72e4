"""A server: everything from the environment, and no start without it. README "On a server" has the table."""

from cryptography.fernet import Fernet

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import OPERATOR, STORAGES, STRIPE, VAR, env

DEBUG = False
DEMO = False
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or "demo" in SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY: at least 50 random characters, not the demo's.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: the shop's host names, comma separated, no '*'.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SITE_URL = env("SITE_URL")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL: the shop's address, beginning with https://.")
WAGTAILADMIN_BASE_URL = SITE_URL
BUSINESS_MODEL = env("BUSINESS_MODEL")
if BUSINESS_MODEL not in ("direct", "intermediary"):
    raise ImproperlyConfigured("BUSINESS_MODEL: 'direct' or 'intermediary' (domain/law.md).")
FIELD_KEYS = env.list("FIELD_KEYS")
if not FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS: at least one Fernet key, newest first.")
for number, key in enumerate(FIELD_KEYS, start=1):
    try:
        Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(f"FIELD_KEYS: number {number} is no Fernet key.") from error
if missing := [f"OPERATOR_{name.upper()}" for name, value in OPERATOR.items() if not value.strip()]:
    raise ImproperlyConfigured("Who runs the shop must be shown. Empty: " + ", ".join(missing))
if bool(STRIPE["secret_key"]) != bool(STRIPE["webhook_secret"]):
    raise ImproperlyConfigured("STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET: both, or neither to take no cards.")
if not STRIPE["checkout"].startswith("https://"):
    raise ImproperlyConfigured("STRIPE_CHECKOUT_ORIGIN: an origin, beginning with https://.")

DATABASES = {"default": {**env.db("DATABASE_URL"), "CONN_MAX_AGE": 60}}
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR / 'cache'}")}
vars().update(env.email("EMAIL_URL"))

# TLS ends at the reverse proxy. It must set X-Forwarded-Proto and append to X-Forwarded-For itself, and the application
# must be reachable through it only: whoever speaks to gunicorn directly can pretend both.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXIES = env.int("PROXIES", default=1)
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
SERVE_MEDIA = False

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
