"""The numbers of a photo's square stay inside its card, on a phone and on a desk."""

import pytest

from catalogue.provenance import photos
from tests.factories import make_product, make_user
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1440])
def test_the_fields_of_the_square_stay_inside_the_card(live_server, page, client, width):
    product = make_product()
    photos.add_photo(product, picture(1200, 700))
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page.context.add_cookies([
        {"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()
    ])  # fmt: skip
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/van-phong/san-pham/{product.pk}/")
    page.click("[data-crop] summary")
    card = page.locator(".cp-photo").bounding_box()
    for field in page.locator(".cp-grid--crop input").all():
        box = field.bounding_box()
        assert card["x"] < box["x"] and box["x"] + box["width"] < card["x"] + card["width"]
