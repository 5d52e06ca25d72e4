"""Production starts only when it is told everything, and then Django's own deployment check has nothing to say."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import make_user

pytestmark = pytest.mark.one_database

WHOLE = {
    "SECRET_KEY": "Zk3vQ9rT1yLw8xBn5cJd7fHg2sKp4mVa6eRu0iOqXtYzWlCbNh",
    "ALLOWED_HOSTS": "cho.example.vn",
    "SITE_URL": "https://cho.example.vn",
    "BUSINESS_MODEL": "direct",
    "FIELD_KEYS": "c2FmZXR5LXRlc3RzLW9ubHktc2FmZXR5LXRlc3RzLSE=",
    "DATABASE_URL": "postgres://shop:secret@127.0.0.1:1/shop",
    "EMAIL_URL": "smtp+tls://shop:secret@127.0.0.1:587",
    "OPERATOR_NAME": "Liên hiệp HTX Mẫu",
    "OPERATOR_ADDRESS": "Số 1 đường Mẫu, phường Mẫu, tỉnh Lâm Đồng",
    "OPERATOR_TAX_CODE": "0000000000",
    "OPERATOR_REPRESENTATIVE": "Nguyễn Văn Mẫu",
    "OPERATOR_PHONE": "0900000000",
    "OPERATOR_EMAIL": "cho@example.vn",
}


def start(*command: str, var: str, **environment: str) -> subprocess.CompletedProcess:
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    settings = {"DJANGO_SETTINGS_MODULE": "shop.settings.production", "VAR": var, "PYTHONPATH": os.getcwd()}
    return subprocess.run(
        [sys.executable, *command],
        env={**plain, **settings, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_deployment_check_has_nothing_to_say(tmp_path):
    ran = start("-m", "shop", "check", "--deploy", "--fail-level", "WARNING", var=str(tmp_path), **WHOLE)
    assert ran.returncode == 0, ran.stderr
    assert "no issues (0 silenced)" in ran.stdout


def settings_error(tmp_path, **environment: str) -> str:
    ran = start("-c", "import shop.settings.production", var=str(tmp_path), **environment)
    assert ran.returncode == 1
    return ran.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("name", WHOLE)
def test_it_names_the_variable_that_is_missing(tmp_path, name):
    told = {key: value for key, value in WHOLE.items() if key != name}
    error = settings_error(tmp_path, **told)
    assert error.startswith("django.core.exceptions.ImproperlyConfigured") and name in error


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "demo-only-not-a-secret" * 3),
        ("SECRET_KEY", "a" * 60),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://cho.example.vn"),
        ("BUSINESS_MODEL", "both"),
        ("FIELD_KEYS", "not-a-key"),
        ("FIELD_KEYS", f"{WHOLE['FIELD_KEYS']},cut-off"),
        ("OPERATOR_NAME", " "),
        ("STRIPE_SECRET_KEY", "sk_live_without_its_other_half"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_without_its_other_half"),
        ("STRIPE_CHECKOUT_ORIGIN", "http://checkout.example.vn"),
    ],
)
def test_it_refuses_what_is_no_good(tmp_path, name, value):
    assert name in settings_error(tmp_path, **{**WHOLE, name: value})


def test_no_secret_is_printed_when_the_start_is_refused(tmp_path):
    ran = start(
        "-c", "import shop.settings.production", var=str(tmp_path), **{**WHOLE, "FIELD_KEYS": "wrong-but-secret"}
    )
    assert ran.returncode == 1
    assert "wrong-but-secret" not in ran.stderr


def test_the_key_of_the_demo_is_a_fernet_key_and_production_never_sees_it(settings):
    for key in settings.FIELD_KEYS:
        Fernet(key)


def test_production_asks_for_the_second_factor_and_secure_cookies(tmp_path):
    names = "SECOND_FACTOR_REQUIRED SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT AXES_FAILURE_LIMIT"
    code = f"import shop.settings.production as s; print([getattr(s, n) for n in '{names}'.split()])"
    ran = start("-c", code, var=str(tmp_path), **WHOLE)
    assert ran.stdout.strip() == "[True, True, True, True, 5]", ran.stderr


STRICT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self';"
    " frame-ancestors 'none'"
)


def directives(header: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/san-pham/", "/gio-hang/", "/dang-nhap/", "/tim-kiem/", "/khong-co/", "/en/san-pham/"]
)
def test_the_storefronts_policy_allows_nothing_inline_and_no_third_party(client, path):
    assert directives(client.get(path)["Content-Security-Policy"]) == directives(STRICT)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/van-phong/", "/dashboard/"])
def test_the_back_offices_have_a_wider_policy_without_third_parties(client, path):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    policy = directives(client.get(path)["Content-Security-Policy"])
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self' 'unsafe-inline'"
    assert policy["object-src"] == "'none'" and policy["frame-ancestors"] == "'self'"
    assert not [source for source in policy.values() if "http" in source or "*" in source]


@pytest.mark.django_db
def test_other_headers_are_set(client):
    response = client.get("/san-pham/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_cookies_can_not_be_read_by_scripts(client):
    user = make_user()
    client.post("/dang-nhap/", {"username": user.email, "password": "mat-khau-rat-dai"})
    assert client.cookies["sessionid"]["httponly"] is True
    assert client.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_form_that_is_too_large_is_refused(rf, settings):
    request = rf.post("/dang-nhap/", {"username": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    with pytest.raises(RequestDataTooBig):
        request.body
    huge = SimpleUploadedFile("x.bin", b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert rf.post("/", {"file": huge}).FILES["file"].temporary_file_path()


@pytest.mark.django_db
def test_a_marketplaces_push_touches_no_session_basket_or_theme(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as seen:
        response = client.post("/webhooks/khong-co/", b"{}", content_type="application/json")
    assert response.status_code in (400, 404)
    assert not response.cookies
    touched = " ".join(query["sql"] for query in seen.captured_queries)
    for table in ("django_session", "basket_basket", "content_siteappearance", "accounts_user"):
        assert table not in touched
