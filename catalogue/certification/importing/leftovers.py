"""What of a file was left aside, in words: what isn't read is said, never dropped in silence."""

from collections.abc import Callable, Collection

from openpyxl.utils import get_column_letter

from django.utils.translation import gettext as _

from .reading import Line


def unread_columns(header: Line, body: list[Line], read: Collection[int]) -> list[tuple[str, str]]:
    """Letter and heading of each column that has one, or has values, and is not among those `read`."""
    found = []
    for column in range(max(len(line.values) for line in [header, *body])):
        heading = header.values[column] if column < len(header.values) else None
        filled = any(column < len(line.values) and line.values[column] is not None for line in [header, *body])
        if column not in read and filled:
            found.append((get_column_letter(column + 1), str(heading or "")))
    return found


def say_columns(unread: list[tuple[str, str]], why: Callable[[str], str] = lambda heading: "") -> list[str]:
    """One sentence per column of `unread_columns`, and `why` of its heading, which may be nothing."""
    found = []
    for letter, heading in unread:
        named = (
            _("Column %(letter)s “%(heading)s” is not read.")
            if heading
            else _("Column %(letter)s, which has no heading, is not read.")
        )
        found.append(f"{named % {'letter': letter, 'heading': heading}} {why(heading)}".strip())
    return found


def say_sheets(others: int) -> list[str]:
    """`others` is how many sheets beside the one that is read hold anything."""
    return [_("Only one sheet is read; not read are %(count)s others.") % {"count": others}] if others else []
