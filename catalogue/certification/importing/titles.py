"""The decision named above a list: `(Kèm theo Quyết định số 3981/QĐ-UBND ngày 05 tháng 8 năm 2026 của …)`."""

import re

from .parsing import Unreadable, day, decision_number
from .reading import Line

DECISION = re.compile(
    r"quyết định số:?\s*(?P<number>\d[\w/.\-]*\w)"
    r"(?:,?\s*ngày\s*(?P<date>\d{1,2}(?:\s*tháng\s*|[/.\-])\d{1,2}(?:\s*năm\s*|[/.\-])\d{4}))?"
    r"(?:\s*của\s*(?P<authority>[^)\n;]+))?",
    re.IGNORECASE,
)


def decision_in(title: list[Line]) -> dict[str, object]:
    """Number, date and authority as far as the title lines name them; values for lines without cells of their own."""
    text = " ".join(" ".join(line.texts) for line in title)
    found = DECISION.search(text)
    if not found:
        return {}
    facts: dict[str, object] = {}
    try:
        facts["decision_no"] = decision_number(found["number"])[0]
        if found["date"]:
            facts["decision_date"] = day(found["date"])
    except Unreadable:
        return {}
    if found["authority"]:
        facts["authority"] = found["authority"].strip(" .,")
    return facts
