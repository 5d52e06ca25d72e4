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
from .matching import MOST_OFFERED, Match, ProducerIndex, normal_name
from .reading import read
from .register import Register
from .rows import Row, is_remark, is_totals, read_row
from .titles import decision_in

NEW_PRODUCER = "new"
SAME_AS_ROW = "row-"  # then the number of the row whose new producer it is


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
    keys = _producer_keys([row for row in rows if not row.problems], places)
    producers: dict[str, dict] = {}
    surest_first = sorted(rows, key=lambda row: places[row.number].commune is None)
    entries = [_entry(row, keys, places, producers, register, index) for row in surest_first]
    return {"rows": sorted(entries, key=lambda entry: entry["row"]), "producers": producers}


def place_of(address: str, authority: str) -> Place:
    """Where the address lies today; the authority's province where the address names none."""
    place = resolve(address)
    if place.province:
        return place
    return Place(resolve(same_authority(authority).removeprefix("ubnd ")).province, None, place.unknown)


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


def _producer_keys(rows: list[Row], places: dict[int, Place]) -> dict[int, str]:
    """One key per producer in the file, by row number: the tax code if given anywhere, else name and place."""
    keys: dict[int, str] = {}
    at_place: dict[tuple, set[str]] = {}
    for row in rows:
        if row.facts.tax_code:
            keys[row.number] = row.facts.tax_code
            at_place.setdefault(_name_and_place(row, places), set()).add(row.facts.tax_code)
    for row in rows:
        if row.number in keys:
            continue
        where = _name_and_place(row, places)
        known = at_place.setdefault(where, {"@".join(map(str, where))})
        if len(known) == 1:
            keys[row.number] = next(iter(known))
        else:
            row.refuse("producer_name", _("Two tax codes are given for this name and place: give one in this row too."))
    return keys


def _name_and_place(row: Row, places: dict[int, Place]) -> tuple:
    place = places[row.number]
    return (
        normal_name(row.facts.producer_name),
        place.province.pk if place.province else "",
        place.commune.pk if place.commune else "",
    )


def _entry(row: Row, keys: dict, places: dict, producers: dict, register: Register, index: ProducerIndex) -> dict:
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
    key = keys[row.number]
    printed = register.printed(row.facts)
    known = producers.get(key)
    if known is None:
        match = _match(row, places, index, printed, key)
        if match.kind == "new" and (rivals := _namesakes_in_file(row, producers)):
            match = Match("doubtful", candidates=tuple(rivals))
        known = producers[key] = _described(row, places, match)
    if printed and known["match"] == "known" and printed.producer_id != known["id"]:
        row.refuse(
            "producer_name",
            _("The register has this row of the decision under another producer: correct that one first."),
        )
        return entry
    entry["producer"] = key
    choices = {"doubtful": [str(one["id"]) for one in known["candidates"]] + [NEW_PRODUCER]}
    for choice in choices.get(known["match"], [str(known["id"]) if known["id"] else NEW_PRODUCER]):
        producer = int(choice) if choice.isdigit() else None
        entry["outcomes"][choice] = register.outcome(row.facts, row.cells, producer)
    if known["match"] == "doubtful":
        entry["status"] = "ask"
    else:
        (outcome,) = entry["outcomes"].values()
        entry["status"] = outcome["status"]
        if outcome["status"] == "refused":
            row.refuse("product_name", outcome["reason"])
    return entry


def _match(row: Row, places: dict, index: ProducerIndex, printed, key: str) -> Match:
    match = index.match(row.facts.producer_name, key if "@" not in key else "", places[row.number])
    if match.kind == "known" or printed is None:
        return match
    return Match("known", printed.producer_id)  # somebody already said whose row this is


def _described(row: Row, places: dict, match: Match) -> dict:
    place = places[row.number]
    return {
        "name": row.facts.producer_name,
        "normal": normal_name(row.facts.producer_name),
        "address": row.facts.address,
        "tax_code": row.facts.tax_code,
        "province": place.province.pk if place.province else None,
        "commune": place.commune.pk if place.commune else None,
        "place": ", ".join(str(one) for one in (place.commune, place.province) if one),
        "match": match.kind,
        "id": match.pk,
        "candidates": list(match.candidates),
        "row": row.number,
    }


def _namesakes_in_file(row: Row, producers: dict) -> list[dict]:
    """New producers of this name at other places of the file; tax codes on both sides tell them apart."""
    normal = normal_name(row.facts.producer_name)
    return [
        {
            "id": f"{SAME_AS_ROW}{one['row']}",
            "name": one["name"],
            "place": one["place"],
            "tax": one["tax_code"],
            "why": _("same name in row %(row)s of this file") % {"row": one["row"]},
        }
        for one in producers.values()
        if one["match"] == "new" and one["normal"] == normal and not (one["tax_code"] and row.facts.tax_code)
    ][:MOST_OFFERED]
