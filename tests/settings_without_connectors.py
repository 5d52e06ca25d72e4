"""The test settings with the connectors taken out, as `tests/test_architecture.py` asks of the house."""

from shop.settings.test import *  # noqa: F403
from shop.settings.test import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "connectors"]
