"""One line of the table → the facts of one recognition, or the problems that refuse it, each with its cell."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.certification.models import Certificate
from catalogue.slugs import fold

from . import parsing
from .authorities import above_band, check_competence, check_date, check_score, level_of
from .headers import NAMES
from .parsing import Unreadable, months_later
from .reading import Line

TOTALS = ("tong cong", "tong so", "tong:", "cong:", "cong ")


@dataclass
class Facts:
    """A recognition as the file states it. Names are those of `Certificate` and `Decision`."""

    product_name: str = ""
    producer_name: str = ""
    star: int = 0
    decision_no: str = ""
    decision_date: date | None = None
    authority: str = ""
    level: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    address: str = ""
    group_printed: str = ""
    tax_code: str = ""
    ocop_code: str = ""
    number: str = ""
    score: Decimal | None = None

    def as_json(self) -> dict:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in self._plain().items()}

    def _plain(self) -> dict:
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: dict) -> "Facts":
        values = dict(stored)
        for name in ("decision_date", "valid_from", "valid_to"):
            values[name] = date.fromisoformat(values[name]) if values[name] else None
        values["score"] = Decimal(values["score"]) if values["score"] is not None else None
        return cls(**values)


@dataclass
class Row:
    """A line that was read: its facts, `problems` (cell, message) that refuse it, `warnings` that don't."""

    number: int
    facts: Facts = field(default_factory=Facts)
    problems: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str, message: str) -> None:
        self.problems.append(self._note(name, message))

    def warn(self, name: str, message: str) -> None:
        self.warnings.append(self._note(name, message))

    def _note(self, name: str, message: str) -> dict[str, str]:
        return {"cell": self.cells.get(name, str(self.number)), "message": str(message)}


def is_totals(line: Line) -> bool:
    texts = [fold(text) for text in line.texts]
    return bool(texts) and f"{texts[0]} ".startswith(TOTALS)


def is_remark(line: Line, columns: dict[str, int]) -> bool:
    """A heading of a section or a footnote: neither product nor star, and hardly anything else."""
    given = {name for name, column in columns.items() if column < len(line.values) and line.values[column] is not None}
    return not {"star", "producer_name"} & given and len(line.texts) <= 2


def read_row(line: Line, columns: dict[str, int], title: dict[str, object], today: date) -> Row:
    """The facts of one line; `title` fills in the decision where the line has no cell for it."""
    row = Row(line.number, cells={name: line.cell(column) for name, column in columns.items()})
    values = {name: line.values[column] for name, column in columns.items() if column < len(line.values)}
    for name, value in title.items():
        if values.get(name) is None:
            values[name] = value
    facts = row.facts
    _decision(row, values)
    for name, reader in READERS.items():
        if values.get(name) is not None:
            _take(row, name, reader, values[name])
    for name in ("product_name", "producer_name", "star", "decision_no", "decision_date", "authority"):
        if not getattr(facts, name) and not any(p["cell"] == row.cells.get(name) for p in row.problems):
            row.refuse(name, _("The %(field)s is missing.") % {"field": NAMES[name]})
    _check_authority(row)
    _check_days(row, values, today)
    return row


def _decision(row: Row, values: dict) -> None:
    if values.get("decision_no") is None:
        return
    try:
        row.facts.decision_no, dated = parsing.decision_number(values["decision_no"])
    except Unreadable as problem:
        row.refuse("decision_no", str(problem))
        return
    if dated and values.get("decision_date") is None:
        row.facts.decision_date = dated


def _limited(name: str) -> Callable:
    longest = Certificate._meta.get_field(name).max_length

    def read(value) -> str:
        text = parsing.plain(value)
        if len(text) > longest:
            raise Unreadable(_("The text is longer than %(count)s letters.") % {"count": longest})
        return text

    return read


def _authority(value) -> str:
    text = parsing.plain(value)
    if len(text) > 160:
        raise Unreadable(_("The text is longer than %(count)s letters.") % {"count": 160})
    return text


READERS: dict[str, Callable] = {
    "product_name": _limited("product_name"),
    "producer_name": _limited("producer_name"),
    "address": _limited("address"),
    "group_printed": _limited("group_printed"),
    "number": _limited("number"),
    "star": parsing.star,
    "decision_date": parsing.day,
    "valid_from": parsing.day,
    "authority": _authority,
    "tax_code": parsing.tax_code,
    "ocop_code": parsing.ocop_code,
    "score": parsing.score,
}


def _take(row: Row, name: str, reader: Callable, value) -> None:
    try:
        setattr(row.facts, name, reader(value))
    except Unreadable as problem:
        row.refuse(name, str(problem))


def _check(row: Row, name: str, rule: Callable, *args) -> None:
    try:
        rule(*args)
    except Unreadable as problem:
        row.refuse(name, str(problem))


def _check_authority(row: Row) -> None:
    """The checks between authority, star, day and score, each as soon as the facts that it needs were read."""
    facts = row.facts
    if facts.authority:
        try:
            facts.level = level_of(facts.authority).value
        except Unreadable as problem:
            row.refuse("authority", str(problem))
    if facts.level and facts.star and facts.decision_date:
        _check(row, "star", check_competence, facts.level, facts.star, facts.decision_date)
    if facts.score is not None and facts.star:
        _check(row, "score", check_score, facts.score, facts.star)
        if said := above_band(facts.score, facts.star):
            row.warn("score", said)


def _check_days(row: Row, values: dict, today: date) -> None:
    """The days among each other, and the end that the law gives where none is printed."""
    facts = row.facts
    if facts.decision_date:
        _check(row, "decision_date", check_date, facts.decision_date, today)
    begins = facts.decision_date if values.get("valid_from") is None else facts.valid_from
    printed_end = values.get("valid_to")
    if printed_end is not None:
        _take(row, "valid_to", lambda value: parsing.last_day(value, begins), printed_end)
    if begins is None:
        return
    facts.valid_from = begins
    longest = months_later(begins, 36)
    if printed_end is None:
        facts.valid_to = longest
    if facts.decision_date and begins < facts.decision_date:
        row.refuse("valid_from", _("The certificate can't begin before its decision."))
    if facts.valid_to and facts.valid_to <= begins:
        row.refuse("valid_to", _("The certificate ends before it begins."))
    elif facts.valid_to and facts.valid_to > longest:
        row.refuse(
            "valid_to",
            _("A certificate is valid for 36 months at most, here until %(date)s.") % {"date": f"{longest:%d/%m/%Y}"},
        )
