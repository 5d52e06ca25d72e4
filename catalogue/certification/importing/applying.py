"""Apply a stored plan: what was promised is what is stored, in one transaction, or nothing is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from oscar.core.loading import get_model

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalogue.certification import events
from catalogue.certification.groups import leaf_for
from catalogue.certification.models import Certificate, CertificateCoverage, Decision, EvidenceLevel, ProductGroup
from catalogue.certification.signals import standing_changed
from catalogue.certification.states import today as today_in_vietnam
from catalogue.certification.timeline import refresh
from catalogue.models import Product, ProductClass
from catalogue.producers.models import Producer
from catalogue.provenance.models import ProductSheet
from catalogue.slugs import fold

from .matching import kind_of
from .planning import decide
from .register import decision_key
from .rows import Facts, Row
from .whose import NEW_PRODUCER, SAME_AS_ROW


class PlanOutdated(Exception):
    """The register changed since the preview: applying would not do what was shown. Preview again."""


@dataclass
class Applied:
    """What was done; rows left for later (`waiting`) are those whose producer nobody named."""

    new: list[Certificate] = field(default_factory=list)
    corrected: list[Certificate] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    producers: list[Producer] = field(default_factory=list)
    waiting: int = 0


def apply_plan(
    plan: dict,
    *,
    actor,
    choices: Mapping[str, str] | None = None,
    evidence: str = EvidenceLevel.A,
    provinces: Collection[str] | None = None,
) -> Applied:
    """Do what `plan` promised. `choices` answers doubtful producers by key: a producer's id, `new`, or nothing yet.

    Raises:
        PlanOutdated: the same rows would now do something else; nothing was stored.
    """
    try:
        with transaction.atomic():
            # One import at a time: a second one waits here and then finds its preview outdated.
            list(ProductGroup.objects.select_for_update().order_by("pk")[:1])
            _check_promise(plan, provinces)
            return _Applying(plan, actor, choices or {}, evidence).run()
    except IntegrityError as error:
        raise PlanOutdated(_("The register changed since this preview. Upload the file again.")) from error


def answered(plan: dict, choices: Mapping[str, str]) -> dict:
    """The plan as it reads once applied with these answers; rows that nobody answered still ask."""
    rows = [_settled(row, choices.get(row["producer"], "")) for row in plan["rows"]]
    producers = {key: _named(one, choices.get(key, "")) for key, one in plan["producers"].items()}
    return {**plan, "rows": rows, "producers": producers}


def _settled(row: dict, choice: str) -> dict:
    outcome = row["outcomes"].get(choice)
    if row["status"] != "ask" or outcome is None or outcome["status"] == "refused":
        return row
    return {**row, "status": outcome["status"], "outcomes": {choice: outcome}}


def _named(producer: dict, choice: str) -> dict:
    offered = {str(one["id"]): {"name": one["name"], "place": one["place"]} for one in producer["candidates"]}
    if producer["match"] != "doubtful" or choice not in {*offered, NEW_PRODUCER}:
        return producer
    return {**producer, "match": NEW_PRODUCER if choice == NEW_PRODUCER else "known", "holder": offered.get(choice)}


def _check_promise(plan: dict, provinces: Collection[str] | None) -> None:
    read = [one for one in plan["rows"] if one["producer"]]
    rows = [Row(one["row"], Facts.from_json(one["facts"]), cells=one["cells"]) for one in read]
    now = decide(rows, provinces)
    if [_promise(one) for one in now["rows"]] != [_promise(one) for one in read]:
        raise PlanOutdated(_("The register changed since this preview. Upload the file again."))


def _standing(plan: dict) -> list[dict]:
    return [one for one in plan["rows"] if one["status"] != "refused"]


def _promise(entry: dict) -> tuple:
    outcomes = sorted((choice, _shape(outcome)) for choice, outcome in entry["outcomes"].items())
    return entry["row"], entry["status"], entry["producer"], outcomes


def _shape(outcome: dict) -> tuple:
    changes = [(one["field"], one["stored"], one["file"]) for one in outcome["differences"]]
    return outcome["status"], outcome["certificate"], outcome["product"], changes


class _Applying:
    """One run over a plan's rows; remembers the producers, decisions and products that it made."""

    def __init__(self, plan: dict, actor, choices: Mapping[str, str], evidence: str) -> None:
        self.plan, self.actor, self.choices, self.evidence = plan, actor, choices, evidence
        self.done = Applied()
        self.producers: dict[str, Producer] = {}
        self.decisions: dict[tuple, Decision] = {}
        self.products: dict[tuple[int, str], Product] = {}

    def run(self) -> Applied:
        for entry in _standing(self.plan):
            choice = self._choice(entry)
            outcome = entry["outcomes"].get(choice)
            if outcome is None or outcome["status"] == "refused":
                self.done.waiting += 1
            elif outcome["status"] != "unchanged":
                self._row(entry, choice, outcome)
        if self.done.products:
            standing_changed.send(sender=Certificate, products=[product.pk for product in self.done.products])
        return self.done

    def _choice(self, entry: dict) -> str:
        if entry["status"] == "ask":
            return self.choices.get(entry["producer"], "")
        return next(iter(entry["outcomes"]))

    def _row(self, entry: dict, choice: str, outcome: dict) -> None:
        facts = Facts.from_json(entry["facts"])
        if outcome["status"] == "changed":
            stored = Certificate.objects.get(pk=outcome["certificate"])
            changed = {one["field"]: getattr(facts, one["field"]) for one in outcome["differences"]}
            self.done.corrected.append(
                events.correct(stored, changed, on=today_in_vietnam(), note=self._why(entry), actor=self.actor)
            )
            return
        producer = self._producer(entry["producer"], choice)
        product = self._product(facts, producer, outcome["product"])
        certificate = self._certificate(facts, producer, product)
        self.done.new.append(certificate)
        self.done.products.append(product)

    def _why(self, entry: dict) -> str:
        return _("Import of %(decision)s, row %(row)s") % {
            "decision": entry["facts"]["decision_no"],
            "row": entry["row"],
        }

    def _producer(self, key: str, choice: str) -> Producer:
        if key not in self.producers:
            if choice.startswith(SAME_AS_ROW):
                self.producers[key] = self._producer(self._first_named_in(choice), NEW_PRODUCER)
            elif choice == NEW_PRODUCER:
                self.producers[key] = self._new_producer(self.plan["producers"][key])
            else:
                self.producers[key] = Producer.objects.select_related("partner").get(pk=int(choice))
        return self.producers[key]

    def _first_named_in(self, choice: str) -> str:
        row = int(choice.removeprefix(SAME_AS_ROW))
        return next(key for key, one in self.plan["producers"].items() if one["row"] == row)

    def _new_producer(self, described: dict) -> Producer:
        partner = get_model("partner", "Partner").objects.create(name=described["name"][:128])
        producer = Producer.objects.create(
            partner=partner,
            name=described["name"],
            kind=kind_of(described["name"]),
            tax_code=described["tax_code"],
            address_printed=described["address"],
            province_id=described["province"],
            commune_id=described["commune"],
        )
        self.done.producers.append(producer)
        return producer

    def _product(self, facts: Facts, producer: Producer, stored: int | None) -> Product:
        key = producer.pk, fold(facts.product_name)
        if key not in self.products:
            self.products[key] = Product.objects.get(pk=stored) if stored else draft_product(facts, producer)
        return self.products[key]

    def _certificate(self, facts: Facts, producer: Producer, product: Product) -> Certificate:
        certificate = Certificate.objects.create(
            decision=self._decision(facts),
            producer=producer,
            group=product.sheet.group or leaf_for(facts.group_printed, facts.product_name),
            **{name: getattr(facts, name) for name in events.FACTS},
        )
        CertificateCoverage.objects.create(
            certificate=certificate, product=product, whole_family=product.is_parent, said_by=self.actor
        )
        refresh(certificate)
        return certificate

    def _decision(self, facts: Facts) -> Decision:
        key = decision_key(facts.decision_no, facts.decision_date, facts.authority)
        if key not in self.decisions:
            stored = Decision.objects.filter(date=facts.decision_date)
            same = (one for one in stored if decision_key(one.number, one.date, one.authority) == key)
            self.decisions[key] = next(same, None) or Decision.objects.create(
                number=facts.decision_no,
                date=facts.decision_date,
                authority=facts.authority,
                level=facts.level,
                evidence=self.evidence,
                checked_on=today_in_vietnam(),
            )
        return self.decisions[key]


def draft_product(facts: Facts, producer: Producer) -> Product:
    """A product that nobody sees yet: no price, no stock; the office completes and publishes it."""
    product_class, _made = ProductClass.objects.get_or_create(name="OCOP", defaults={"track_stock": True})
    product = Product.objects.create(title=facts.product_name, product_class=product_class, is_public=False)
    ProductSheet.objects.create(
        product=product, producer=producer, group=leaf_for(facts.group_printed, facts.product_name)
    )
    get_model("partner", "StockRecord").objects.create(
        product=product, partner=producer.partner, partner_sku=f"OCOP-{product.pk}"
    )
    return product
