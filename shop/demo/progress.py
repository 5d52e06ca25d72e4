"""Migrating for the first time takes minutes: say how far it is."""

from collections.abc import Callable
from io import StringIO

STEP = 50  # migrations between two lines


class Progress(StringIO):
    """What `migrate` prints, told again as one line per fifty migrations."""

    def __init__(self, total: int, say: Callable[[str], None]):
        super().__init__()
        self.total, self.say, self.done = total, say, 0

    def write(self, text: str) -> int:
        if text.rstrip().endswith(" OK"):
            self.done += 1
            if self.done % STEP == 0 or self.done == self.total:
                self.say(f"  {self.done} of {self.total}")
        return len(text)
