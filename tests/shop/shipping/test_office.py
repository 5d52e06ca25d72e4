import pytest

from shop.shipping.models import ShippingRate
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_office_changes_a_rate(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get("/van-phong/shippingrate/").status_code == 200
    rate = ShippingRate.objects.get(producer=None, zone="other", up_to_grams=500)
    form = {
        "producer": "", "zone": "other", "service": "standard", "up_to_grams": 500, "price": 30_000, "min_days": 2,
        "max_days": 4,
    }  # fmt: skip
    assert client.post(f"/van-phong/shippingrate/edit/{rate.pk}/", form).status_code == 302
    rate.refresh_from_db()
    assert (rate.price, rate.min_days, rate.takes_fragile) == (30_000, 2, False)
