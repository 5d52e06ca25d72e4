"""The command `channels` as a person runs it."""

from io import StringIO

from django.core.management import call_command


def call(*args) -> tuple[int, str]:
    """Exit code and what it printed."""
    out = StringIO()
    try:
        call_command("channels", *args, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()
