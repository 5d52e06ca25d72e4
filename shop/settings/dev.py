"""The demo and a developer's machine: SQLite under `var/`, no secret worth keeping."""

from .base import *
from .base import STRIPE, VAR, env

(VAR / "static").mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "demo-only-not-a-secret"  # noqa: S105 - production.py refuses to start with it
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = ["http://127.0.0.1:8000", "http://localhost:8000"]
DEMO = True

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "db.sqlite3",
        # Writers queue instead of failing with "database is locked" (style.md §7, pitfall 20).
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
SERVE_MEDIA = True
SECOND_FACTOR_REQUIRED = False
OPERATOR = {
    "name": "Đơn vị vận hành mẫu (dữ liệu demo)",
    "address": "Số 1 đường Mẫu, phường Mẫu, tỉnh Lâm Đồng",
    "tax_code": "0000000000",
    "representative": "Nguyễn Văn Mẫu",
    "phone": "0900 000 000",
    "email": "demo@cho-phien.example",
}
SANDBOX_PORT = env.int("SANDBOX_PORT", default=8101)  # of the first marketplace in the box; the others follow it
CHANNELS = {
    "shopee": {
        "base_url": env("SHOPEE_BASE_URL", default=f"http://127.0.0.1:{SANDBOX_PORT}"),
        "partner_id": "2001887",
        "partner_key": "5a4d6e6a7a745a767276586f53476849",
        "push_key": "",
    },
    "lazada": {
        "base_url": env("LAZADA_BASE_URL", default=f"http://127.0.0.1:{SANDBOX_PORT + 1}"),
        "auth_url": "",
        "partner_id": "115527",
        "partner_key": "bMnR4qLxT7vKz2WcYd9HsGf3PjQe6AuN",
    },
}
SEPAY = {"secret": "demo-only-sepay-secret", "api_key": ""}
STRIPE = {**STRIPE, "api_url": env("STRIPE_API_URL", default="")}  # run_demo points it to shop.payment.sandbox
CARD_SANDBOX_PORT = env.int("CARD_SANDBOX_PORT", default=SANDBOX_PORT + 9)
FIELD_KEYS = ["ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktISE="]
