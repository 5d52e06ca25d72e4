"""What the Shopee protocol document leaves open; the first position is the default."""

from connectors.sandbox.quirks import Quirk

SHOPEE = (
    Quirk(
        "error_http_status",
        ("always_200", "4xx"),
        "A1: which HTTP status goes with an error is not stated",
    ),
    Quirk(
        "throttle_answer",
        ("error_rate_limit", "http_429"),
        "A6: JSON error_rate_limit, or HTTP 429",
    ),
    Quirk("error_prefix", ("bare", "module"), "A6: codes come bare and module-prefixed"),
    Quirk(
        "unknown_partner",
        ("invalid_partner_id", "error_sign"),
        "A7: error_sign also for an unknown partner",
    ),
    Quirk("expire_in", ("seconds", "absolute"), "A2: the token/get sample shows an absolute time"),
    Quirk(
        "refresh_overlap",
        ("five_minutes", "none"),
        "A2: the old access token lives on about 5 minutes",
    ),
    Quirk(
        "access_token_error",
        ("invalid_acceess_token", "invalid_access_token", "error_auth"),
        "A6: three codes for a dead access token",
    ),
    Quirk(
        "refresh_token_error",
        ("error_auth", "refresh_token_expired", "error_shop_refresh_token"),
        "A2: several codes for a refresh token that is spent, unknown or too old",
    ),
    Quirk(
        "used_code_error",
        ("invalid_code", "error_auth"),
        "A2: invalid_code, or error_auth 'Invalid code'",
    ),
    Quirk(
        "upload_signature",
        ("both", "public", "shop"),
        "A1: documented public, SDKs sign it as a shop call",
    ),
    Quirk(
        "listing_limits",
        ("sample", "third_party"),
        "A3: the reference's sample values, or a third party's for VN",
    ),
    Quirk("models_per_item", ("50", "100"), "A3: whether an item may hold more models than one call"),
    Quirk("tier_wait", ("five_seconds", "none"), "A3: variations wait 5 s after add_item"),
    Quirk(
        "warehouse",
        ("single", "multi"),
        "A3: most shops have no location_id; multi demands one in every stock row",
    ),
    Quirk(
        "reserved_stock_error",
        ("error_param", "error.param", "error_auth"),
        "A3: three codes for a stock below what promotions hold",
    ),
    Quirk("model_stock_type", ("number", "string"), "A7: stock typed as string in get_model_list"),
    Quirk("text_rewrite", ("kept", "collapsed"), "A3: read-back may rewrite text (blanks collapsed)"),
    Quirk(
        "violation_info",
        ("deboost_details", "deboosted_details", "not_permitted"),
        "get_item_violation_info: two names of one field in the reference, or a call that the app may not make",
    ),
    Quirk("delete_item_answer", ("no_response", "empty_response"), "A1: samples without `response`"),
    Quirk(
        "escrow_error_field",
        ("absent", "present"),
        "A1: get_escrow_detail's sample has no `error` at all",
    ),
    Quirk(
        "tracking_number",
        ("immediate", "later"),
        "A4: may be empty at first; later means after 5 minutes",
    ),
    Quirk(
        "failed_delivery_status",
        ("CANCELLED", "TO_RETURN"),
        "A4: the state after a failed delivery is not given",
    ),
    Quirk("push_data", ("object", "json_string"), "A5: third parties saw `data` as a JSON string"),
    Quirk("push_ids", ("numbers", "strings"), "A5: third parties saw ids as strings"),
    Quirk("push_key", ("partner_key", "push_partner_key"), "A5: consoles show a separate push key"),
    Quirk("push_answer", ("any_2xx", "empty_2xx"), "A5: whether a 2xx answer with a body counts"),
)
