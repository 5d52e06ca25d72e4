"""What happens to a certificate is recorded once, checked, and heard of."""

from datetime import date, timedelta

import pytest
import time_machine

from django.core.exceptions import ValidationError

from catalogue.certification import events
from catalogue.certification.models import Certificate, CertificateEvent
from catalogue.certification.signals import standing_changed
from catalogue.certification.standing import certified, standing
from catalogue.certification.states import State, state_on
from catalogue.models import Product
from tests.factories import make_certificate, make_product, make_user

FROM, TO = date(2023, 12, 1), date(2026, 12, 1)
TODAY = date(2026, 6, 10)  # inside the filing window, 4 June to 3 August 2026


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel("2026-06-10 09:00+07:00", tick=False):
        yield


@pytest.fixture
def product(db):
    return make_product()


@pytest.fixture
def certificate(product):
    return make_certificate(product, valid_from=FROM, valid_to=TO)


def heard_during(act) -> list[list[int]]:
    heard: list[list[int]] = []

    def listen(products, **_signal):
        heard.append(products)

    standing_changed.connect(listen)
    try:
        act()
    finally:
        standing_changed.disconnect(listen)
    return heard


def refused(act, *fields) -> None:
    """`act` is refused for these form fields (none: as a whole), and nothing is recorded."""
    before = CertificateEvent.objects.count()
    with pytest.raises(ValidationError) as problem:
        act()
    assert sorted(getattr(problem.value, "error_dict", {})) == sorted(fields)
    assert CertificateEvent.objects.count() == before


def test_a_withdrawal_takes_the_star_from_its_day_on(product, certificate):
    actor = make_user()
    heard = heard_during(lambda: events.withdraw(certificate, on=TODAY, ground="c", note="KL 12/KL-SNN", actor=actor))
    event = certificate.events.get()
    assert (event.kind, event.ground, event.actor, event.note) == ("withdrawn", "c", actor, "KL 12/KL-SNN")
    assert standing(product, TODAY - timedelta(days=1)).star == 4
    assert standing(product, TODAY).state == State.WITHDRAWN
    assert not certified(Product.objects.all(), TODAY).exists()
    assert heard == [[product.pk]]


def test_a_withdrawal_needs_a_ground_and_a_day_that_can_be(certificate):
    refused(lambda: events.withdraw(certificate, on=TODAY, ground="x"), "ground")
    refused(lambda: events.withdraw(certificate, on=TODAY, ground="f"), "note")
    refused(lambda: events.withdraw(certificate, on=TODAY + timedelta(days=1), ground="a"), "on")
    refused(lambda: events.withdraw(certificate, on=FROM - timedelta(days=1), ground="a"), "on")


def test_after_a_withdrawal_nothing_more_happens(certificate):
    events.withdraw(certificate, on=TODAY, ground="a")
    refused(lambda: events.withdraw(certificate, on=TODAY, ground="a"))
    refused(lambda: events.extend(certificate, on=TODAY, until=TO + timedelta(days=9), note="x"))
    refused(lambda: events.record_filing(certificate, on=TODAY))


def test_an_extension_ends_at_most_180_days_after_the_end(product, certificate):
    refused(lambda: events.extend(certificate, on=TODAY, until=TO, note="x"), "until")
    refused(lambda: events.extend(certificate, on=TODAY, until=TO + timedelta(days=181), note="x"), "until")
    refused(lambda: events.extend(certificate, on=TODAY, until=TO + timedelta(days=180), note=" "), "note")
    events.extend(certificate, on=TODAY, until=TO + timedelta(days=180), note="Điều 12")
    assert standing(product, TO + timedelta(days=180)).state == State.IN_EXTENSION
    assert standing(product, TO + timedelta(days=181)).state == State.EXPIRED


