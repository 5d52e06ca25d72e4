"""`python -m shop …`: the project's management command."""

import gc
import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")
    gc.set_threshold(50_000, 20, 100)  # migrating renders tens of thousands of models that stay for a while
    execute_from_command_line(["python -m shop", *sys.argv[1:]])


if __name__ == "__main__":
    main()
