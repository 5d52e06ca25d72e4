"""Whose product is it: producers by tax code, then by folded name and place. A likeness is offered, never guessed.

A tax code whose producer has another name or lies elsewhere is a likeness too: the code or the register is wrong.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from catalogue.places.resolving import Place
from catalogue.producers.models import Producer
from catalogue.slugs import fold

ALIKE = 0.86
MOST_OFFERED = 5

ABBREVIATIONS = {
    "htx": "hop tac xa", "tht": "to hop tac", "hkd": "ho kinh doanh", "cty": "cong ty", "ct": "cong ty",
    "ctcp": "cong ty co phan", "tnhh": "trach nhiem huu han", "cp": "co phan", "mtv": "mot thanh vien",
    "dntn": "doanh nghiep tu nhan", "cn": "chi nhanh", "tm": "thuong mai", "dv": "dich vu", "sx": "san xuat",
    "xnk": "xuat nhap khau", "nn": "nong nghiep",
}  # fmt: skip
LEGAL_FORMS = re.compile(
    r"\b(hop tac xa|to hop tac|ho kinh doanh|ho san xuat|cong ty|co phan|trach nhiem huu han|mot thanh vien|"
    r"doanh nghiep tu nhan|chi nhanh|co so)\b"
)
KINDS = (
    (r"(lien hiep )?hop tac xa\b", Producer.Kind.COOPERATIVE),
    (r"to hop tac\b", Producer.Kind.COOPERATIVE_GROUP),
    (r"(cong ty|chi nhanh|doanh nghiep|tong cong ty)\b", Producer.Kind.ENTERPRISE),
    (r"(ho kinh doanh|ho san xuat|ho)\b", Producer.Kind.HOUSEHOLD),
    (r"trang trai\b", Producer.Kind.FARM),
    (r"(hoi|hiep hoi)\b", Producer.Kind.ASSOCIATION),
)


def normal_name(name: str) -> str:
    """`HTX Nông sản Bechamp` and `Hợp tác xã nông sản BECHAMP` → the same words."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(name)).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def kind_of(name: str) -> str:
    """The kind of producer that a name begins with; empty where it doesn't say."""
    normal = normal_name(name)
    return next((kind.value for start, kind in KINDS if re.match(start, normal)), "")


@dataclass(frozen=True)
class Match:
    """`known` (then `pk`), `new`, or `doubtful` with the candidates that a person chooses from."""

    kind: str
    pk: int | None = None
    candidates: tuple[dict, ...] = ()


NEW = Match("new")


@dataclass
class ProducerIndex:
    """The stored producers, read once for a whole file."""

    by_id: dict[int, dict] = field(default_factory=dict)
    by_tax: dict[str, dict] = field(default_factory=dict)
    by_name: dict[str, list[dict]] = field(default_factory=dict)
    by_word: dict[str, list[dict]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "ProducerIndex":
        index = cls()
        for producer in Producer.objects.select_related("province", "commune").order_by("pk"):
            index._add(
                {
                    "id": producer.pk,
                    "name": producer.name,
                    "normal": normal_name(producer.name),
                    "place": producer.place_name,
                    "at": Place(producer.province, producer.commune),
                    "tax_code": producer.tax_code,
                }
            )
        return index

    def _add(self, known: dict) -> None:
        known["core"] = _core(known["normal"])
        self.by_id[known["id"]] = known
        if known["tax_code"]:
            self.by_tax[known["tax_code"]] = known
        self.by_name.setdefault(known["normal"], []).append(known)
        for word in set(known["core"].split()):
            self.by_word.setdefault(word, []).append(known)

    def match(self, name: str, tax_code: str, place: Place) -> Match:
        normal = normal_name(name)
        namesakes = self.by_name.get(normal, [])
        if owner := self.by_tax.get(tax_code):
            if owner["normal"] == normal and not elsewhere(owner["at"], place):
                return Match("known", owner["id"])
            # The code is in doubt, so it tells nobody apart.
            others = [_offer(one, _("same name")) for one in namesakes] or self._alike(normal, place, "")
            offered = [
                _offer(owner, _("same tax code: renamed or moved")),
                *(one for one in others if one["id"] != owner["id"]),
            ]
            return Match("doubtful", candidates=tuple(offered[:MOST_OFFERED]))
        same = [one for one in namesakes if _same_place(one, place) and not _other_tax(one, tax_code)]
        if len(same) == 1 and len(namesakes) == 1:
            return Match("known", same[0]["id"])
        offered = [_offer(one, _("same name")) for one in namesakes] or self._alike(normal, place, tax_code)
        return Match("doubtful", candidates=tuple(offered[:MOST_OFFERED])) if offered else NEW

    def _alike(self, normal: str, place: Place, tax_code: str) -> list[dict]:
        core = _core(normal)
        words = core.split()
        shared: dict[int, int] = {}
        known: dict[int, dict] = {}
        for word in set(words):
            for one in self.by_word.get(word, ()):
                if not _other_tax(one, tax_code) and _maybe_same_province(one, place):
                    shared[one["id"]] = shared.get(one["id"], 0) + 1
                    known[one["id"]] = one
        near = (known[pk] for pk, count in shared.items() if count * 2 >= len(set(words)))
        scored = [(SequenceMatcher(None, core, one["core"]).ratio(), one) for one in near]
        scored.sort(key=lambda pair: (-pair[0], pair[1]["id"]))
        return [_offer(one, _("similar name")) for ratio, one in scored if ratio >= ALIKE]


def _core(normal: str) -> str:
    return re.sub(r"\s+", " ", LEGAL_FORMS.sub(" ", normal)).strip()


def elsewhere(one: Place, other: Place) -> bool:
    """Whether two places contradict each other; what one of them leaves open contradicts nothing."""
    return _differ(one.province, other.province) or _differ(one.commune, other.commune)


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _same_place(known: dict, place: Place) -> bool:
    return (known["at"].province, known["at"].commune) == (place.province, place.commune)


def _maybe_same_province(known: dict, place: Place) -> bool:
    return not _differ(known["at"].province, place.province)


def _other_tax(known: dict, tax_code: str) -> bool:
    return bool(tax_code and known["tax_code"] and known["tax_code"] != tax_code)


def _offer(known: dict, why: str) -> dict:
    return {
        "id": known["id"],
        "name": known["name"],
        "place": known["place"],
        "province": known["at"].province.pk if known["at"].province else None,
        "tax": known["tax_code"],
        "why": str(why),
    }
