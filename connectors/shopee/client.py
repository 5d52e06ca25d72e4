"""Shopee Open Platform v2 on the wire: signs, sends, one method for each API call.

Raw in, raw out: what the calls mean is in `mapping`. Shopee signs neither query nor body,
only `partner_id + path + timestamp` (public calls), followed by `access_token + shop_id`
for calls on a shop. Timestamps are Unix seconds, accepted within five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from connectors.contract import ChannelConfig, Grant
from connectors.errors import ChannelError, ReconnectError
from connectors.http import Call, Http, Reply
from connectors.shopee.errors import ClockError, error_of

PREFIX = "/api/v2/"
ORDER_FIELDS = (
    "buyer_username,estimated_shipping_fee,recipient_address,actual_shipping_fee,note,item_list,"
    "pay_time,buyer_cancel_reason,cancel_by,cancel_reason,package_list,shipping_carrier,"
    "payment_method,total_amount,pickup_done_time,edt"
)


def sign(config: ChannelConfig, path: str, timestamp: int, grant: Grant | None = None) -> str:
    """Lower-case hex HMAC-SHA256 over the base string of a public or (with a grant) shop call."""
    base = f"{config.app_id}{path}{timestamp}"
    if grant is not None:
        base += f"{grant.access_token}{grant.shop_id}"
    return hmac.new(config.app_secret.encode(), base.encode(), hashlib.sha256).hexdigest()


class ShopeeClient:
    """The API of one shop; `grant` is None only while authorising.

    A refusal of our timestamp corrects the clock by the server's Date header and repeats
    the call once: such a call was never carried out.
    """

    def __init__(self, config: ChannelConfig, http: Http, grant: Grant | None) -> None:
        self.config = config
        self.http = http
        self.grant = grant
        self._skew = timedelta()

    # --- authorisation ---

    def authorise_url(self, redirect: str) -> str:
        path = f"{PREFIX}shop/auth_partner"
        query = self._signature(path, None) | {"redirect": redirect}
        return f"{self.config.auth_url or self.config.api_url}{path}?{urlencode(query)}"

    def get_access_token(self, code: str, owner: Mapping[str, int]) -> dict[str, Any]:
        """`owner` is {shop_id} or {main_account_id}."""
        body = {"code": code, "partner_id": int(self.config.app_id), **owner}
        return self._send("auth/token/get", None, body=body, idempotent=False)

    def refresh_access_token(self, grant: Grant) -> dict[str, Any]:
        body = {
            "refresh_token": grant.refresh_token,
            "partner_id": int(self.config.app_id),
            "shop_id": int(grant.shop_id),
        }
        return self._send("auth/access_token/get", None, body=body, idempotent=False)

    def get_shop_info(self) -> dict[str, Any]:
        return self._get("shop/get_shop_info")

    # --- reference data ---

    def get_category(self, language: str) -> dict[str, Any]:
        return self._get("product/get_category", language=language)

    def category_recommend(self, item_name: str) -> dict[str, Any]:
        return self._get("product/category_recommend", item_name=item_name)

    def get_attribute_tree(self, category_id: int, language: str) -> dict[str, Any]:
        return self._get("product/get_attribute_tree", category_id_list=category_id, language=language)

    def get_brand_list(self, category_id: int, offset: int) -> dict[str, Any]:
        return self._get(
            "product/get_brand_list",
            category_id=category_id,
            offset=offset,
            page_size=100,
            status=1,
        )

    def get_item_limit(self, category_id: int) -> dict[str, Any]:
        return self._get("product/get_item_limit", category_id=category_id)

    def get_channel_list(self) -> dict[str, Any]:
        return self._get("logistics/get_channel_list")

    # --- listings ---

    def upload_image(self, data: bytes, filename: str) -> dict[str, Any]:
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        files = {"image": (filename, data, kind)}
        return self._send("media_space/upload_image", None, files=files)

    def add_item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/add_item", item, idempotent=False)

    def update_item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/update_item", item)

    def unlist_item(self, item_id: int, *, unlist: bool) -> dict[str, Any]:
        body = {"item_list": [{"item_id": item_id, "unlist": unlist}]}
        return self._post("product/unlist_item", body)

    def init_tier_variation(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/init_tier_variation", body)

    def update_tier_variation(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/update_tier_variation", body)

    def add_model(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/add_model", body, idempotent=False)

    def delete_model(self, item_id: int, model_id: int) -> dict[str, Any]:
        return self._post("product/delete_model", {"item_id": item_id, "model_id": model_id})

    def update_model(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/update_model", body)

    def update_stock(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/update_stock", body)

    def update_price(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("product/update_price", body)

    def get_item_base_info(self, item_ids: Sequence[int]) -> dict[str, Any]:
        return self._get("product/get_item_base_info", item_id_list=_joined(item_ids))

    def get_item_violation_info(self, item_ids: Sequence[int]) -> dict[str, Any]:
        return self._get("product/get_item_violation_info", item_id_list=_joined(item_ids))

    def get_item_promotion(self, item_ids: Sequence[int]) -> dict[str, Any]:
        return self._get("product/get_item_promotion", item_id_list=_joined(item_ids))

    def get_model_list(self, item_id: int) -> dict[str, Any]:
        return self._get("product/get_model_list", item_id=item_id)

    def search_item(self, item_sku: str, offset: str) -> dict[str, Any]:
        return self._get("product/search_item", item_sku=item_sku, page_size=100, offset=offset)

    # --- orders ---

    def get_order_list(self, start: int, end: int, cursor: str) -> dict[str, Any]:
        return self._get(
            "order/get_order_list",
            time_range_field="update_time",
            time_from=start,
            time_to=end,
            page_size=100,
            cursor=cursor,
            request_order_status_pending="true",
        )

    def get_order_detail(self, order_sns: Sequence[str]) -> dict[str, Any]:
        return self._get(
            "order/get_order_detail",
            order_sn_list=_joined(order_sns),
            response_optional_fields=ORDER_FIELDS,
            request_order_status_pending="true",
        )

    def get_shipping_parameter(self, order_sn: str, package: str) -> dict[str, Any]:
        return self._get("logistics/get_shipping_parameter", order_sn=order_sn, package_number=package)

    def ship_order(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("logistics/ship_order", body)

    def get_tracking_number(self, order_sn: str, package: str) -> dict[str, Any]:
        return self._get("logistics/get_tracking_number", order_sn=order_sn, package_number=package)

    def cancel_order(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._post("order/cancel_order", body)

    def handle_buyer_cancellation(self, order_sn: str, operation: str) -> dict[str, Any]:
        body = {"order_sn": order_sn, "operation": operation}
        return self._post("order/handle_buyer_cancellation", body)

    # --- transport ---

    def _get(self, name: str, **query: object) -> dict[str, Any]:
        """A shop call by GET; empty values are left out, the empty first `cursor` too."""
        pairs = [(key, str(value)) for key, value in query.items() if value != ""]
        return self._send(name, self._shop_grant(name), query=pairs)

    def _post(self, name: str, body: Mapping[str, Any], *, idempotent: bool = True) -> dict[str, Any]:
        return self._send(name, self._shop_grant(name), body=body, idempotent=idempotent)

    def _shop_grant(self, name: str) -> Grant:
        if self.grant is None:
            raise ReconnectError("no grant", channel=self.http.channel, operation=name)
        return self.grant

    def _send(
        self,
        name: str,
        grant: Grant | None,
        *,
        query: Iterable[tuple[str, str]] = (),
        body: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        idempotent: bool = True,
    ) -> dict[str, Any]:
        def call() -> Call:
            signature = self._signature(PREFIX + name, grant)
            return Call(
                operation=name,
                method="GET" if body is None and files is None else "POST",
                url=self.config.api_url + PREFIX + name,
                query=[*signature.items(), *query],
                json=body,
                files=files,
                secret_fields=frozenset({"code"}) if name == "auth/token/get" else frozenset(),
                idempotent=idempotent,
            )

        def judge(reply: Reply) -> ChannelError | None:
            return error_of(reply, self._now(), idempotent=idempotent)

        try:
            return self.http.send(call(), judge)
        except ClockError as refused:
            if refused.server_time is None:
                raise
            self._skew = refused.server_time - self.http.clock()
        return self.http.send(call(), judge)

    def _now(self) -> datetime:
        return self.http.clock() + self._skew

    def _signature(self, path: str, grant: Grant | None) -> dict[str, str]:
        timestamp = int(self._now().timestamp())
        query = {"partner_id": self.config.app_id, "timestamp": str(timestamp)}
        query["sign"] = sign(self.config, path, timestamp, grant)
        if grant is not None:
            query |= {"access_token": grant.access_token, "shop_id": grant.shop_id}
        return query


def push_signature(config: ChannelConfig, body: bytes) -> str:
    """What a genuine push carries in its Authorization header."""
    key = config.webhook_secret or config.app_secret
    message = config.webhook_url.encode() + b"|" + body
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def _joined(values: Iterable[object]) -> str:
    return ",".join(str(value) for value in values)
