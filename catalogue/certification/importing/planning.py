"""What importing a file would do, row by row, as JSON that is kept and later applied exactly as it was shown.

A plan: `rows` (each with status, problems and warnings with their cells, facts, outcome per choice of producer),
`producers` (by key, with the candidates a person chooses from), `skipped` lines, `warnings` of the whole file.
Statuses: new, changed, unchanged, refused, and `ask` where a person must first say who the producer is.
"""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from catalogue.places.resolving import Place, resolve
from catalogue.slugs import fold

from .authorities import same_authority
from .headers import Table, find_table, why_unread
from .leftovers import say_columns, say_sheets
from .matching import ProducerIndex, normal_name
from .reading import read
from .register import Register
from .rows import Row, is_remark, is_totals, read_row
from .titles import decision_in
from .whose import NEW_PRODUCER, Owners, held_elsewhere


def plan_file(content: bytes, today: date, provinces: Collection[str] | None = None) -> dict:
    """The plan for a file. `provinces` (codes) limits what this person may record; None is no limit.

    Raises:
        FileRefused: the file as a whole can't be read.
    """
    table = find_table(read(content))
    title = decision_in(table.title)
    rows, skipped = [], []
    for position, line in enumerate(table.body):
        if is_totals(line):
            skipped += [{"row": one.number, "text": " ".join(one.texts)[:120]} for one in table.body[position:]]
            break
        if is_remark(line, table.columns):
            skipped.append({"row": line.number, "text": " ".join(line.texts)[:120]})
        else:
            rows.append(read_row(line, table.columns, title, today))
    return {**decide(rows, provinces), "skipped": skipped, "warnings": _warnings(table)}


def _warnings(table: Table) -> list[str]:
    """What of the file was left aside, so that nothing is dropped in silence."""
    found = say_columns(table.unread, why_unread)
    if "valid_to" not in table.columns:
        found.append(_("No column was read as the day on which certificates end: 36 months are taken for each row."))
    return found + say_sheets(table.other_sheets)


def decide(rows: list[Row], provinces: Collection[str] | None = None) -> dict:
    """What the register would become by these rows, as it stands now."""
    good = [row for row in rows if not row.problems]
    register, index = Register.load([row.facts for row in good]), ProducerIndex.load()
    at = {where: place_of(*where) for where in {_where(row) for row in rows}}
    places = {row.number: at[_where(row)] for row in rows}
    _warn_of_unknown_places(rows, places)
    _refuse_other_provinces(rows, places, provinces)
    _refuse_repeats(rows)
    owners = Owners([row for row in rows if not row.problems], places, register, index, provinces)
    surest_first = sorted(rows, key=lambda row: places[row.number].commune is None)
    entries = [_entry(row, owners, register) for row in surest_first]
    return {"rows": sorted(entries, key=lambda entry: entry["row"]), "producers": owners.described}


def place_of(address: str, authority: str) -> Place:
    """Where the address lies today; in the authority's province where the address names none."""
    place = resolve(address)
    if place.province:
        return place
    return resolve(address, otherwise=resolve(same_authority(authority).removeprefix("ubnd ")).province)


def _where(row: Row) -> tuple[str, str]:
    return row.facts.address, row.facts.authority


def _warn_of_unknown_places(rows: list[Row], places: dict[int, Place]) -> None:
    for row in rows:
        place = places[row.number]
        if place.unknown and place.province:
            row.warn(
                "address",
                _("“%(printed)s” is no commune of %(province)s today: kept as printed, placed in the province only.")
                % {"printed": place.unknown, "province": place.province},
            )
        elif place.unknown:
            row.warn("address", _("No province of today is found in this address: it is kept as printed."))


def _refuse_other_provinces(rows: list[Row], places: dict[int, Place], provinces: Collection[str] | None) -> None:
    if provinces is None:
        return
    for row in rows:
        province = places[row.number].province
        if province is None and row.problems:
            continue  # what would say the province may be the very thing that could not be read
        if province is None or province.pk not in provinces:
            row.refuse("address", _("This producer is outside the provinces that you look after."))


def _refuse_repeats(rows: list[Row]) -> None:
    seen: dict[tuple, int] = {}
    for row in rows:
        facts = row.facts
        key = (fold(facts.decision_no), facts.decision_date, normal_name(facts.producer_name), fold(facts.product_name))
        if key in seen:
            row.refuse(
                "product_name", _("The same product of the same decision is in row %(row)s.") % {"row": seen[key]}
            )
        if not row.problems:
            seen[key] = row.number


def _entry(row: Row, owners: Owners, register: Register) -> dict:
    entry = {
        "row": row.number,
        "cells": row.cells,
        "facts": row.facts.as_json(),
        "problems": row.problems,
        "warnings": row.warnings,
        "status": "refused",
        "producer": None,
        "outcomes": {},
    }
    if row.problems:
        return entry
    entry["producer"], owner = owners.of(row)
    if held_elsewhere(register.printed(row.facts), owner):
        row.refuse(
            "producer_name",
            _("The register has this row of the decision under another producer: correct that one first."),
        )
        return entry
    choices = {"doubtful": [str(one["id"]) for one in owner["candidates"]] + [NEW_PRODUCER]}
    for choice in choices.get(owner["match"], [str(owner["id"]) if owner["id"] else NEW_PRODUCER]):
        producer = int(choice) if choice.isdigit() else None
        entry["outcomes"][choice] = register.outcome(row.facts, row.cells, producer)
    if owner["match"] == "doubtful":
        entry["status"] = "ask"
    else:
        (outcome,) = entry["outcomes"].values()
        entry["status"] = outcome["status"]
        if outcome["status"] == "refused":
            row.refuse("product_name", outcome["reason"])
    return entry
