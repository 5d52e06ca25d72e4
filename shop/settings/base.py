"""Settings that every environment shares. `dev`, `test` and `production` state only what differs."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import environ
from oscar.defaults import *

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from shop.order.pipeline import TRANSITIONS

from .csp import STOREFRONT_POLICY
from .queues import task_queue

ROOT = Path(__file__).resolve().parents[2]
env = environ.Env()

VAR = Path(env("VAR", default=str(ROOT / "var")))

# --- the house --------------------------------------------------------------------------------

INSTALLED_APPS = [
    # ours, above Oscar so that our templates and commands come first
    "shop.accounts",
    "shop.theming",
    "catalogue.places",
    "catalogue.producers",
    "catalogue.certification",
    "catalogue.provenance",
    "shop.stock",
    "shop.payment.apps.PaymentPortConfig",
    "shop.shipping.apps.ShippingRatesConfig",
    "shop.notices",
    "shop.returns",
    "shop.desk",
    "shop.content",
    "shop.pagecache",
    "shop.reports",
    "shop.enquiries",
    "shop.programme",
    "shop.demo",
    "connectors",
    # Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    # Oscar and our forks of it
    "shop.apps.StorefrontConfig",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "shop.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig",
    "catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "shop.partner.apps.PartnerConfig",
    "shop.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "shop.offer.apps.OfferConfig",
    "shop.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "shop.search.apps.SearchConfig",
    "shop.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "shop.order.dashboard.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
    "sorl.thumbnail",
    # Wagtail
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "shop.accounts.office.apps.OfficeUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    # the rest
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "huey.contrib.djhuey",
]

# Forks change no table: Oscar's own migrations serve them (style.md §2.1).
MIGRATION_MODULES = {
    app: f"oscar.apps.{app}.migrations" for app in ("catalogue", "partner", "order", "basket", "offer", "voucher")
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.compressing.TextGZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shop.search.middleware.RememberingMiddleware",
    "shop.pagecache.middleware.PageCacheMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shop.policies.PathPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shop.accounts.second_factor.SecondFactorMiddleware",
    "shop.accounts.dashboard_door.DashboardDoorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shop.theming.middleware.ThemeMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.media",
                "django.template.context_processors.static",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
                "wagtail.contrib.settings.context_processors.settings",
                "shop.theming.context.storefront",
            ],
            "loaders": [
                (
                    "shop.theming.loaders.ThemeCachedLoader",
                    ["shop.theming.loaders.ThemeLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

THEMES = ROOT / "themes"
THEME_DEFAULT = "base"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

# --- language, time, money --------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
# The first wins. The others complete the Vietnamese of packages; an app's own catalogue loses against all of them.
LOCALE_PATHS = [ROOT / "locale", *(ROOT / "locale" / name for name in ("wagtail", "oscar", "allauth"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"  # shown; the database stores UTC
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

OSCAR_DEFAULT_CURRENCY = "VND"
OSCAR_CURRENCY_FORMAT = {"VND": {"format": "#,##0 ¤"}}

# --- Oscar ------------------------------------------------------------------------------------

OSCAR_SHOP_NAME = "Chợ Phiên"
OSCAR_SHOP_TAGLINE = ""
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_SLUG_FUNCTION = "catalogue.slugs.slugify"
OSCAR_DELETE_IMAGE_FILES = False  # two products may show one file; catalogue.provenance.photos knows
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_EAGER_ALERTS = False
OSCAR_OFFERS_INCL_TAX = True
OSCAR_INITIAL_ORDER_STATUS = "placed"
OSCAR_INITIAL_LINE_STATUS = "placed"
OSCAR_ORDER_STATUS_PIPELINE = {str(status): tuple(map(str, after)) for status, after in TRANSITIONS.items()}
OSCAR_FROM_EMAIL = env("FROM_EMAIL", default="cho-phien@localhost")
DEFAULT_FROM_EMAIL = OSCAR_FROM_EMAIL
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1", "country")
# Oscar imports Haystack; our own search does not use it (style.md §7, pitfalls 13 and 14).
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"

# --- Wagtail ----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Chợ Phiên"
WAGTAILADMIN_BASE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# One clock for the whole office; Debian's list of zones also names some ("localtime") that browsers refuse.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"},
}

# --- people and safety ------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "shop.accounts.backends.PhoneOrEmailBackend",
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_RESET_ENABLED = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "shop.accounts.throttling.counted_login"
AXES_CLIENT_IP_CALLABLE = "shop.accounts.throttling.client_address"
AXES_LOCKOUT_CALLABLE = "shop.accounts.throttling.locked_page"
PROXIES = 0  # how many of our own reverse proxies write X-Forwarded-For in front of the application

# Of allauth only the second factor is used; it logs nobody in by itself (shop.accounts.second_factor).
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=True)
ACCOUNT_ADAPTER = "shop.accounts.second_factor.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "shop.accounts.forms.PasswordAgainForm"}
MFA_ADAPTER = "shop.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Chợ Phiên"
MFA_FORMS = {
    "authenticate": "shop.accounts.forms.CodeForm",
    "reauthenticate": "shop.accounts.forms.CodeAgainForm",
    "activate_totp": "shop.accounts.forms.NewDeviceForm",
}

CONTENT_SECURITY_POLICY = {"DIRECTIVES": STOREFRONT_POLICY}
X_FRAME_OPTIONS = "DENY"  # the office: shop.policies
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    (f"themes/{folder.name}", folder / "static") for folder in sorted(THEMES.iterdir()) if (folder / "static").is_dir()
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "internal": {
        "BACKEND": "catalogue.internal_files.InternalFileStorage",
        "OPTIONS": {"location": VAR / "internal"},
    },
}
THUMBNAIL_FORMAT = "WEBP"
THUMBNAIL_PRESERVE_FORMAT = False

# --- work in the background -------------------------------------------------------------------

HUEY = task_queue(env("TASK_QUEUE", default=""), VAR)

# --- what went wrong --------------------------------------------------------------------------

# Django by itself tells the console only where DEBUG is on, and mails the rest to ADMINS, of whom there are none.
# Whoever asks for what is not there (a warning), or for a host that is none of ours, does not fill the log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "errors": {"class": "logging.StreamHandler", "level": "ERROR", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["errors"], "level": "INFO"},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

# --- the shop's own choices -------------------------------------------------------------------

# Who is seller and payee: "direct" (the operator) or "intermediary" (each producer). Required, see domain/law.md.
BUSINESS_MODEL = env("BUSINESS_MODEL", default="direct")
# Shown in the footer and on every confirmation, Decree 248/2026 Art. 4. Production refuses empty fields.
OPERATOR = {
    "name": env("OPERATOR_NAME", default=""),
    "address": env("OPERATOR_ADDRESS", default=""),
    "tax_code": env("OPERATOR_TAX_CODE", default=""),
    "representative": env("OPERATOR_REPRESENTATIVE", default=""),
    "phone": env("OPERATOR_PHONE", default=""),
    "email": env("OPERATOR_EMAIL", default=""),
}
# The consent text in force (its page is versioned); raised whenever the text changes.
CONSENT_VERSION = "2026-11"
# Cash on delivery: the most a carrier collects per parcel (GHN), and open parcels per phone. Whole đồng.
COD_LARGEST_AMOUNT = 50_000_000
COD_OPEN_ORDERS = 6
# After so many parcels that came back from the door within that time, a phone number pays before sending.
COD_REFUSALS = 2
COD_REFUSALS_WITHIN = timedelta(days=365)
# Bank transfer by QR. What one transfer can carry (NAPAS 24/7); how long units wait for the money when the bank tells
# us at once, when a statement is imported by hand, and when another amount came and a person must look.
QR_LARGEST_AMOUNT = 499_999_999
QR_HOLD = timedelta(minutes=30)
QR_HOLD_WITHOUT_WEBHOOK = timedelta(hours=24)
QR_HOLD_UNCLEAR = timedelta(hours=24)
# Unpaid holds: purchases per phone, and the part of a product's units on hand that they may take together.
QR_UNPAID_PURCHASES = 3
QR_UNPAID_SHARE = Decimal("0.5")
# The bank's messenger; with neither key it is refused. The HMAC secret is the better of the two.
SEPAY = {"secret": env("SEPAY_SECRET", default=""), "api_key": env("SEPAY_API_KEY", default="")}
# Cards through Stripe: off unless both keys are set. Empty `api_url` is Stripe's own; `checkout` is the origin of the
# page that buyers pay on, the only one outside that a form of ours may end at.
STRIPE = {
    "secret_key": env("STRIPE_SECRET_KEY", default=""),
    "webhook_secret": env("STRIPE_WEBHOOK_SECRET", default=""),
    "api_url": "",
    "checkout": env("STRIPE_CHECKOUT_ORIGIN", default="https://checkout.stripe.com"),
}
# A session must live at least 30 minutes there; a minute more for clocks that differ. Units are held 5 minutes longer.
CARD_SESSION = timedelta(minutes=31)
CARD_HOLD_PROCESSING = timedelta(hours=24)  # the buyer has paid, her bank has not confirmed
CARD_TRIES = 3  # payments that failed after the buyer left the card page
# Whole đồng: Stripe takes no less than about half a US dollar, and amounts of at most eight digits.
CARD_SMALLEST_AMOUNT = 15_000
CARD_LARGEST_AMOUNT = 99_999_999
# How much each web process may remember of whole pages, packed; 0 turns that off (shop.pagecache).
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=32 * 1024 * 1024)
ALCOHOL_SOLD_ONLINE = env.bool("ALCOHOL_SOLD_ONLINE", default=False)  # to adults, never for cash
RETURN_DAYS = 7  # the seller takes back what came damaged, wrong or missing
# The marketplaces' applications; secrets only from the environment.
CHANNELS = {
    "shopee": {
        "base_url": env("SHOPEE_BASE_URL", default="https://partner.shopeemobile.com"),
        "partner_id": env("SHOPEE_PARTNER_ID", default=""),
        "partner_key": env("SHOPEE_PARTNER_KEY", default=""),
        "push_key": env("SHOPEE_PUSH_KEY", default=""),
    },
    "lazada": {
        "base_url": env("LAZADA_BASE_URL", default="https://api.lazada.vn"),
        "auth_url": env("LAZADA_AUTH_URL", default="https://auth.lazada.com"),
        "partner_id": env("LAZADA_APP_KEY", default=""),
        "partner_key": env("LAZADA_APP_SECRET", default=""),
    },
}
# Keys of the encrypted token fields, newest first (Fernet, comma separated).
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
