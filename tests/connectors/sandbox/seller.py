"""A seller's software in miniature, written from the protocol document and nothing else."""

import hashlib
import hmac
import io
import time
from urllib.parse import parse_qs, urlsplit

import requests
from PIL import Image

PARTNER_ID = 2001887
PARTNER_KEY = "5a4d6e6a7a745a767276586f53476849"
SHOP_ID = 322300222
HONEY = 100615
ORIGIN = {"attribute_id": 100010, "attribute_value_list": [{"value_id": 1001}]}
SHELF_LIFE = {"attribute_id": 100020, "attribute_value_list": [{"value_id": 0, "original_value_name": "18 tháng"}]}


def sign(base: str, key: str = PARTNER_KEY) -> str:
    return hmac.new(key.encode(), base.encode(), hashlib.sha256).hexdigest()


def picture(kind: str = "JPEG", side: int = 40) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (side, side), (180, 90, 20)).save(content, kind)
    return content.getvalue()


class Seller:
    """One linked shop; `call` signs as a shop, `public` as the app alone."""

    def __init__(self, url: str, shop_id: int = SHOP_ID, partner_key: str = PARTNER_KEY):
        self.url, self.shop_id, self.partner_key = url, shop_id, partner_key
        self.http = requests.Session()
        self.http.trust_env = False
        self.access_token = self.refresh_token = ""

    def signed(self, path: str, *, public: bool, timestamp: int | None = None) -> dict:
        timestamp = int(time.time()) if timestamp is None else timestamp
        base = f"{PARTNER_ID}/api/v2/{path}{timestamp}"
        query = {"partner_id": PARTNER_ID, "timestamp": timestamp}
        if not public:
            base += f"{self.access_token}{self.shop_id}"
            query |= {"access_token": self.access_token, "shop_id": self.shop_id}
        return query | {"sign": sign(base, self.partner_key)}

    def get(self, path: str, *, public: bool = False, **params: object) -> dict:
        return self.http.get(f"{self.url}/api/v2/{path}", params=self.signed(path, public=public) | params).json()

    def post(self, path: str, body: dict, *, public: bool = False) -> dict:
        query = self.signed(path, public=public)
        return self.http.post(f"{self.url}/api/v2/{path}", params=query, json=body).json()

    def control(self, name: str, **body: object):
        return self.http.post(f"{self.url}/_control/{name}", json=body).json()

    def look(self, name: str):
        return self.http.get(f"{self.url}/_control/{name}").json()

    def consent(self, **choice: object) -> dict[str, str]:
        """Press "Cho phép" on the consent page; the query that came back to the redirect address."""
        query = self.signed("shop/auth_partner", public=True) | {"redirect": "https://shop.example.vn/back?state=s1"}
        answer = self.http.post(
            f"{self.url}/api/v2/shop/auth_partner",
            params=query,
            data=choice or {"shop_id": self.shop_id, "days": 365},
            allow_redirects=False,
        )
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def exchange(self, code: str, **whom: object) -> dict:
        body = {"code": code, "partner_id": PARTNER_ID} | (whom or {"shop_id": self.shop_id})
        return self.post("auth/token/get", body, public=True)

    def refresh(self, refresh_token: str | None = None) -> dict:
        body = {"partner_id": PARTNER_ID, "shop_id": self.shop_id, "refresh_token": refresh_token or self.refresh_token}
        return self.post("auth/access_token/get", body, public=True)

    def link(self) -> "Seller":
        tokens = self.exchange(self.consent()["code"])
        assert tokens["error"] == "", tokens
        self.access_token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]
        return self

    def upload(self, content: bytes | None = None, *, field: str = "image", public: bool = True) -> dict:
        path = "media_space/upload_image"
        return self.http.post(
            f"{self.url}/api/v2/{path}",
            params=self.signed(path, public=public),
            files={field: ("anh.jpg", content or picture(), "image/jpeg")},
        ).json()

    def draft(self, **changes: object) -> dict:
        image_id = self.upload()["response"]["image_info"]["image_id"]
        listing = {
            "item_name": "Mật ong bạc hà Mèo Vạc 500 ml",
            "description": "Mật ong bạc hà hái trên cao nguyên đá, mùa hoa tháng mười một.",
            "original_price": 199000,
            "weight": 0.5,
            "category_id": HONEY,
            "image": {"image_id_list": [image_id]},
            "logistic_info": [{"logistic_id": 50021, "enabled": True}],
            "brand": {"brand_id": 0, "original_brand_name": "NoBrand"},
            "seller_stock": [{"stock": 5}],
            "dimension": {"package_length": 11, "package_width": 11, "package_height": 11},
            "item_sku": "MO-01",
            "item_status": "NORMAL",
            "attribute_list": [ORIGIN, SHELF_LIFE],
        }
        merged = listing | changes
        return {name: value for name, value in merged.items() if value is not None}

    def add(self, **changes: object) -> int:
        answer = self.post("product/add_item", self.draft(**changes))
        assert answer["error"] == "", answer
        return answer["response"]["item_id"]

    def set_stock(self, item_id: int, stock: int, model_id: int = 0) -> dict:
        row = {"model_id": model_id, "seller_stock": [{"stock": stock}]}
        return self.post("product/update_stock", {"item_id": item_id, "stock_list": [row]})

    def set_price(self, item_id: int, price: object, model_id: int = 0) -> dict:
        row = {"model_id": model_id, "original_price": price}
        return self.post("product/update_price", {"item_id": item_id, "price_list": [row]})

    def base_info(self, item_id: int) -> dict:
        return self.get("product/get_item_base_info", item_id_list=item_id)["response"]["item_list"][0]

    def stock(self, item_id: int) -> int:
        return self.base_info(item_id)["stock_info_v2"]["summary_info"]["total_available_stock"]

    def order(self, order_sn: str, fields: str = "item_list,total_amount,cancel_by,package_list") -> dict:
        answer = self.get("order/get_order_detail", order_sn_list=order_sn, response_optional_fields=fields)
        return answer["response"]["order_list"][0]
