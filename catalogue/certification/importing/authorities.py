"""Who recognised: the level behind an authority's name, and whether it could recognise that star on that day.

Table of domain/ocop.md §1.2. A district could recognise three stars under 148/QĐ-TTg, until districts ended.
"""

import re
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalogue.certification.models import Decision
from catalogue.places.models import FormerProvince
from catalogue.slugs import fold

from .parsing import Unreadable

DISTRICTS_FROM = date(2023, 2, 24)
DISTRICTS_UNTIL = date(2025, 6, 30)
PROGRAMME_BEGAN = date(2018, 5, 7)
BAND_FLOOR = {3: 50, 4: 70, 5: 90}  # half-open bands: each ends where the next begins
Level = Decision.Level


def same_authority(text: str) -> str:
    """One spelling for `UBND tỉnh X`, `Ủy ban nhân dân tỉnh X`, `Chủ tịch UBND tỉnh X`."""
    folded = re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()
    folded = folded.replace("uy ban nhan dan", "ubnd").removeprefix("chu tich ")
    return re.sub(r"\btp\b", "thanh pho", folded)


def level_of(authority: str) -> Level:
    """The level that an authority's name says.

    Raises:
        Unreadable: a commune, or no authority that recognises.
    """
    name = same_authority(authority)
    if re.match(r"(bo|bo truong bo) ", name):
        return Level.MINISTRY
    if found := re.match(r"ubnd (tinh|thanh pho|huyen|thi xa|quan|xa|phuong|dac khu|thi tran) (.+)", name):
        kind, place = found.groups()
        if kind == "tinh":
            return Level.PROVINCE
        if kind == "thanh pho":
            provincial = FormerProvince.objects.filter(folded=place).exists()
            return Level.PROVINCE if provincial else Level.DISTRICT
        if kind in ("huyen", "thi xa", "quan"):
            return Level.DISTRICT
        raise Unreadable(_("A commune does not recognise; enter the authority that signed the decision."))
    raise Unreadable(_("“%(text)s” is no recognising authority, such as “UBND tỉnh Lâm Đồng”.") % {"text": authority})


def check_date(day: date, today: date) -> None:
    """Whether a decision of the programme can bear that date.

    Raises:
        Unreadable: in the future, or before the programme.
    """
    if day > today:
        raise Unreadable(_("The decision date %(date)s lies in the future.") % {"date": f"{day:%d/%m/%Y}"})
    if day < PROGRAMME_BEGAN:
        raise Unreadable(_("The decision date %(date)s is before the programme began.") % {"date": f"{day:%d/%m/%Y}"})


def check_competence(level: str, star: int, day: date) -> None:
    """Whether that level could give that star on that day.

    Raises:
        Unreadable: it could not; says why.
    """
    if level == Level.MINISTRY and star < 5:
        raise Unreadable(_("The ministry recognises five stars only; three and four stars are the province's."))
    if level != Level.MINISTRY and star == 5:
        raise Unreadable(_("Five stars are recognised by the ministry only; a province's 5 is a candidacy."))
    if level == Level.DISTRICT and not (DISTRICTS_FROM <= day <= DISTRICTS_UNTIL and star == 3):
        raise Unreadable(_("A district could recognise three stars only, from 24/02/2023 to 30/06/2025."))


def check_score(score: Decimal, star: int) -> None:
    """A given score may not lie below the star's band; for one above see `above_band`.

    Raises:
        Unreadable: the score is below the half-open band of that star.
    """
    if score < BAND_FLOOR[star]:
        raise Unreadable(
            _("A score of %(score)s is below the band of %(star)s stars, which begins at %(floor)s.")
            % {"score": _said(score), "star": star, "floor": BAND_FLOOR[star]}
        )


def _said(score: Decimal) -> str:
    """`88`, `52,5`: without needless noughts, as the language writes numbers."""
    return number_format(Decimal(f"{score.normalize():f}"))


def above_band(score: Decimal, star: int) -> str:
    """What to say of a score that would do for more stars: lawful, since each star has minima of its own too.

    "A star is not a function of the score", domain/ocop.md §1.3; yet it may be a slip of the pen.
    """
    reached = max((one for one, floor in BAND_FLOOR.items() if score >= floor), default=star)
    if reached <= star:
        return ""
    return _(
        "A score of %(score)s lies in the band of %(reached)s stars, but the decision gives %(star)s. That is lawful "
        "where a minimum of the higher star is not met; compare both with the decision."
    ) % {"score": _said(score), "reached": reached, "star": star}
