"""What the error page says is noted stands in the log, with where it happened."""

import os
import subprocess
import sys

import pytest

from tests.shop.test_production import WHOLE

BREAK = """
import django, logging, sys
django.setup()
from django.http import HttpResponseServerError
from django.utils.log import log_response

def broken_view():
    raise ValueError("a voucher without a page")

try:
    broken_view()
except ValueError:
    answer = HttpResponseServerError()
    log_response("Internal Server Error: %s", "/dashboard/", response=answer, exception=sys.exc_info()[1])
logging.getLogger("django.request").warning("Not Found: /wp-login.php")
logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header")
"""


@pytest.mark.parametrize("name", ["dev", "production"])
def test_an_unhandled_error_is_written_with_its_traceback(tmp_path, name):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), "VAR": str(tmp_path), **WHOLE}
    environment["DJANGO_SETTINGS_MODULE"] = f"shop.settings.{name}"
    ran = subprocess.run([sys.executable, "-c", BREAK], env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "ERROR django.request Internal Server Error: /dashboard/" in ran.stderr
    assert "in broken_view" in ran.stderr and "ValueError: a voucher without a page" in ran.stderr
    assert "Not Found" not in ran.stderr and "HTTP_HOST" not in ran.stderr
