"""The test run's database, and the queue and marketplaces that a race test names: what its consumer processes see."""

import json
import os
from pathlib import Path

from shop.settings.queues import task_queue
from shop.settings.test import *  # noqa: F403

HUEY = task_queue(os.environ["RACE_QUEUE"], Path(os.environ["RACE_VAR"]))
CHANNELS = json.loads(os.environ["RACE_CHANNELS"])
MEDIA_ROOT = os.environ["RACE_MEDIA"]
