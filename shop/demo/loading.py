"""Load the demo once: the real decisions through the office's own import, then named and fictitious producers."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from catalogue.certification.importing.applying import apply_plan
from catalogue.certification.importing.planning import plan_file
from catalogue.certification.models import Certificate, Decision
from catalogue.certification.states import today as today_in_vietnam
from catalogue.producers.models import Producer

from . import cases, goods, pages, paying, people, sending

DATA = Path(__file__).parent / "data"


def is_loaded() -> bool:
    return Producer.objects.filter(is_demo=True).exists()


def load_demo(say: Callable[[str], None] = lambda text: None) -> None:
    """Load everything in one transaction, or nothing."""
    told = {name: _told(name) for name in ("details", "named", "fictitious", "english", "stories")}
    say("composing the pictures")
    pictures = goods.draw(_pictures(told))
    with transaction.atomic():
        officer = people.make_staff()
        say("importing the two real decisions")
        certificates = _import_decisions(officer)
        say("putting their products on sale")
        for certificate in certificates:
            product = certificate.coverages.get().product
            goods.put_on_sale(product, told["details"][certificate.product_name], actor=officer, pictures=pictures)
        say("named and fictitious producers")
        for group in ("named", "fictitious"):
            _load_producers(told[group]["producer"], fictitious=group == "fictitious", actor=officer, pictures=pictures)
        people.make_producers()
        paying.make_accounts()
        sending.make_cold_rates()
        goods.tell_in_english(told["english"], actor=officer)
        pages.make_pages(told["stories"]["story"])


def _import_decisions(officer) -> list[Certificate]:
    plan = plan_file((DATA / "decisions_lam_dong.csv").read_bytes(), today_in_vietnam())
    applied = apply_plan(plan, actor=officer)
    Decision.objects.filter(certificates__in=applied.new).update(checked_on=today_in_vietnam())
    return applied.new


def _load_producers(producers: list[dict], *, fictitious: bool, actor, pictures: dict) -> None:
    today, number = today_in_vietnam(), 900
    for told in producers:
        producer = goods.make_producer(told, fictitious=fictitious)
        for told_product in told["product"]:
            product = goods.make_product(told_product, producer)
            goods.put_on_sale(product, told_product, actor=actor, pictures=pictures)
            product.refresh_from_db()
            for case in told_product.get("certificates", ()):
                number += 1
                cases.recognise(product, producer, case, number, actor=actor, today=today)


def _told(name: str) -> dict:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _pictures(told: dict) -> set[goods.Picture]:
    products = [*told["details"].items()]
    for name in ("named", "fictitious"):
        products += [(one["title"], one) for producer in told[name]["producer"] for one in producer["product"]]
    return {picture for title, one in products for picture in goods.pictures_of(title, one)}
