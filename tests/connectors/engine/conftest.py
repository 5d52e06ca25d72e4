"""A shop with one product, and marketplaces in a box beside it that are reached over HTTP."""

import io
import os
from datetime import datetime

import pytest
from PIL import Image

from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone

from catalogue.models import ProductImage
from connectors.sandbox.serving import running
from connectors.sync import visit
from tests.connectors.engine.markets import MARKETS, Market
from tests.factories import make_producer, make_product, make_user


@pytest.fixture(params=["shopee"] if os.environ.get("DATABASE") == "postgres" else sorted(MARKETS))
def channel(request) -> str:
    """Every test of the engine runs on each channel; a module may say on which. On PostgreSQL on one of them."""
    return request.param


@pytest.fixture(autouse=True)
def no_search_index(monkeypatch):
    """Nobody searches our shop here, and every product of every test would be written down for it."""
    monkeypatch.setattr("shop.search.indexing.refresh", lambda products: None)


@pytest.fixture
def markets(settings) -> dict[str, Market]:
    """All of them, without delay in review; what they push is collected, not sent."""
    letters: list = []

    def carry(letter):
        letters.append(letter)
        return 200, b""

    with running(send=carry) as sandbox:
        found = {name: MARKETS[name](sandbox.urls[name], letters) for name in MARKETS}
        settings.CHANNELS = {name: {**one.settings, "base_url": one.url} for name, one in found.items()}
        for one in found.values():
            one.act("review", delay=0)
        yield found


@pytest.fixture
def market(markets, channel) -> Market:
    return markets[channel]


@pytest.fixture
def elsewhere(markets, channel) -> Market:
    """The other marketplace."""
    return next(one for name, one in markets.items() if name != channel)


def add_picture(product) -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 900), "#7a5230").save(out, "JPEG")
    ProductImage.objects.create(product=product, original=ContentFile(out.getvalue(), "anh.jpg"), display_order=0)


@pytest.fixture
def producer(db):
    return make_producer("HTX Tam Bình Thuận")


@pytest.fixture
def product(producer):
    product = make_product(
        "Măng nứa khô Bắc Kạn",
        producer=producer,
        stock=10,
        description="Măng nứa hái tay trong rừng, phơi nắng ba ngày, không chất bảo quản.",
        sheet={"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 600},
    )
    add_picture(product)
    return product


@pytest.fixture
def record(product):
    return product.stockrecords.get()


@pytest.fixture
def account(market, producer):
    return market.open_account(producer)


@pytest.fixture
def listing(market, account, product):
    """Published and read back."""
    listing = market.list_product(account, product)
    done = visit(account.pk)
    assert (done.stopped, done.refusals) == ("", [])
    listing.refresh_from_db()
    return listing


@pytest.fixture
def officer(db):
    user = make_user(is_staff=True)
    wanted = Permission.objects.filter(
        codename__in=("change_productsheet", "access_admin"), content_type__app_label__in=("provenance", "wagtailadmin")
    )
    user.user_permissions.set(wanted)
    return user


@pytest.fixture
def office(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client


@pytest.fixture
def farmer(producer):
    user = make_user()
    producer.partner.users.add(user)
    return user


@pytest.fixture
def desk(client, farmer):
    """The producer's browser."""
    client.force_login(farmer)
    return client


class Clock:
    """The present, moved by hand."""

    def __init__(self):
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now
