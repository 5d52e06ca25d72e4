"""Which commune of today an address means when it leaves out its province."""

import pytest

from catalogue.certification.importing.planning import place_of
from catalogue.places.models import Commune

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CAO_BANG = "UBND tỉnh Cao Bằng"


@pytest.mark.parametrize(
    "address", ["Xã Hạ Lang", "xóm 1, xã Hạ Lang", "Xã Hạ Lang, huyện Hạ Lang", "Xã Hạ Lang, Cao Bằng"]
)
def test_a_commune_without_its_province_lies_in_that_of_the_authority(address):
    place = place_of(address, CAO_BANG)
    assert (place.commune, place.unknown) == (Commune.objects.get(name="Xã Hạ Lang", province="04"), "")


@pytest.mark.parametrize(
    ("address", "unknown"),
    [
        ("Xã Không Có", "Xã Không Có"),
        ("Xóm 1", "Xóm 1"),
        ("Xã Hạ Lang, tỉnh Cao Bàngg", "Xã Hạ Lang, tỉnh Cao Bàngg"),
        ("", ""),
    ],
)
def test_what_names_no_commune_stays_in_the_province(address, unknown):
    place = place_of(address, CAO_BANG)
    assert (place.province.pk, place.commune, place.unknown) == ("04", None, unknown)


def test_without_an_authority_of_a_province_nothing_is_guessed():
    place = place_of("Xã Hạ Lang", "Bộ Nông nghiệp và Môi trường")
    assert (place.province, place.commune, place.unknown) == (None, None, "Xã Hạ Lang")
