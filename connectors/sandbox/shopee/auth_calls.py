"""Authorisation and shop calls: the consent page, token exchange and refresh, who is linked (protocol A2)."""

from urllib.parse import urlencode, urlsplit

from connectors.sandbox.shopee import gate
from connectors.sandbox.shopee.accounts import MAIN_ACCOUNT_ID
from connectors.sandbox.shopee.call import Answer, Call, Refusal, missing, whole
from connectors.sandbox.shopee.pages import consent_page
from connectors.sandbox.web import Response, html_response, redirect

GRANT_DAYS = (7, 30, 90, 180, 365)


def auth_partner(call: Call) -> Response:
    """The signed link: GET shows the consent page, its form's POST sends the seller back with a code."""
    gate.check_public(call)
    return _consent(call, call.request.param("redirect"), {})


def auth_link(call: Call) -> Response:
    """The newer, unsigned link `/auth?partner_id&auth_type=seller&redirect_uri&response_type=code[&state]`."""
    call.partner_id = whole(call.request.param("partner_id") or None, "partner_id")
    if not call.store.row("SELECT 1 FROM partner WHERE partner_id = ?", call.partner_id):
        raise Refusal("invalid_partner_id", "partner_id is invalid.")
    state = call.request.param("state")
    return _consent(call, call.request.param("redirect_uri"), {"state": state} if state else {})


def _consent(call: Call, target: str, extra: dict) -> Response:
    if urlsplit(target).scheme not in ("http", "https"):
        raise missing("redirect")
    if call.request.method == "GET":
        action = f"{call.request.path}?{urlencode(call.request.query)}"
        return html_response(consent_page(call.market, action, call.partner_id, GRANT_DAYS, MAIN_ACCOUNT_ID))
    chosen = call.request.fields()
    joint = "&" if urlsplit(target).query else "?"
    if chosen.get("refuse"):
        return redirect(target + joint + urlencode({"error": "access_denied"} | extra), 302)
    days = whole(chosen.get("days", 365), "days")
    if not 1 <= days <= 365:
        raise Refusal("error_param", "days should be between 1 and 365")
    if chosen.get("main_account_id"):
        shop_ids, named = [shop["shop_id"] for shop in call.market.accounts.shops()], MAIN_ACCOUNT_ID
        back = {"main_account_id": named}
    else:
        shop_ids, named = [whole(chosen.get("shop_id"), "shop_id")], None
        back = {"shop_id": shop_ids[0]}
        if not call.market.accounts.shop(shop_ids[0]):
            raise Refusal("invalid_shop_id", "no such shop")
    code = call.market.accounts.allow(call.partner_id, shop_ids, days, named)
    for shop_id in shop_ids:
        call.market.pushes.shop_authorised(shop_id)
    return redirect(target + joint + urlencode({"code": code} | back | extra), 302)


def token_get(call: Call) -> Answer:
    """POST auth/token/get {code, partner_id, shop_id | main_account_id}."""
    _check_body_partner(call)
    main = call.body.get("main_account_id")
    shop = call.body.get("shop_id")
    if shop is None and main is None:
        raise missing("shop_id")
    return Answer(
        top=call.market.accounts.exchange(
            call.partner_id,
            call.text("code"),
            None if shop is None else whole(shop, "shop_id"),
            None if main is None else whole(main, "main_account_id"),
        )
    )


def access_token_get(call: Call) -> Answer:
    """POST auth/access_token/get {refresh_token, partner_id, shop_id}."""
    _check_body_partner(call)
    return Answer(top=call.market.accounts.refresh(call.partner_id, call.number("shop_id"), call.text("refresh_token")))


def _check_body_partner(call: Call) -> None:
    if call.number("partner_id") != call.partner_id:
        raise Refusal("error_param", "partner_id in the body differs from the query")


def get_shop_info(call: Call) -> Answer:
    shop = call.market.accounts.shop(call.shop_id)
    grant = call.market.accounts.grant(call.partner_id, call.shop_id)
    return Answer(
        top={
            "shop_name": shop["shop_name"],
            "region": "VN",
            "status": shop["status"],
            "auth_time": grant["auth_time"],
            "expire_time": grant["expire_time"],
            "is_cb": False,
            "is_sip": False,
        }
    )


def get_shops_by_partner(call: Call) -> Answer:
    size, page = call.number("page_size", default=100, low=1, high=100), call.number("page_no", default=1, low=1)
    rows = call.store.rows(
        "SELECT shop_id, auth_time, expire_time FROM shop_grant WHERE partner_id = ? ORDER BY shop_id LIMIT ? OFFSET ?",
        *(call.partner_id, size + 1, (page - 1) * size),
    )
    authed = [{"region": "VN", "sip_affi_shop_list": []} | dict(row) for row in rows[:size]]
    return Answer(top={"authed_shop_list": authed, "more": len(rows) > size})


def get_warehouse_detail(call: Call) -> Answer:
    locations = call.market.locations()
    if locations == [""]:
        raise Refusal("warehouse.error_not_in_whitelist", "This shop is not in the multi-warehouse whitelist.")
    return Answer(
        [
            {"warehouse_id": place + 1, "warehouse_name": f"Kho {place + 1}", "location_id": location, "region": "VN"}
            for place, location in enumerate(locations)
        ]
    )
