"""Law 3: a star needs a live certificate."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.utils.translation import override

from catalogue.certification.models import CertificateEvent, CertificateTimeline
from catalogue.certification.standing import certified, standing
from catalogue.certification.states import LIVE, Dates, State, next_boundary, state_expression, state_on
from catalogue.certification.timeline import refresh
from catalogue.models import Product
from tests.factories import make_certificate, make_product

FROM, TO = date(2025, 6, 19), date(2028, 6, 19)


def dates(**events) -> Dates:
    return Dates(FROM, TO, TO - timedelta(days=180), TO - timedelta(days=120), **events)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (FROM - timedelta(days=1), State.UPCOMING),
        (FROM, State.VALID),
        (TO - timedelta(days=181), State.VALID),
        (TO - timedelta(days=180), State.FILING_OPEN),
        (TO - timedelta(days=120), State.FILING_OPEN),
        (TO - timedelta(days=119), State.FILING_MISSED),
        (TO, State.FILING_MISSED),
        (TO + timedelta(days=1), State.EXPIRED),
    ],
)
def test_the_state_changes_on_the_day_the_decision_says(day, state):
    assert state_on(dates(), day) == state


def test_a_filed_re_evaluation_keeps_the_certificate_valid_until_its_end():
    assert state_on(dates(refiled_on=TO - timedelta(days=150)), TO - timedelta(days=100)) == State.VALID


def test_an_extension_carries_on_after_the_end_and_ends_itself():
    extended = dates(extended_until=TO + timedelta(days=30))
    assert state_on(extended, TO + timedelta(days=30)) == State.IN_EXTENSION
    assert state_on(extended, TO + timedelta(days=31)) == State.EXPIRED


def test_withdrawal_outranks_everything():
    withdrawn = dates(withdrawn_on=FROM + timedelta(days=10), superseded_on=FROM + timedelta(days=5))
    assert state_on(withdrawn, FROM + timedelta(days=10)) == State.WITHDRAWN


offsets = st.one_of(st.none(), st.sampled_from([-181, -180, -179, -121, -120, -119, -1, 0, 1, 30]))


@pytest.mark.django_db
@given(refiled=offsets, extended=offsets, withdrawn=offsets, superseded=offsets, day=st.integers(-200, 60))
def test_python_and_sql_agree_around_every_boundary(refiled, extended, withdrawn, superseded, day):
    def at(offset):
        return None if offset is None else TO + timedelta(days=offset)

    facts = dates(
        refiled_on=at(refiled), extended_until=at(extended), withdrawn_on=at(withdrawn), superseded_on=at(superseded)
    )
    if not CertificateTimeline.objects.exists():
        make_certificate(valid_from=FROM, valid_to=TO)
    CertificateTimeline.objects.update(**{name: getattr(facts, name) for name in facts.__dataclass_fields__})
    asked = TO + timedelta(days=day)
    in_sql = CertificateTimeline.objects.annotate(state=state_expression(asked)).values_list("state", flat=True).first()
    assert in_sql == state_on(facts, asked)


@given(refiled=offsets, extended=offsets, withdrawn=offsets, superseded=offsets, after=st.integers(-1300, 60))
def test_nothing_changes_before_the_next_boundary(refiled, extended, withdrawn, superseded, after):
    def at(offset):
        return None if offset is None else TO + timedelta(days=offset)

    facts = dates(
        refiled_on=at(refiled), extended_until=at(extended), withdrawn_on=at(withdrawn), superseded_on=at(superseded)
    )
    day = TO + timedelta(days=after)
    boundary = next_boundary(facts, day)
    last_quiet = (boundary or day + timedelta(days=1500)) - timedelta(days=1)
    assert state_on(facts, last_quiet) == state_on(facts, day)
    if boundary:
        assert state_on(facts, boundary) != state_on(facts, day)


@pytest.mark.django_db
def test_the_badge_is_gone_the_day_after_the_last_day():
    product = make_product()
    make_certificate(product, star=4, valid_from=FROM, valid_to=TO)
    assert standing(product, TO).star == 4
    lapsed = standing(product, TO + timedelta(days=1))
    assert (lapsed.star, lapsed.state, lapsed.since) == (None, State.EXPIRED, TO + timedelta(days=1))


@pytest.mark.django_db
def test_a_withdrawn_renewal_never_revives_its_predecessor():
    product = make_product()
    make_certificate(product, star=3, valid_from=FROM, valid_to=TO)
    renewal = make_certificate(product, star=4, valid_from=date(2026, 1, 1), valid_to=date(2029, 1, 1))
    CertificateEvent.objects.create(certificate=renewal, kind="withdrawn", on=date(2026, 6, 1), ground="c")
    refresh(renewal)
    assert standing(product, date(2026, 5, 31)).star == 4
    assert standing(product, date(2026, 6, 1)).state == State.WITHDRAWN
    assert not certified(Product.objects.all(), date(2026, 6, 1)).exists()


@pytest.mark.django_db
def test_the_latest_recognition_wins_even_if_lower():
    product = make_product()
    make_certificate(product, star=4, valid_from=FROM, valid_to=TO)
    make_certificate(product, star=3, valid_from=date(2026, 1, 1), valid_to=date(2029, 1, 1))
    assert standing(product, date(2025, 12, 31)).star == 4
    assert standing(product, date(2026, 1, 1)).star == 3
    assert list(certified(Product.objects.all(), date(2026, 1, 1), stars=[4])) == []


@pytest.mark.django_db
def test_a_proposal_proves_no_star():
    product = make_product()
    make_certificate(product, evidence="B2")
    assert standing(product, date(2026, 6, 1)).state is None
    assert not certified(Product.objects.all(), date(2026, 6, 1)).exists()


@pytest.mark.django_db
def test_an_unproven_renewal_does_not_end_a_proven_star():
    product = make_product()
    make_certificate(product, star=4, valid_from=FROM, valid_to=TO)
    make_certificate(product, star=5, valid_from=date(2026, 1, 1), valid_to=date(2029, 1, 1), evidence="B2")
    assert standing(product, date(2026, 6, 1)).star == 4


@pytest.mark.django_db
def test_sql_and_python_name_the_same_certified_products():
    day = date(2026, 6, 1)
    for number, (valid_from, valid_to) in enumerate(
        [(FROM, TO), (date(2023, 1, 1), date(2026, 5, 31)), (date(2026, 6, 2), date(2029, 6, 2))]
    ):
        make_certificate(make_product(f"Sản phẩm {number}"), valid_from=valid_from, valid_to=valid_to)
    by_rule = {product.pk for product in Product.objects.all() if standing(product, day).state in LIVE}
    assert set(certified(Product.objects.all(), day).values_list("pk", flat=True)) == by_rule
    assert len(by_rule) == 1


def test_states_have_names_in_vietnamese():
    with override("vi"):
        assert str(State.EXPIRED.label)
