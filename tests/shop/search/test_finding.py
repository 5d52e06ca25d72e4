"""What people type, and what they find: the same on SQLite and on PostgreSQL."""

import pytest

from catalogue.models import Product
from shop.search.finding import find, suggestions
from shop.search.models import Synonym
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def titles(typed: str) -> list[str]:
    ids = find(typed).ids
    named = dict(Product.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [named[pk] for pk in ids]


def test_the_labelled_product_is_among_the_first_three(market, record_property, capsys):
    assert len(market) >= 60
    places = {
        typed: (titles(typed).index(title) + 1 if title in titles(typed) else 0) for typed, title in market.items()
    }
    reciprocal = sum(1 / place for place in places.values() if place) / len(places)
    record_property("mrr", reciprocal)
    with capsys.disabled():
        print(f"\nMRR {reciprocal:.3f} over {len(places)} queries")  # noqa: T201
    assert {typed: titles(typed)[:4] for typed, place in places.items() if not 0 < place <= 3} == {}
    assert reciprocal > 0.96


def test_tea_is_found_under_both_names_and_nothing_else_is(market):
    for typed in ("trà", "chè"):
        assert {title for title in titles(typed) if not title.startswith(("Trà", "Chè", "Hồng trà"))} <= {
            "Cá tra phồng"
        }
    assert "Chè lam Thạch Xá" not in titles("trà")
    assert "Tinh dầu tràm Huế" not in titles("trà")
    assert titles("trà")[-1] == "Cá tra phồng"  # a title written without marks, so last


@pytest.mark.parametrize(
    ("typed", "never"),
    [
        ("củ mì", "Bột sắn dây nguyên chất"),
        ("vừng", "Cá mè kho làng"),
        ("chà bông", "Mắm ruốc Huế"),
        ("dứa", "Nếp thơm Tú Lệ"),
        ("mắm ruốc", "Mắm tôm Ba Làng"),
        ("bơ", "Bo bo"),
        ("lạc", "Lạp xưởng heo hun khói"),
    ],
)
def test_a_word_that_means_something_else_is_not_shown(market, typed, never):
    assert titles(typed) and never not in titles(typed)


def test_typed_marks_rank_first_and_bare_words_find_all_marks(db):
    for title in ("Na bở", "Nà Sản mận", "Ná gỗ"):
        make_product(title)
    assert titles("nà")[0] == "Nà Sản mận"
    assert set(titles("na")) == {"Na bở", "Nà Sản mận", "Ná gỗ"}


def test_wrong_marks_find_when_nothing_has_them(market):
    assert titles("măng nữa")[0] == "Măng nứa khô nấu ngay"


def test_what_was_mended_is_told(market):
    found = find("mien domg")
    assert found.mended == "mien dong"
    assert find("miến dong").mended == ""


@pytest.mark.parametrize(("typed", "meant"), [("mang lua", "mang nua"), ("ngo nep xay", "ngo nep say")])
def test_first_letters_that_sound_alike_are_mended_before_any_other_slip(market, typed, meant):
    assert find(typed).mended == meant


def test_an_edited_synonym_works_at_once(market):
    assert "Khăn thổ cẩm Luống Nọi" not in titles("vải chàm")
    Synonym.objects.create(terms="vải chàm, thổ cẩm")
    assert titles("vải chàm")[0] == "Khăn thổ cẩm Luống Nọi"


def test_a_synonym_needs_two_sides(db):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        Synonym(terms="heo, ").full_clean()


@pytest.mark.parametrize("typed", ["mă", "măn", "măng n", "mang nu"])
def test_suggestions_follow_the_letters(market, typed):
    assert any("Măng" in str(entry.product.title) for entry in suggestions(typed))


def test_a_search_costs_few_queries(market, client, django_assert_max_num_queries):
    client.get("/san-pham/")
    for typed in ("mật ong", "măng nứa", "thit heo gac bep"):
        with django_assert_max_num_queries(14):
            assert client.get("/tim-kiem/", {"q": typed}).status_code == 200
