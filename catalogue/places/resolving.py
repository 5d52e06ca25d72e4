"""Find today's province and commune in an address as printed, also of before 1 July 2025."""

import re
from dataclasses import dataclass

from catalogue.slugs import fold

from .models import Commune, FormerProvince, Province


@dataclass(frozen=True)
class Place:
    """Today's places; `unknown` is the printed part that none of today's bears: of a commune, or the whole address."""

    province: Province | None
    commune: Commune | None
    unknown: str = ""


COMMUNE = r"(xa|phuong|dac khu|thi tran) "
BELOW_A_PROVINCE = rf"({COMMUNE}|(huyen|quan|thi xa) )"


def resolve(address: str, otherwise: Province | None = None) -> Place:
    """`…, xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông` → Lâm Đồng, Xã Quảng Trực.

    `otherwise` is the province of an address that stops at its commune or district. The commune is named only when
    exactly one of that province bears the printed name; a guess is no fact.
    """
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if not parts:
        return Place(otherwise, None)
    if province := _province(fold(parts[-1])):
        return _within(province, parts[:-1])
    if otherwise and re.match(BELOW_A_PROVINCE, fold(parts[-1])):
        place = _within(otherwise, parts)
        return place if place.commune or place.unknown else Place(otherwise, None, unknown=address.strip())
    return Place(otherwise, None, unknown=address.strip())


def _within(province: Province, parts: list[str]) -> Place:
    for part in reversed(parts):
        if re.match(COMMUNE, fold(part)):
            found = list(Commune.objects.filter(province=province, folded=fold(part))[:2])
            return Place(province, found[0]) if len(found) == 1 else Place(province, None, unknown=part)
    return Place(province, None)


def _province(folded: str) -> Province | None:
    name = re.sub(r"^(tinh|thanh pho|tp\.?) +", "", folded)
    former = FormerProvince.objects.filter(folded=name).select_related("now").first()
    return former.now if former else None