@pytest.mark.parametrize(("now", "accepted"), [("2026-06-03", False), ("2026-06-04", True)])
def test_an_extension_begins_no_sooner_than_the_filing_window(product, certificate, now, accepted):
    with time_machine.travel(f"{now} 09:00+07:00", tick=False):
        day, until = date.fromisoformat(now), TO + timedelta(days=90)
        if accepted:
            events.extend(certificate, on=day, until=until, note="Điều 12")
        else:
            refused(lambda: events.extend(certificate, on=day, until=until, note="Điều 12"), "on")
        assert standing(product, day).valid_to == (until if accepted else TO)


def test_no_extension_is_older_than_the_decision_that_allows_it(product):
    old = make_certificate(product, valid_from=date(2023, 6, 5), valid_to=date(2026, 6, 5))
    refused(lambda: events.extend(old, on=date(2026, 5, 21), until=date(2026, 7, 1), note="Điều 12"), "on")
    events.extend(old, on=date(2026, 5, 22), until=date(2026, 7, 1), note="Điều 12")
    assert standing(product, date(2026, 7, 1)).state == State.IN_EXTENSION


@pytest.mark.parametrize(
    ("now", "accepted"),
    [("2026-06-03", False), ("2026-06-04", True), ("2026-08-03", True), ("2026-08-04", False)],
)
def test_a_filing_counts_only_inside_the_window(certificate, now, accepted):
    with time_machine.travel(f"{now} 09:00+07:00", tick=False):
        day = date.fromisoformat(now)
        if accepted:
            events.record_filing(certificate, on=day)
            assert state_on(Certificate.objects.get(pk=certificate.pk).timeline, date(2026, 9, 1)) == State.VALID
        else:
            refused(lambda: events.record_filing(certificate, on=day), "on")


def test_a_filing_under_the_older_rules_has_no_window(certificate):
    events.record_filing(certificate, on=date(2026, 5, 21))
    assert certificate.events.get().kind == "refiled"


def test_evidence_that_is_judged_weaker_takes_the_star(product, certificate):
    refused(lambda: events.change_evidence(certificate, on=TODAY, evidence="A", note="x"), "evidence")
    refused(lambda: events.change_evidence(certificate, on=TODAY, evidence="B2", note=""), "note")
    events.change_evidence(certificate, on=TODAY, evidence="B2", note="Chỉ có tờ trình")
    assert standing(product, TODAY).star is None


def correction(certificate, **changed) -> Certificate:
    return events.correct(certificate, changed, on=TODAY, note="gõ nhầm", actor=None)


def test_a_correction_is_a_new_row_and_the_wrong_one_is_in_force_on_no_day(product, certificate):
    right = correction(certificate, star=3)
    assert (right.corrects, right.star, certificate.star) == (certificate, 3, 4)
    for day in (FROM, TODAY, TO):
        assert standing(product, day).star == 3
        assert certified(Product.objects.all(), day, stars=[3]).exists()
        assert not certified(Product.objects.all(), day, stars=[4]).exists()


def test_a_correction_to_an_earlier_begin_decides_too(product, certificate):
    correction(certificate, star=3, valid_from=FROM - timedelta(days=30))
    assert standing(product, TODAY).star == 3
    assert standing(product, FROM - timedelta(days=1)).star == 3


def test_what_happened_before_a_correction_holds_after_it(product, certificate):
    events.extend(certificate, on=TODAY, until=TO + timedelta(days=90), note="Điều 12")
    right = correction(certificate, address="Thôn 2")
    assert standing(product, TO + timedelta(days=1)).state == State.IN_EXTENSION
    events.withdraw(right, on=TODAY, ground="a")
    again = correction(right, address="Thôn 3")
    assert standing(product, TODAY).state == State.WITHDRAWN
    assert standing(product, TODAY).certificate == again


def test_a_corrected_row_is_acted_on_no_more(certificate):
    correction(certificate, star=3)
    refused(lambda: events.withdraw(certificate, on=TODAY, ground="a"))
    refused(lambda: correction(certificate, star=5))


def test_a_correction_must_change_something_and_stay_lawful(certificate):
    refused(lambda: correction(certificate))
    refused(lambda: correction(certificate, star=2), "star")
    refused(lambda: correction(certificate, valid_to=FROM), "__all__")
