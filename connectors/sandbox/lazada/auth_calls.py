"""Authorisation and seller calls (protocol B2)."""

from urllib.parse import urlencode, urlsplit

from connectors.sandbox.lazada.call import Answer, Call, Refusal, missing, whole
from connectors.sandbox.lazada.pages import consent_page
from connectors.sandbox.web import Response, html_response, redirect


def authorize(call: Call) -> Response:
    """`/oauth/authorize`: GET shows the consent page, its form's POST sends the seller back with a code."""
    query = call.request.param
    app = call.market.accounts.app(query("client_id"))
    target = query("redirect_uri")
    if app is None:
        raise Refusal("InvalidAppKey", "client_id is not a known app")
    if query("response_type") != "code":
        raise missing("response_type")
    if urlsplit(target).scheme not in ("http", "https") or app["redirect_uri"] not in ("", target):
        raise Refusal("InvalidRedirectUri", "redirect_uri is not the registered one")
    if call.request.method == "GET":
        action = f"{call.request.path}?{urlencode(call.request.query)}"
        return html_response(consent_page(call.market, action, app["app_key"]))
    if call.request.fields().get("refuse"):
        back = {"error": "access_denied"}
    else:
        back = {"code": _allowed(call, app["app_key"])}
    back |= {"state": query("state")} if query("state") else {}
    return redirect(target + ("&" if urlsplit(target).query else "?") + urlencode(back), 302)


def _allowed(call: Call, app_key: str) -> str:
    seller_id = whole(call.request.fields().get("seller_id"), "seller_id")
    if not call.market.accounts.seller(seller_id):
        raise Refusal("InvalidSeller", "no such seller")
    return call.market.accounts.allow(app_key, seller_id)


def token_create(call: Call) -> Answer:
    return Answer(top=call.market.accounts.exchange(call.app_key, call.text("code")))


def token_refresh(call: Call) -> Answer:
    return Answer(top=call.market.accounts.refresh(call.app_key, call.text("refresh_token")))


def seller_get(call: Call) -> Answer:
    seller = call.market.accounts.seller(call.seller_id)
    return Answer(
        {
            "name": seller["name"],
            "name_company": seller["name"],
            "email": seller["email"],
            "seller_id": seller["seller_id"],
            "short_code": seller["short_code"],
            "status": seller["status"],
            "verified": True,
            "cb": False,
            "marketplaceEaseMode": False,
            "location": "Hà Giang",
            "logo_url": "",
        }
    )


def warehouse_get(call: Call) -> Answer:
    """The seller's warehouses; `addressTypes`, if sent, must ask for warehouses."""
    rows = [
        {"code": code, "name": f"Kho {place}", "addressType": "warehouse", "detailAddress": "Đồng Văn, Hà Giang"}
        for place, code in enumerate(call.market.warehouses(), 1)
    ]
    return Answer(top={"result": {"success": True, "module": rows}})
