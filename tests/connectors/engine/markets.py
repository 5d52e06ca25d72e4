"""The practice marketplaces as the engine's tests drive them: one class for each channel, the same words for all."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import requests

from connectors.authorising import Intent, connect, consent_url
from connectors.management.commands.channels import give_consent
from connectors.models import ChannelAccount, Listing


class Market:
    """A marketplace as its people and its control page drive it; nothing here knows our client code.

    `paths` names API calls by what they do: for counting and for faults.
    """

    name: str
    shop_id: str
    other_shop_id: str
    settings: dict[str, str]
    category: str
    category_name: str
    attributes: list[dict[str, Any]]
    paths: dict[str, str]
    shipping_fee: int
    grant_days: int
    steps_of_a_family: int
    """How often a listing with variants has to wait before it stands."""
    handed_over: str
    """Its word for an order that the seller has handed over."""
    tracking: str
    """How its tracking numbers begin."""
    states: dict[str, str]
    """Its words for a listing: live, off, rejected or reviewing."""

    def __init__(self, url: str, letters: list):
        self.url, self.letters = url, letters

    def act(self, name: str, **fields):
        answer = requests.post(f"{self.url}/_control/{name}", json=fields, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, name: str):
        return requests.get(f"{self.url}/_control/{name}", timeout=10).json()

    def fault(self, call: str, effect: str, **options) -> None:
        """`call` is a name of `paths`, or a pattern."""
        self.act("faults", add={"effect": effect, "path": self.paths.get(call, call), "next_calls": 1, **options})

    def calls(self, name: str) -> int:
        path = self.paths.get(name, name)
        return sum(row["count"] for row in self.read("calls")["counts"] if row["call"] == path)

    @property
    def pushes(self) -> list:
        return [letter for letter in self.letters if letter.url.endswith(f"/{self.name}/")]

    # --- the seller ---

    def open_account(self, producer, shop_id: str = "") -> ChannelAccount:
        """Connected through the consent page; no producer = the programme's."""
        intent = Intent(self.name, 0, producer.pk if producer else None)
        [account] = connect(intent, give_consent(consent_url(intent), shop_id or self.shop_id))
        return account

    def sign_in_again(self, account: ChannelAccount, shop_id: str = "") -> None:
        intent = Intent(self.name, 0, account.producer_id, account.pk)
        connect(intent, give_consent(consent_url(intent), shop_id or account.shop_id))

    def list_product(self, account, product) -> Listing:
        return Listing.objects.create(
            account=account,
            product=product,
            item_sku=f"CP-{product.pk}",
            category_id=self.category,
            attributes=self.attributes,
        )

    def deauthorise(self) -> None:
        """The seller takes the permission back."""
        raise NotImplementedError

    def listen(self) -> None:
        """From now on pushes go to our address."""
        raise NotImplementedError

    def sign(self, body: bytes) -> str:
        """What it puts into the header `Authorization` of a push."""
        raise NotImplementedError

    def about_order(self, body: bytes) -> bool:
        """Whether a push tells of an order."""
        raise NotImplementedError

    def wait_for_order_push(self):
        """The first push about an order, as a letter."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            for letter in self.pushes:
                if self.about_order(letter.body):
                    return letter
            time.sleep(0.02)
        raise AssertionError(f"no push about an order in {[letter.body for letter in self.pushes]}")

    # --- the shopper ---

    def buy(self, listing: Listing, quantity: int = 1, payment: str = "cod") -> str:
        return self.buy_lines([(listing, quantity)], payment)

    def buy_lines(self, lines: list[tuple[Listing, int]], payment: str = "cod") -> str:
        rows = [{"item_id": int(listing.item_id), "quantity": quantity} for listing, quantity in lines]
        return self.remote_id(self.act("buy", lines=rows, payment=payment))

    def remote_id(self, bought: dict) -> str:
        raise NotImplementedError

    def step(self, name: str, remote_id: str) -> None:
        """pay, cancel, pick_up, deliver, fail_delivery."""
        raise NotImplementedError

    def order(self, remote_id: str) -> str:
        """The marketplace's word for where an order stands."""
        raise NotImplementedError

    # --- what is on show ---

    def item(self, listing: Listing) -> dict:
        [found] = [item for item in self.read("items") if str(item["item_id"]) == listing.item_id]
        return found

    def stock(self, listing: Listing) -> int:
        [number] = self.stocks(listing)
        return number

    def keys(self) -> list[str]:
        """Our keys of all that is there."""
        raise NotImplementedError

    def stocks(self, listing: Listing) -> list[int]:
        raise NotImplementedError

    def price(self, listing: Listing) -> int:
        raise NotImplementedError

    def title(self, listing: Listing) -> str:
        raise NotImplementedError

    def text(self, listing: Listing) -> str:
        raise NotImplementedError

    def state(self, listing: Listing) -> str:
        return self.states[self.item(listing)["item_status"]]


