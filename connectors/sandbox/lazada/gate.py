"""Who may pass: parameters, app, timestamp, signature, token, seller (protocol B1, B2, B6)."""

import hashlib
import hmac
from datetime import UTC, datetime

from connectors.sandbox.lazada.call import Call, Refusal, missing

TIMESTAMP_SECONDS = 7200
PUBLIC, SELLER = "public", "seller"
"""How a call is signed: by the app alone, or with a seller's access token."""

PROBLEMS = {
    "AppWhiteIpLimit": "Source IP is not in the white list of the app",
    "AppNotSubscribed": "The app is not subscribed to this API",
    "AUTH_TYPE_UNSUPPORTED": "The authorization type of the app is not supported",
}
SELLER_STATES = {
    "ACTIVE": None,
    "INACTIVE": ("SellerNotActive", "The seller is not active"),
    "UNVERIFIED": ("SellerNotVerified", "The seller is not verified"),
}


def signature(app_secret: str, name: str, parameters: dict[str, str], body: str = "") -> str:
    """UPPER-case hex over the API name and the sorted parameters; `sign` itself is left out."""
    base = name + "".join(key + parameters[key] for key in sorted(parameters) if key != "sign") + body
    return hmac.new(app_secret.encode(), base.encode(), hashlib.sha256).hexdigest().upper()


def check_public(call: Call) -> None:
    """Parameters, app, timestamp and signature; sets `app_key`."""
    required = ["app_key", "timestamp", "sign_method", "sign"]
    for name in required:
        if not call.sent.get(name):
            raise missing(name)
    if call.market.quirks["partner_id"] == "required" and not call.sent.get("partner_id"):
        raise Refusal("MissingPartner", "The partner_id is missing", kind="ISV")
    app = call.store.row("SELECT * FROM app WHERE app_key = ?", call.sent["app_key"])
    if app is None:
        raise Refusal("InvalidAppKey", "The app key is invalid", kind="ISV")
    call.app_key = app["app_key"]
    _check_timestamp(call)
    if call.sent["sign_method"] != "sha256" or not _signed(call, app["app_secret"]):
        raise Refusal("IncompleteSignature", "The request signature does not conform to platform standards", kind="ISV")
    if app["problem"]:
        raise Refusal(app["problem"], PROBLEMS[app["problem"]], kind="ISV")


def check_seller(call: Call) -> None:
    """As above, then a live access token of a seller in good standing; sets `seller_id`."""
    check_public(call)
    token = call.text("access_token")
    seller_id = call.market.accounts.seller_of("access", call.app_key, token)
    if seller_id is None:
        raise Refusal("IllegalAccessToken", "The specified access token is invalid or expired", kind="ISV")
    call.seller_id = seller_id
    trouble = SELLER_STATES[call.market.accounts.seller(seller_id)["status"]]
    if trouble:
        raise Refusal(*trouble, kind="ISV")


CHECKS = {PUBLIC: check_public, SELLER: check_seller}


def _check_timestamp(call: Call) -> None:
    """Milliseconds, or a UTC time as ISO text."""
    value = call.sent["timestamp"]
    try:
        seconds = int(value) / 1000 if value.isdigit() else _iso(value)
    except (ValueError, OverflowError):
        seconds = 0.0
    skew = sum(rule.options.get("seconds", 3 * 3600) for rule in call.fired if rule.effect == "clock_skew")
    if abs(call.market.clock.wire() + skew - seconds) > TIMESTAMP_SECONDS:
        raise Refusal(call.market.quirks["timestamp_error"], "The timestamp is out of the allowed range", kind="ISV")


def _iso(value: str) -> float:
    found = datetime.fromisoformat(value)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _signed(call: Call, app_secret: str) -> bool:
    """Over all parameters, or (Java, C#) those outside a JSON body with that raw body appended."""
    outside = {name: value for name, value in call.sent.items() if name not in call.members or name in _query(call)}
    body = call.request.body.decode(errors="replace") if call.members else ""
    candidates = [(call.sent, ""), (outside, body)]
    handling = call.market.quirks["empty_parameters"]
    sign = call.sent["sign"]
    for parameters, tail in candidates:
        filled = {name: value for name, value in parameters.items() if value}
        ways = {"either": (parameters, filled), "signed": (parameters,), "skipped": (filled,)}[handling]
        if any(_same(signature(app_secret, f"/{call.name}", way, tail), sign) for way in ways):
            return True
    return False


def _query(call: Call) -> set[str]:
    return {name for name, _ in call.request.query}


def _same(expected: str, sign: str) -> bool:
    return hmac.compare_digest(expected.encode(), sign.encode())
