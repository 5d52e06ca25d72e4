from oscar.apps.basket.models import *  # noqa: F403 - the fork changes pages, not tables