class ShopeeMarket(Market):
    name = "shopee"
    shop_id, other_shop_id = "322300222", "322300333"
    settings = {
        "partner_id": "2001887",
        "partner_key": "5a4d6e6a7a745a767276586f53476849",
        "push_key": "",
    }
    category = "100617"
    category_name = "Thực phẩm và đồ uống > Đồ khô và gia vị > Nấm và rau củ khô"
    attributes = [{"id": "100010", "options": ["1001"]}, {"id": "100020", "options": ["1103"]}]
    paths = {
        "stock": "product/update_stock",
        "price": "product/update_price",
        "create": "product/add_item",
        "edit": "product/update_item",
        "image": "media_space/upload_image",
        "refresh": "auth/access_token/get",
        "orders": "order/get_order_list",
        "ship": "logistics/ship_order",
    }
    shipping_fee = 25_000
    grant_days = 365
    steps_of_a_family = 1
    handed_over, tracking = "processed", "SPXVN"
    states = {"NORMAL": "live", "UNLIST": "off", "BANNED": "rejected", "REVIEWING": "reviewing"}

    def deauthorise(self) -> None:
        self.act("deauthorise", shop_id=int(self.shop_id), partner_id=int(self.settings["partner_id"]))

    def listen(self) -> None:
        target = "http://127.0.0.1:8000/webhooks/shopee/"
        self.act("push_target", partner_id=int(self.settings["partner_id"]), callback_url=target)

    def sign(self, body: bytes) -> str:
        message = b"http://127.0.0.1:8000/webhooks/shopee/|" + body
        return hmac.new(self.settings["partner_key"].encode(), message, hashlib.sha256).hexdigest()

    def about_order(self, body: bytes) -> bool:
        return json.loads(body).get("code") == 3

    def remote_id(self, bought: dict) -> str:
        return bought["order_sn"]

    def step(self, name: str, remote_id: str) -> None:
        self.act(name, order_sn=remote_id)

    def order(self, remote_id: str) -> str:
        [found] = [order for order in self.read("orders") if order["order_sn"] == remote_id]
        return found["order_status"].lower()

    def keys(self) -> list[str]:
        return [item["item_sku"] for item in self.read("items")]

    def stocks(self, listing: Listing) -> list[int]:
        return [sum(sku["stock"].values()) for sku in self.item(listing)["skus"]]

    def price(self, listing: Listing) -> int:
        return self.item(listing)["skus"][0]["original_price"]

    def title(self, listing: Listing) -> str:
        return self.item(listing)["item_name"]

    def text(self, listing: Listing) -> str:
        return self.item(listing)["description"]


class LazadaMarket(Market):
    name = "lazada"
    shop_id, other_shop_id = "200166591", "200166592"
    settings = {"partner_id": "115527", "partner_key": "bMnR4qLxT7vKz2WcYd9HsGf3PjQe6AuN", "auth_url": ""}
    category = "10122"
    category_name = "Bách hóa online > Đồ khô và đồ ăn vặt > Nấm, măng và rau củ khô"
    attributes = [{"id": "country_of_origin", "options": ["Việt Nam"]}, {"id": "shelf_life", "options": ["12 tháng"]}]
    paths = {
        "stock": "product/stock/sellable/update",
        "price": "product/price_quantity/update",
        "create": "product/create",
        "edit": "product/update",
        "image": "image/upload",
        "refresh": "auth/token/refresh",
        "orders": "orders/get",
        "ship": "order/fulfill/pack",
    }
    shipping_fee = 22_000
    grant_days = 180
    steps_of_a_family = 0
    handed_over, tracking = "ready_to_ship", "LEXVN"
    states = {"Active": "live", "InActive": "off", "Rejected": "rejected", "Pending QC": "reviewing"}

    def deauthorise(self) -> None:
        self.act("deauthorise", seller_id=int(self.shop_id), app_key=self.settings["partner_id"])

    def listen(self) -> None:
        target = "http://127.0.0.1:8000/webhooks/lazada/"
        self.act("push_target", app_key=self.settings["partner_id"], callback_url=target)

    def sign(self, body: bytes) -> str:
        message = self.settings["partner_id"].encode() + body
        return hmac.new(self.settings["partner_key"].encode(), message, hashlib.sha256).hexdigest()

    def about_order(self, body: bytes) -> bool:
        return json.loads(body).get("message_type") == 0

    def remote_id(self, bought: dict) -> str:
        return str(bought["order_id"])

    def step(self, name: str, remote_id: str) -> None:
        self.act(name, order_id=int(remote_id))

    def order(self, remote_id: str) -> str:
        [found] = [order for order in self.read("orders") if order["order_id"] == int(remote_id)]
        return "/".join(found["statuses"])

    def keys(self) -> list[str]:
        return [sku["seller_sku"] for item in self.read("items") for sku in item["skus"]]

    def stocks(self, listing: Listing) -> list[int]:
        return [sum(pile["sellable"] for pile in sku["piles"].values()) for sku in self.item(listing)["skus"]]

    def price(self, listing: Listing) -> int:
        return self.item(listing)["skus"][0]["price"]

    def title(self, listing: Listing) -> str:
        return self.item(listing)["attributes"]["name"]

    def text(self, listing: Listing) -> str:
        return self.item(listing)["attributes"]["description"]


MARKETS: dict[str, type[Market]] = {one.name: one for one in (ShopeeMarket, LazadaMarket)}
