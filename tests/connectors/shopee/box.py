"""Shopee in a box over real HTTP as its sellers and buyers use it, and a connector to it."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from PIL import Image

from connectors.contract import (
    Action,
    AttributeValue,
    ChannelConfig,
    Dimensions,
    DraftSku,
    ListingDraft,
    LogisticsChoice,
    Money,
    Reference,
)
from connectors.http import Http
from connectors.sandbox.serving import running
from connectors.shopee.connector import ShopeeConnector
from tests.conformance.receiver import Receiver

PARTNER, KEY = "2001887", "5a4d6e6a7a745a767276586f53476849"
SHOP = "322300222"


@pytest.fixture(scope="module")
def base():
    with running(names=("shopee",)) as sandbox:
        yield sandbox.urls["shopee"]


@pytest.fixture(scope="module")
def receiver():
    with Receiver() as found:
        yield found


class Market:
    """The sandbox as its people use it."""

    def __init__(self, base, webhook_url):
        self.base = base
        self.records = []
        self.passed = timedelta()
        self.config = ChannelConfig(
            PARTNER, KEY, base, redirect_url="http://127.0.0.1:9/connect", webhook_url=webhook_url
        )

    def control(self, name, **fields):
        answer = requests.post(f"{self.base}/_control/{name}", json=fields, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pass_time(self, seconds):
        """There and here."""
        self.control("clock", step=seconds)
        self.passed += timedelta(seconds=seconds)

    def connector(self, grant=None, **changes):
        http = Http(
            "shopee",
            origins=[self.base],
            recorder=self.records.append,
            clock=lambda: datetime.now(UTC) + self.passed,
            read_timeout=5.0,
        )
        return ShopeeConnector(replace(self.config, **changes), http, grant)

    def consent(self, **choice):
        """The seller opens the link, picks a shop and comes back with a code."""
        url = self.connector().authorise_url("state:signed")
        page = requests.get(url, timeout=10)
        assert page.status_code == 200 and SHOP in page.text
        sent_back = requests.post(url, data=choice, allow_redirects=False, timeout=10)
        return dict(parse_qsl(urlsplit(sent_back.headers["location"]).query))

    def grant(self, shop_id=SHOP):
        (grant,) = self.connector().exchange(self.consent(shop_id=shop_id, days="365"))
        return grant


@pytest.fixture
def market(base, receiver):
    found = Market(base, receiver.url)
    found.control("reset")
    return found


@pytest.fixture
def channel(market):
    return market.connector(market.grant())


def picture():
    data = io.BytesIO()
    Image.new("RGB", (600, 600), "orange").save(data, "JPEG")
    return data.getvalue()


def reference(channel, category_id):
    return Reference(channel.limits(category_id), channel.attributes(category_id), channel.logistics())


def honey(channel, **changes):
    """A draft that follows what the channel asks, and its reference data."""
    category_id = channel.suggest_category("Mật ong bạc hà")[0]
    known = reference(channel, category_id)
    answers = [
        AttributeValue(a.id, (a.options[0].id,)) if a.options else AttributeValue(a.id, text="12")
        for a in known.attributes
        if a.mandatory
    ]
    way = next(w for w in known.logistics if w.enabled and not w.sizes and not w.needs_fee)
    fields = {
        "item_sku": "MO-01",
        "title": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong bạc hà từ cao nguyên đá Đồng Văn, đóng chai 500 g.",
        "category_id": category_id,
        "image_ids": (channel.upload_image(picture(), "mat-ong.jpg").id,),
        "weight_grams": 700,
        "skus": (DraftSku("MO-01", Money(199000), 5),),
        "attributes": tuple(answers),
        "dimensions": Dimensions(10, 10, 20),
        "logistics": (LogisticsChoice(way.id),),
    }
    draft = ListingDraft(**(fields | changes))
    assert channel.preview(draft, known) == ()
    return draft


@pytest.fixture
def listed(channel):
    outcome = channel.push_listing(honey(channel))
    assert outcome.action is Action.CREATED
    return outcome.item.ref


def sku_of(channel, ref):
    return channel.read_back([ref])[0].skus[0]
