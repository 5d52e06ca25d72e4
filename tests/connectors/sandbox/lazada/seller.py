"""A seller's software in miniature, written from the Lazada protocol document and nothing else."""

import hashlib
import hmac
import io
import json
import time
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import requests
from PIL import Image

APP_KEY = "115527"
APP_SECRET = "bMnR4qLxT7vKz2WcYd9HsGf3PjQe6AuN"
SELLER_ID = 200166591
HONEY = 10111
SILK = 10002019


def sign(secret: str, api: str, parameters: dict, tail: str = "") -> str:
    base = api + "".join(f"{name}{parameters[name]}" for name in sorted(parameters)) + tail
    return hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest().upper()


def push_sign(app_key: str, secret: str, body: str) -> str:
    return hmac.new(secret.encode(), (app_key + body).encode(), hashlib.sha256).hexdigest()


def picture(kind: str = "JPEG", sides: tuple[int, int] = (400, 400)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", sides, (180, 90, 20)).save(content, kind)
    return content.getvalue()


def xml(value: object) -> str:
    """<a>…</a> for members, repeated for lists."""
    if not isinstance(value, dict):
        return escape(str(value))
    rows = ((name, entry) for name, found in value.items() for entry in (found if isinstance(found, list) else [found]))
    return "".join(f"<{name}>{xml(entry)}</{name}>" for name, entry in rows)


class Seller:
    """One linked shop; `get` and `post` sign with its access token."""

    def __init__(self, url: str, seller_id: int = SELLER_ID, app_secret: str = APP_SECRET):
        self.url, self.seller_id, self.app_secret = url, seller_id, app_secret
        self.http = requests.Session()
        self.http.trust_env = False
        self.access_token = self.refresh_token = ""

    def system(self, *, public: bool = False, timestamp: object = None) -> dict:
        at = str(int(time.time() * 1000) if timestamp is None else timestamp)
        parameters = {"app_key": APP_KEY, "timestamp": at, "sign_method": "sha256"}
        return parameters if public else parameters | {"access_token": self.access_token}

    def signed(self, api: str, parameters: dict, **how: object) -> dict:
        everything = self.system(**how) | {name: str(value) for name, value in parameters.items()}
        return everything | {"sign": sign(self.app_secret, f"/{api}", everything)}

    def get(self, api: str, *, public: bool = False, **parameters: object) -> dict:
        return self.http.get(f"{self.url}/rest/{api}", params=self.signed(api, parameters, public=public)).json()

    def post(self, api: str, *, public: bool = False, **parameters: object) -> dict:
        return self.http.post(f"{self.url}/rest/{api}", data=self.signed(api, parameters, public=public)).json()

    def control(self, name: str, **body: object):
        return self.http.post(f"{self.url}/_control/{name}", json=body).json()

    def look(self, name: str):
        return self.http.get(f"{self.url}/_control/{name}").json()

    def consent(self, **changes: object) -> dict[str, str]:
        """Press "Cho phép"; the query that came back to the redirect address."""
        query = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": "https://shop.example.vn/back",
            "client_id": APP_KEY,
            "state": "s1",
        }
        answer = self.http.post(
            f"{self.url}/oauth/authorize",
            params=query | changes,
            data={"seller_id": self.seller_id},
            allow_redirects=False,
        )
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def exchange(self, code: str) -> dict:
        return self.post("auth/token/create", public=True, code=code)

    def refresh(self, refresh_token: str = "") -> dict:
        return self.post("auth/token/refresh", public=True, refresh_token=refresh_token or self.refresh_token)

    def link(self) -> "Seller":
        tokens = self.exchange(self.consent()["code"])
        assert tokens["code"] == "0", tokens
        self.access_token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]
        return self

    def upload(self, content: bytes | None = None) -> dict:
        return self.http.post(
            f"{self.url}/rest/image/upload",
            data=self.signed("image/upload", {}),
            files={"image": ("anh.jpg", content or picture(), "image/jpeg")},
        ).json()

    def sku(self, name: str = "MO-01", **changes: object) -> dict:
        row = {
            "SellerSku": name,
            "quantity": "5",
            "price": "199000",
            "package_height": "11",
            "package_length": "11",
            "package_width": "11",
            "package_weight": "0.7",
            "package_content": "1 hũ",
        }
        return {key: value for key, value in (row | changes).items() if value is not None}

    def draft(self, *, attributes: dict | None = None, skus: list[dict] | None = None, **changes: object) -> dict:
        image = self.upload()["data"]["image"]["url"]
        texts = {
            "name": "Mật ong bạc hà Mèo Vạc 500 ml",
            "description": "<p>Mật ong bạc hà hái trên cao nguyên đá.</p>",
            "brand_id": "30768",
            "country_of_origin": "Việt Nam",
            "shelf_life": "24 tháng",
        }
        product = {
            "PrimaryCategory": str(HONEY),
            "Images": {"Image": [image]},
            "Attributes": {k: v for k, v in (texts | (attributes or {})).items() if v is not None},
            "Skus": {"Sku": skus or [self.sku()]},
        }
        return {name: value for name, value in (product | changes).items() if value is not None}

    def create(self, *, as_xml: bool = False, **changes: object) -> dict:
        request = {"Request": {"Product": self.draft(**changes)}}
        return self.post("product/create", payload=xml(request) if as_xml else json.dumps(request, ensure_ascii=False))

    def add(self, **changes: object) -> tuple[int, int]:
        """item_id and the first SKU's sku_id of a new listing."""
        answer = self.create(**changes)
        assert answer["code"] == "0", answer
        return answer["data"]["item_id"], answer["data"]["sku_list"][0]["sku_id"]

    def change(self, api: str, *rows: dict, as_xml: bool = True) -> dict:
        request = {"Request": {"Product": {"Skus": {"Sku": list(rows)}}}}
        return self.post(api, payload=xml(request) if as_xml else json.dumps(request))

    def set_sellable(self, item_id: int, sku_id: int, figure: object) -> dict:
        row = {"ItemId": item_id, "SkuId": sku_id, "SellableQuantity": figure}
        return self.change("product/stock/sellable/update", row)

    def set_total(self, item_id: int, sku_id: int, figure: object) -> dict:
        row = {"ItemId": item_id, "SkuId": sku_id, "Quantity": figure}
        return self.change("product/price_quantity/update", row)

    def product(self, item_id: int) -> dict:
        return self.get("product/item/get", item_id=item_id)["data"]

    def stock(self, item_id: int, place: int = 0) -> tuple[int, int, int, int]:
        """sellable, withheld, occupied, total."""
        row = self.product(item_id)["skus"][place]["multiWarehouseInventories"][0]
        return tuple(row[f"{name}Quantity"] for name in ("sellable", "withhold", "occupy", "total"))

    def order(self, order_id: int) -> dict:
        return self.get("order/get", order_id=order_id)["data"]

    def rows(self, order_id: int) -> list[dict]:
        return self.get("order/items/get", order_id=order_id)["data"]

    def pack(self, bought: dict, item_ids: list[int] | None = None, **changes: object) -> dict:
        row = {"order_id": bought["order_id"], "order_item_list": item_ids or bought["order_item_ids"]}
        asked = {"pack_order_list": [row], "delivery_type": "dropship", "shipping_allocate_type": "TFS"} | changes
        return self.post("order/fulfill/pack", packReq=json.dumps(asked))

    def ready(self, package_id: str) -> dict:
        asked = {"packages": [{"package_id": package_id}]}
        return self.post("order/package/rts", readyToShipReq=json.dumps(asked))

    def packed(self, bought: dict) -> str:
        """Pack all units; the package_id."""
        rows = self.pack(bought)["result"]["data"]["pack_order_list"][0]["order_item_list"]
        assert all(row["item_err_code"] == "0" for row in rows), rows
        return rows[0]["package_id"]
