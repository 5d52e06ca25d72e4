"""`python -m shop …`: the project's management command."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")
    execute_from_command_line(["python -m shop", *sys.argv[1:]])


if __name__ == "__main__":
    main()
