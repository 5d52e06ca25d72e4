"""A huey consumer for the race tests: its minute lasts a second and its lease is short. Run as a program."""

import os
import threading
import time
from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from connectors import leasing, tasks

    leasing.LEASE = timedelta(seconds=float(os.environ["RACE_LEASE"]))

    def timer() -> None:
        while True:
            tasks.visit_due()
            time.sleep(1)

    threading.Thread(target=timer, daemon=True).start()
    call_command("run_huey")


if __name__ == "__main__":
    main()
