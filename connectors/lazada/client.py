"""Lazada Open Platform (region VN) on the wire: signs, sends, one method for each API call.

Raw in, raw out: what the calls mean is in the mappings. Every parameter is signed, files
apart; GET carries them in the query, POST in the body. Timestamps are milliseconds, accepted
within two hours.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from connectors.contract import ChannelConfig, Grant
from connectors.errors import ChannelError, ReconnectError
from connectors.http import Call, Http, Reply
from connectors.lazada.errors import ClockError, error_of
from connectors.lazada.payloads import xml

PREFIX = "/rest"
LANGUAGE = "vi_VN"
PARTNER = "lazop-sdk-python-20181207"
"""Published clients name themselves so; one guide says that calls without it fail (unverified)."""


def sign(secret: str, api: str, parameters: Mapping[str, str]) -> str:
    """Upper-case hex HMAC-SHA256 over the API's name and all parameters in ASCII order."""
    base = api + "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    return hmac.new(secret.encode(), base.encode(), hashlib.sha256).hexdigest().upper()


def push_signature(config: ChannelConfig, body: bytes) -> str:
    """What a genuine push carries in its Authorization header."""
    key = config.webhook_secret or config.app_secret
    return hmac.new(key.encode(), config.app_id.encode() + body, hashlib.sha256).hexdigest()


