"""The test run's database and a queue in a file: what a consumer process of a race test sees."""

import os

from shop.settings.test import *  # noqa: F403

HUEY = {
    "huey_class": "huey.SqliteHuey",
    "name": "race",
    "filename": os.environ["RACE_QUEUE"],
    "immediate": False,
    "consumer": {"workers": 2, "worker_type": "thread"},
}
CHANNELS = {
    "shopee": {
        "base_url": os.environ["RACE_SHOPEE"],
        "partner_id": "2001887",
        "partner_key": "5a4d6e6a7a745a767276586f53476849",
        "push_key": "",
    }
}
MEDIA_ROOT = os.environ["RACE_MEDIA"]
