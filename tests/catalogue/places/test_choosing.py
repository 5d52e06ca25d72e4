"""Places stand in the order of the Vietnamese alphabet wherever one is chosen."""

import pytest

from django.urls import reverse

from catalogue.places.alphabet import alphabetical
from catalogue.places.models import Commune, Province
from shop.accounts.office.forms import PersonForm
from shop.checkout.forms import AddressForm
from shop.content.blocks import province_choices
from shop.programme.register.filters import CertificateFilters
from shop.programme.register.forms import ProducerForm
from shop.programme.register.hooks import OfficeProvinceForm
from tests.factories import make_certificate, make_producer, make_product, make_user

pytestmark = pytest.mark.django_db
D = ["Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai"]


def names(choices) -> list[str]:
    return [str(label) for value, label in choices if value]


def between(found: list[str], first: str, last: str) -> list[str]:
    return found[found.index(first) : found.index(last) + 1]


def test_letters_decide_before_tones():
    wanted = ["An", "Ăn", "Ân", "Dân", "Đa", "Đà", "Đả", "Đã", "Đá", "Đạ", "Đan", "Hà Đông", "Hoàng Mai", "Ô", "Ơ"]
    assert sorted(sorted(wanted), key=alphabetical) == wanted


def test_provinces_of_the_checkout_the_office_and_the_home_page():
    lists = [
        names(AddressForm()["province"].field.choices),
        names(ProducerForm().fields["province"].choices),
        names(OfficeProvinceForm().fields["province"].choices),
        names(PersonForm.base_fields["provinces"].choices),
        names(province_choices()),
    ]
    assert [between(found, D[0], D[-1]) for found in lists] == [D] * len(lists)
    assert all(len(found) == Province.objects.count() for found in lists)


def test_communes_of_a_province_after_the_words_to_choose(django_assert_num_queries):
    form = AddressForm(initial={"province": "01"})
    with django_assert_num_queries(1):
        choices = [choice for choice in form.fields["commune"].choices]  # noqa: C416 - list() would count first
    assert choices[0] == ("", "Chọn")
    found = names(choices)
    assert found == sorted(found, key=alphabetical) and len(found) == Commune.objects.filter(province="01").count()
    assert found.index("Phường Hà Đông") < found.index("Phường Hoàng Mai")
    assert found.index("Phường Đống Đa") < found.index("Phường Hà Đông")


def test_filters_of_the_register(rf):
    for code, name in (("01", "Phường Hoàng Mai"), ("01", "Phường Hà Đông"), ("48", ""), ("66", ""), ("92", "")):
        commune = Commune.objects.filter(province=code, name=name).first()
        make_producer(province=Province.objects.get(code=code), commune=commune)
    request = rf.get("/")
    request.user = make_user(is_superuser=True, is_staff=True)
    form = CertificateFilters({}, request=request).form
    assert names(form.fields["province"].choices) == ["Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Hà Nội"]
    assert names(form.fields["commune"].choices) == ["Phường Hà Đông", "Phường Hoàng Mai"]
    assert next(iter(form.fields["province"].choices)) == ("", "tất cả")


def test_facets_of_the_product_list(client):
    for code in ("92", "48", "75", "01"):
        make_certificate(make_product(producer=make_producer(province=Province.objects.get(code=code))))
    facets = client.get(reverse("catalogue:index")).context["facets"]
    (provinces,) = [facet["choices"] for facet in facets if facet["name"] == "tinh"]
    assert [choice["label"] for choice in provinces] == ["Cần Thơ", "Đà Nẵng", "Đồng Nai", "Hà Nội"]
