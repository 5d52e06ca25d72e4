"""The pure rules: numbers, prices, the plan, and text fitted to a channel's limits."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from connectors.composing import fit, fit_lines
from connectors.contract import Range
from connectors.plan import Aspect, PriceTerms, Row, StockTerms, plan

UNITS = st.integers(0, 10_000)


@given(UNITS, st.integers(0, 100), UNITS, st.none() | UNITS, UNITS)
def test_the_number_follows_the_law(available, share, buffer, cap, floor):
    terms = StockTerms(available, share, buffer, cap, floor)
    free = max((available - buffer) * share // 100, 0)
    expected = max(floor, free if cap is None else min(cap, free))
    assert terms.number() == expected
    assert str(expected) in terms.why()
    assert StockTerms.from_dict(terms.as_dict()) == terms


@given(UNITS, UNITS)
def test_without_a_promotion_never_more_than_available_goes_out(available, cap):
    assert StockTerms(available, cap=cap).number() <= available


def test_paused_or_short_shows_only_what_the_channel_holds_back():
    assert StockTerms(9, paused=True).number() == 0
    assert StockTerms(9, short=True, floor=2).number() == 2


@given(st.integers(1_000, 10_000_000), st.integers(1, 50), st.sampled_from([1, 500, 1000]))
def test_a_marked_up_price_is_rounded_up_to_the_step(price, markup, step):
    number = PriceTerms(price, Decimal(markup), step).number()
    exact = Decimal(price) * (100 + markup) / 100
    assert number % step == 0
    assert exact <= number < exact + step


def test_without_mark_up_the_shops_own_price_is_never_changed():
    assert PriceTerms(85_500, Decimal(0), 1000).number() == 85_500


def test_price_terms_survive_storing():
    terms = PriceTerms(85_500, Decimal("7.50"), 1000)
    assert PriceTerms.from_dict(terms.as_dict()) == terms


def row(key: int, aspect: Aspect, sent, wanted) -> Row:
    return Row(key, key, aspect, f"sku-{key}", wanted, sent, revision=3)


def test_the_plan_is_what_differs_in_the_order_of_a_visit():
    found = plan(
        [
            row(1, Aspect.CONTENT, None, {"title": "x"}),
            row(2, Aspect.PRICE, 5, 6),
            row(3, Aspect.STOCK, 0, 4),
            row(4, Aspect.STOCK, 4, 4),
        ]
    )
    assert [(write.row.key, write.action) for write in found.writes] == [(3, "change"), (2, "change"), (1, "create")]
    assert [settled.key for settled in found.settled] == [4]


def test_zero_is_a_number_and_not_nothing():
    assert [write.row.wanted for write in plan([row(1, Aspect.STOCK, 4, 0)]).writes] == [0]


def test_text_is_cut_between_words():
    assert fit("Măng nứa khô Bắc Kạn", Range(high=14)) == "Măng nứa khô…"
    assert fit("Măng nứa khô", Range(high=12)) == "Măng nứa khô"
    assert fit_lines("Một hai\n\nba bốn", Range(high=12)) == "Một hai\n\nba…"


@given(st.text(alphabet="aăâbcdđ \n", max_size=300), st.integers(2, 100))
def test_fitted_text_is_never_longer_than_allowed(text, most):
    assert len(fit(text, Range(high=most))) <= most
    assert len(fit_lines(text, Range(high=most))) <= most
