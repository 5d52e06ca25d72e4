"""Who may pass: timestamp, partner, signature, token, grant (protocol A1, A2, A6)."""

import hashlib
import hmac

from connectors.sandbox.shopee.call import Call, Refusal, missing
from connectors.sandbox.web import Request

TIMESTAMP_SECONDS = 300
PUBLIC, SHOP, UPLOAD = "public", "shop", "upload"
"""How a call is signed; an upload is accepted in both forms unless a quirk says otherwise."""


def signature(partner_key: str, base: str) -> str:
    return hmac.new(partner_key.encode(), base.encode(), hashlib.sha256).hexdigest()


def check_public(call: Call) -> None:
    """Timestamp, partner and public signature; sets `partner_id`."""
    _check_timestamp(call)
    _check_partner_and_sign(call, with_token=False)


def check_shop(call: Call) -> None:
    """As above with the shop signature, then a live access token for that shop; sets `shop_id`."""
    _check_timestamp(call)
    for name in ("access_token", "shop_id"):
        if not call.request.param(name):
            raise missing(name)
    _check_partner_and_sign(call, with_token=True)
    call.shop_id = _digits(call.request, "shop_id")
    _check_token(call)


def check_upload(call: Call) -> None:
    form = call.market.quirks["upload_signature"]
    signed_as_shop = bool(call.request.param("access_token"))
    if form == SHOP or (form == "both" and signed_as_shop):
        check_shop(call)
    else:
        check_public(call)


CHECKS = {PUBLIC: check_public, SHOP: check_shop, UPLOAD: check_upload}


def _digits(request: Request, name: str) -> int:
    value = request.param(name)
    if not value.isdigit():
        raise Refusal("error_param", f"Invalid {name}")
    return int(value)


def _check_timestamp(call: Call) -> None:
    value = call.request.param("timestamp")
    if not value:
        raise Refusal("error_param", "no timestamp")
    if not value.isdigit() or len(value) != 10:
        raise Refusal("error_param", "Invalid timestamp")
    skew = sum(rule.options.get("seconds", 600) for rule in call.fired if rule.effect == "clock_skew")
    if abs(call.market.clock.wire() + skew - int(value)) > TIMESTAMP_SECONDS:
        raise Refusal("error_param", "Timestamp is expired")


def _check_partner_and_sign(call: Call, *, with_token: bool) -> None:
    if not call.request.param("partner_id"):
        raise Refusal("error_param", "no partner_id")
    call.partner_id = _digits(call.request, "partner_id")
    partner = call.store.row("SELECT partner_key FROM partner WHERE partner_id = ?", call.partner_id)
    if partner is None:
        unknown = {"invalid_partner_id": "partner_id is invalid.", "error_sign": "Wrong sign."}
        code = call.market.quirks["unknown_partner"]
        raise Refusal(code, unknown[code])
    base = f"{call.partner_id}{call.request.path}{call.request.param('timestamp')}"
    if with_token:
        base += call.request.param("access_token") + call.request.param("shop_id")
    if not hmac.compare_digest(signature(partner["partner_key"], base).encode(), call.request.param("sign").encode()):
        raise Refusal("error_sign", "Wrong sign.")


def _check_token(call: Call) -> None:
    token = call.request.param("access_token")
    if not call.market.accounts.access_token_lives(call.partner_id, call.shop_id, token):
        raise Refusal(call.market.quirks["access_token_error"], "Invalid access_token.")
    call.market.accounts.check_grant(call.partner_id, call.shop_id)
