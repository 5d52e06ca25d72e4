"""What the register already says, read once for a whole file: decisions, their certificates, products by producer."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalogue.certification.models import Certificate, Decision
from catalogue.models import Product
from catalogue.slugs import fold

from .authorities import same_authority
from .headers import NAMES
from .rows import Facts

COMPARED = (
    "star", "valid_from", "valid_to", "product_name", "producer_name", "address", "group_printed", "score", "number",
    "ocop_code",
)  # fmt: skip


@dataclass
class Register:
    """A snapshot; `outcome` says what one row would do to it."""

    decisions: dict[tuple, Decision] = field(default_factory=dict)
    certificates: dict[int, list[Certificate]] = field(default_factory=dict)
    products: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, facts: list[Facts]) -> "Register":
        register = cls()
        dates = {one.decision_date for one in facts if one.decision_date}
        for decision in Decision.objects.filter(date__in=dates):
            register.decisions[decision_key(decision.number, decision.date, decision.authority)] = decision
        current = Certificate.objects.filter(decision__date__in=dates, corrected_by=None).order_by("pk")
        for certificate in current:
            register.certificates.setdefault(certificate.decision_id, []).append(certificate)
        titles = {fold(one.product_name) for one in facts}
        families = Product.objects.exclude(structure="child").filter(sheet__isnull=False)
        for pk, title, producer in families.values_list("pk", "title", "sheet__producer").order_by("pk"):
            if fold(title) in titles:
                register.products.setdefault((producer, fold(title)), []).append(pk)
        return register

    def decision_of(self, facts: Facts) -> Decision | None:
        return self.decisions.get(decision_key(facts.decision_no, facts.decision_date, facts.authority))

    def printed(self, facts: Facts) -> Certificate | None:
        """The certificate whose decision prints this product of this producer: the row itself, imported before."""
        decision = self.decision_of(facts)
        same = [
            one
            for one in self.certificates.get(decision.pk if decision else 0, ())
            if fold(one.product_name) == fold(facts.product_name)
            and fold(one.producer_name) == fold(facts.producer_name)
        ]
        return same[0] if len(same) == 1 else None

    def outcome(self, facts: Facts, cells: dict[str, str], producer: int | None) -> dict:
        """What applying this row for that producer (None: a new one) does."""
        stored = self._certificate(facts, producer)
        products = self.products.get((producer, fold(facts.product_name)), []) if producer else []
        result = {"status": "new", "certificate": None, "differences": [], "product": products[0] if products else None}
        if len(products) > 1:
            return {**result, "status": "refused", "reason": _("Two products of this producer bear this name.")}
        if stored:
            differences = differences_of(stored, facts, cells)
            result |= {"certificate": stored.pk, "differences": differences}
            result["status"] = "changed" if differences else "unchanged"
        return result

    def _certificate(self, facts: Facts, producer: int | None) -> Certificate | None:
        decision = self.decision_of(facts)
        if decision is None or producer is None:
            return None
        same = (
            one
            for one in self.certificates.get(decision.pk, ())
            if one.producer_id == producer and fold(one.product_name) == fold(facts.product_name)
        )
        return next(same, None)


def decision_key(number: str, day, authority: str) -> tuple:
    return fold(number), day, same_authority(authority)


def differences_of(stored: Certificate, facts: Facts, cells: dict[str, str]) -> list[dict]:
    """Facts in which the file and the stored certificate differ. What the file leaves blank says nothing."""
    found = []
    for name in COMPARED:
        given, kept = getattr(facts, name), getattr(stored, name)
        if given in ("", None) or _same(given, kept):
            continue
        found.append(
            {
                "field": name,
                "name": str(NAMES[name]),
                "stored": _shown(kept),
                "file": _shown(given),
                "cell": cells.get(name, ""),
            }
        )
    return found


def _same(given, kept) -> bool:
    if isinstance(given, str):
        return given.casefold() == (kept or "").casefold()
    return given == kept


def _shown(value) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value if value is not None else "")
