"""Whose each row of a file is: one producer per tax code, name and place, and the question where that isn't sure."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalogue.certification.models import Certificate
from catalogue.places.resolving import Place

from .matching import MOST_OFFERED, Match, ProducerIndex, elsewhere, normal_name
from .register import Register
from .rows import Row

NEW_PRODUCER = "new"
SAME_AS_ROW = "row-"  # then the number of the row whose new producer it is


class Owners:
    """The producers that a file names. `described` is what a plan keeps of them, by key.

    A new producer is described by its first row that `of` is asked for, so ask the rows with the fullest places first.
    """

    def __init__(
        self,
        rows: list[Row],
        places: dict[int, Place],
        register: Register,
        index: ProducerIndex,
        provinces: Collection[str] | None,
    ) -> None:
        self.places, self.register, self.index, self.provinces = places, register, index, provinces
        self.described: dict[str, dict] = {}
        self.keys = producer_keys(rows, places)

    def of(self, row: Row) -> tuple[str, dict]:
        """The key and the description of the row's producer; a disputed tax code is told at the row."""
        key = self.keys[row.number]
        if key not in self.described:
            self.described[key] = self._describe(row, key.partition("@")[0])
        described = self.described[key]
        if owner := described["disputed"]:
            row.warn(
                "tax_code",
                _("%(code)s is the tax code of %(name)s (%(place)s), but this row has another name or place.")
                % {**owner, "place": owner["place"] or "?"},
            )
        return key, described

    def _describe(self, row: Row, tax_code: str) -> dict:
        place = self.places[row.number]
        match, disputed = self._match(row, tax_code)
        stored = self.index.by_id[match.pk] if match.pk else None
        return {
            "name": row.facts.producer_name,
            "normal": normal_name(row.facts.producer_name),
            "address": row.facts.address,
            "tax_code": "" if disputed else tax_code,
            "disputed": disputed,
            "province": place.province.pk if place.province else None,
            "commune": place.commune.pk if place.commune else None,
            "place": ", ".join(str(one) for one in (place.commune, place.province) if one),
            "match": match.kind,
            "id": match.pk,
            "holder": {"name": stored["name"], "place": stored["place"]} if stored else None,
            "candidates": list(match.candidates),
            "row": row.number,
        }

    def _match(self, row: Row, tax_code: str) -> tuple[Match, dict | None]:
        """Whose the row is, and whom its tax code belongs to where that is somebody else."""
        match = self.index.match(row.facts.producer_name, tax_code, self.places[row.number])
        if match.kind == "known":
            return match, None
        if printed := self.register.printed(row.facts):
            return Match("known", printed.producer_id), None  # somebody already said whose row this is
        disputed = self._owner_of(tax_code)
        offered = list(match.candidates)
        if match.kind == "new" or disputed:
            offered = self._rivals_in_file(row, tax_code) + offered
        if not offered and not disputed:
            return match, None
        mine = [one for one in offered if self._may_record(one)]
        return Match("doubtful", candidates=tuple(mine[:MOST_OFFERED])), disputed

    def _owner_of(self, tax_code: str) -> dict | None:
        named = (one for one in self.described.values() if one["tax_code"] == tax_code)
        owner = (self.index.by_tax.get(tax_code) or next(named, None)) if tax_code else None
        return {"code": tax_code, "name": owner["name"], "place": owner["place"]} if owner else None

    def _rivals_in_file(self, row: Row, tax_code: str) -> list[dict]:
        """Other producers of the file with this tax code, or new ones with this name; tax codes tell these apart."""
        normal = normal_name(row.facts.producer_name)
        found = []
        for one in self.described.values():
            if one["match"] == "doubtful":
                continue
            if tax_code and one["tax_code"] == tax_code:
                found.append(_rival(one, _("same tax code in row %(row)s of this file")))
            elif one["match"] == "new" and one["normal"] == normal and not (one["tax_code"] and tax_code):
                found.append(_rival(one, _("same name in row %(row)s of this file")))
        return found

    def _may_record(self, offered: dict) -> bool:
        return self.provinces is None or offered["province"] in self.provinces


def _rival(described: dict, why: str) -> dict:
    shown = described["holder"] or described
    return {
        "id": described["id"] or f"{SAME_AS_ROW}{described['row']}",
        "name": shown["name"],
        "place": shown["place"],
        "province": described["province"],
        "tax": described["tax_code"],
        "why": why % {"row": described["row"]},
    }


def held_elsewhere(printed: Certificate | None, described: dict) -> bool:
    """Whether the register has this row of the decision under another producer than the one it is matched with."""
    return bool(printed and described["match"] == "known" and printed.producer_id != described["id"])


def producer_keys(rows: list[Row], places: dict[int, Place]) -> dict[int, str]:
    """One key per producer in the file, by row number: `tax code@name@province@commune`, the first often empty.

    A row without a tax code takes that of its name and place; one code under two names or places makes two keys.
    """
    keys: dict[int, str] = {}
    at_place: dict[tuple, set[str]] = {}
    groups: dict[str, list[tuple[Row, str]]] = {}
    fullest_first = sorted(rows, key=lambda row: (places[row.number].commune is None, row.number))
    for row in (row for row in fullest_first if row.facts.tax_code):
        same = groups.setdefault(row.facts.tax_code, [])
        fitting = [key for first, key in same if _agree(first, row, places)]
        where = _name_and_place(row, places)
        if len(fitting) == 1:
            keys[row.number] = fitting[0]
        else:
            keys[row.number] = "@".join([row.facts.tax_code, *where])
            same.append((row, keys[row.number]))
        at_place.setdefault(where, set()).add(keys[row.number])
    for row in (row for row in rows if not row.facts.tax_code):
        where = _name_and_place(row, places)
        known = at_place.setdefault(where, {"@".join(["", *where])})
        if len(known) == 1:
            keys[row.number] = next(iter(known))
        else:
            row.refuse("producer_name", _("Two tax codes are given for this name and place: give one in this row too."))
    return keys


def _agree(first: Row, row: Row, places: dict[int, Place]) -> bool:
    same_name = normal_name(first.facts.producer_name) == normal_name(row.facts.producer_name)
    return same_name and not elsewhere(places[first.number], places[row.number])


def _name_and_place(row: Row, places: dict[int, Place]) -> tuple[str, str, str]:
    place = places[row.number]
    return (
        normal_name(row.facts.producer_name),
        str(place.province.pk) if place.province else "",
        str(place.commune.pk) if place.commune else "",
    )