class LazadaClient:
    """The API of one shop; `grant` is None only while authorising.

    A refusal of our timestamp corrects the clock by the server's Date header and repeats
    the call once: such a call was never carried out.
    """

    def __init__(self, config: ChannelConfig, http: Http, grant: Grant | None) -> None:
        self.config = config
        self.http = http
        self.grant = grant
        self._auth_url = config.auth_url or config.api_url
        self._skew = timedelta()

    # --- authorisation ---

    def authorise_url(self, state: str) -> str:
        query = {
            "response_type": "code",
            "force_auth": "true",
            "redirect_uri": self.config.redirect_url,
            "client_id": self.config.app_id,
            "state": state,
        }
        return f"{self._auth_url}/oauth/authorize?{urlencode(query)}"

    def create_token(self, code: str) -> dict[str, Any]:
        return self._token("/auth/token/create", {"code": code}, frozenset({"code"}))

    def refresh_token(self, refresh_token: str) -> dict[str, Any]:
        return self._token("/auth/token/refresh", {"refresh_token": refresh_token})

    def get_seller(self) -> dict[str, Any]:
        return self._get("/seller/get")

    # --- reference data ---

    def get_category_tree(self) -> dict[str, Any]:
        return self._get("/category/tree/get", language_code=LANGUAGE)

    def get_category_attributes(self, category_id: str) -> dict[str, Any]:
        return self._get("/category/attributes/get", primary_category_id=category_id, language_code=LANGUAGE)

    def get_category_suggestion(self, title: str) -> dict[str, Any]:
        return self._get("/product/category/suggestion/get", product_name=title)

    def query_brands(self, start: int, size: int) -> dict[str, Any]:
        return self._get("/category/brands/query", startRow=start, pageSize=size)

    # --- listings ---

    def upload_image(self, data: bytes, filename: str) -> dict[str, Any]:
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        return self._post("/image/upload", {}, files={"image": (filename, data, kind)})

    def create_product(self, product: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("/product/create", _product(product), idempotent=False)

    def update_product(self, product: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("/product/update", _product(product))

    def deactivate_product(self, item_id: str, sku_ids: Sequence[str]) -> dict[str, Any]:
        """The only call whose body is called `apiRequestBody`."""
        product = {"ItemId": item_id, "Skus": {"SkuId": list(sku_ids)}}
        return self._post("/product/deactivate", {"apiRequestBody": xml({"Request": {"Product": product}})})

    def remove_skus(self, item_id: str, sku_ids: Sequence[str]) -> dict[str, Any]:
        names = [f"SkuId_{item_id}_{sku_id}" for sku_id in sku_ids]
        return self._post("/product/remove", {"sku_id_list": json.dumps(names)})

    def update_sellable(self, skus: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        payload = xml({"Request": {"Product": {"Skus": {"Sku": list(skus)}}}})
        return self._post("/product/stock/sellable/update", {"payload": payload})

    def update_price_quantity(self, skus: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return self._post("/product/price_quantity/update", _product({"Skus": {"Sku": list(skus)}}))

    def get_products(self, skus: Sequence[str]) -> dict[str, Any]:
        return self._get("/products/get", filter="all", limit=50, options=1, sku_seller_list=_json(skus))

    def get_product_item(self, item_id: str) -> dict[str, Any]:
        return self._get("/product/item/get", item_id=item_id)

    # --- orders ---

    def get_orders(self, since: str, until: str, offset: int, limit: int) -> dict[str, Any]:
        return self._get(
            "/orders/get",
            update_after=since,
            update_before=until,
            sort_by="updated_at",
            sort_direction="ASC",
            status="all",
            offset=offset,
            limit=limit,
        )

    def get_order(self, order_id: str) -> dict[str, Any]:
        return self._get("/order/get", order_id=order_id)

    def get_order_items(self, order_id: str) -> dict[str, Any]:
        return self._get("/order/items/get", order_id=order_id)

    def get_orders_items(self, order_ids: Sequence[str]) -> dict[str, Any]:
        return self._get("/orders/items/get", order_ids=f"[{','.join(order_ids)}]")

    def pack(self, order_id: str, item_ids: Sequence[str]) -> dict[str, Any]:
        """TFS, for shops of the country: a provider's code must not be sent with it."""
        row = {"order_id": int(order_id), "order_item_list": [int(item_id) for item_id in item_ids]}
        request = {"pack_order_list": [row], "delivery_type": "dropship", "shipping_allocate_type": "TFS"}
        return self._post("/order/fulfill/pack", {"packReq": _json(request)})

    def ready_to_ship(self, package_ids: Sequence[str]) -> dict[str, Any]:
        request = {"packages": [{"package_id": package_id} for package_id in package_ids]}
        return self._post("/order/package/rts", {"readyToShipReq": _json(request)})

    def validate_cancel(self, order_id: str, item_ids: Sequence[str]) -> dict[str, Any]:
        return self._get("/order/reverse/cancel/validate", order_id=order_id, order_item_id_list=_json(item_ids))

    def create_cancel(self, order_id: str, item_ids: Sequence[str], reason_id: str) -> dict[str, Any]:
        return self._get(
            "/order/reverse/cancel/create",
            order_id=order_id,
            order_item_id_list=_json(item_ids),
            reason_id=reason_id,
        )

    def get_reverse_orders(self, order_id: str) -> dict[str, Any]:
        return self._get("/reverse/getreverseordersforseller", trade_order_id=order_id, page_no=1, page_size=50)

    def decide_cancel(self, reverse_order_id: str, *, agree: bool) -> dict[str, Any]:
        return self._get(
            "/order/reverse/cancel/seller/decide",
            reverse_order_id=reverse_order_id,
            agree_cancel="true" if agree else "false",
        )

    # --- transport ---

    def _get(self, api: str, **parameters: object) -> dict[str, Any]:
        given = {name: str(value) for name, value in parameters.items()}
        return self._send("GET", api, given | self._access(api))

    def _post(
        self,
        api: str,
        parameters: Mapping[str, str],
        *,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        idempotent: bool = True,
    ) -> dict[str, Any]:
        return self._send("POST", api, {**parameters, **self._access(api)}, files=files, idempotent=idempotent)

    def _token(self, api: str, parameters: Mapping[str, str], secret: frozenset[str] = frozenset()) -> dict[str, Any]:
        return self._send("POST", api, parameters, host=self._auth_url, secret=secret, idempotent=False)

    def _access(self, api: str) -> dict[str, str]:
        if self.grant is None:
            raise ReconnectError("no grant", channel=self.http.channel, operation=api[1:])
        return {"access_token": self.grant.access_token}

    def _send(
        self,
        method: str,
        api: str,
        parameters: Mapping[str, str],
        *,
        host: str = "",
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        secret: frozenset[str] = frozenset(),
        idempotent: bool = True,
    ) -> dict[str, Any]:
        def call() -> Call:
            signed = self._signed(api, parameters)
            return Call(
                operation=api[1:],
                method=method,
                url=(host or self.config.api_url) + PREFIX + api,
                query=list(signed.items()) if method == "GET" else (),
                form=signed if method == "POST" else None,
                files=files,
                secret_fields=secret,
                idempotent=idempotent,
            )

        def judge(reply: Reply) -> ChannelError | None:
            return error_of(reply, api[1:], self._now(), idempotent=idempotent)

        try:
            return self.http.send(call(), judge)
        except ClockError as refused:
            if refused.server_time is None:
                raise
            self._skew = refused.server_time - self.http.clock()
        return self.http.send(call(), judge)

    def _now(self) -> datetime:
        return self.http.clock() + self._skew

    def _signed(self, api: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """No empty parameter is sent: published clients differ on whether it is signed."""
        given = {name: value for name, value in parameters.items() if value != ""}
        given |= {
            "app_key": self.config.app_id,
            "partner_id": PARTNER,
            "sign_method": "sha256",
            "timestamp": str(int(self._now().timestamp() * 1000)),
        }
        return given | {"sign": sign(self.config.app_secret, api, given)}


def _product(product: Mapping[str, Any]) -> dict[str, str]:
    return {"payload": _json({"Request": {"Product": product}})}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
