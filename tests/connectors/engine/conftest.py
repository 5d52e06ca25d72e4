"""A shop with one product, and a marketplace in a box beside it that is reached over HTTP."""

import io
from dataclasses import dataclass
from datetime import datetime

import pytest
import requests
from PIL import Image

from django.core.files.base import ContentFile
from django.utils import timezone

from catalogue.models import ProductImage
from connectors.authorising import Intent, connect, consent_url
from connectors.management.commands.channels import give_consent
from connectors.models import ChannelAccount, Listing
from connectors.sandbox.serving import running
from connectors.sync import visit
from tests.factories import make_producer, make_product

SHOP = "322300222"
OTHER_SHOP = "322300333"
PUSH_KEY = "5a4d6e6a7a745a767276586f53476849"


@dataclass
class Market:
    """The practice marketplace as its control page drives it."""

    url: str
    pushes: list

    def act(self, name: str, **fields):
        answer = requests.post(f"{self.url}/_control/{name}", json=fields, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, name: str):
        return requests.get(f"{self.url}/_control/{name}", timeout=10).json()

    def item(self, listing: Listing) -> dict:
        [found] = [item for item in self.read("items") if str(item["item_id"]) == listing.item_id]
        return found

    def stock(self, listing: Listing) -> int:
        [sku] = self.item(listing)["skus"]
        return sum(sku["stock"].values())

    def calls(self, name: str) -> int:
        return sum(row["count"] for row in self.read("calls")["counts"] if row["call"] == name)

    def buy(self, listing: Listing, quantity: int = 1, payment: str = "cod") -> str:
        return self.act("buy", item_id=int(listing.item_id), quantity=quantity, payment=payment)["order_sn"]


@pytest.fixture
def market(settings):
    letters: list = []

    def carry(letter):
        letters.append(letter)
        return 200, b""

    with running(send=carry) as sandbox:
        settings.CHANNELS = {
            "shopee": {
                "base_url": sandbox.urls["shopee"],
                "partner_id": "2001887",
                "partner_key": PUSH_KEY,
                "push_key": "",
            }
        }
        found = Market(sandbox.urls["shopee"], letters)
        found.act("review", delay=0)
        yield found


def open_account(producer, shop_id: str = SHOP) -> ChannelAccount:
    """Connected through the consent page."""
    intent = Intent("shopee", 0, producer.pk if producer else None)
    [account] = connect(intent, give_consent(consent_url(intent), shop_id))
    return account


def add_picture(product) -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 900), "#7a5230").save(out, "JPEG")
    ProductImage.objects.create(product=product, original=ContentFile(out.getvalue(), "anh.jpg"), display_order=0)


def list_product(account, product, category: str) -> Listing:
    return Listing.objects.create(
        account=account, product=product, item_sku=f"CP-{product.pk}", category_id=category, attributes=ATTRIBUTES
    )


ATTRIBUTES = [{"id": "100010", "options": ["1001"]}, {"id": "100020", "options": ["1103"]}]


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
    return open_account(producer)


@pytest.fixture
def listing(market, account, product):
    """Published and read back."""
    listing = list_product(account, product, CATEGORY)
    done = visit(account.pk)
    assert (done.stopped, done.refusals) == ("", [])
    listing.refresh_from_db()
    return listing


CATEGORY = "100617"


class Clock:
    """The present, moved by hand."""

    def __init__(self):
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now
