"""What the Lazada protocol document leaves open; the first position is the default."""

from connectors.sandbox.quirks import Quirk

LAZADA = (
    Quirk("error_http_status", ("always_200", "4xx"), "B1: normally 200; the mapping is not stated"),
    Quirk("partner_id", ("optional", "required"), "B1: one guide says calls without it fail with MissingPartner"),
    Quirk("timestamp_error", ("IncompleteSignature", "IllegalTimestamp"), "B1: the code of a stale timestamp"),
    Quirk("empty_parameters", ("either", "signed", "skipped"), "B1: Java and C# skip empty values, Python signs them"),
    Quirk(
        "throttle_answer",
        ("ApiCallLimit", "SellerCallLimit", "901", "4154", "http_429"),
        "B6: several codes for too many calls",
    ),
    Quirk("busy_answer", ("15", "6", "1000", "ServiceTimeout"), "B6: several codes for a passing trouble"),
    Quirk("inventory_rate", ("50_per_second", "unlimited"), "B3: 50 inventory calls per second per seller"),
    Quirk(
        "token_lifetimes",
        ("online_30d_180d", "sample_10d_50d", "test_7d_14d", "test_7d_30d"),
        "B2: three sources, three answers",
    ),
    Quirk("refresh_spent", ("reusable", "single_use"), "B2: whether it is spent by its use is not documented"),
    Quirk("earlier_access", ("lives", "dies"), "B2: whether a refresh ends the token before it"),
    Quirk(
        "refresh_user_info",
        ("country_user_info", "country_user_info_list"),
        "B2: the refresh reference names the list differently",
    ),
    Quirk("rule_error", ("code", "generic"), "B6: a broken rule has its own code, or 500/501 with detail"),
    Quirk(
        "detail_keys",
        ("seller_sku_field_message", "SellerSku_key_msg"),
        "B3: the keys inside detail; third parties read seller_sku, field, message",
    ),
    Quirk("batch_failure", ("rows_apply", "nothing_applies"), "B3: whether good rows of a failed batch take effect"),
    Quirk("too_many_skus", ("204", "4171"), "B3: two codes for more than 50 SKUs"),
    Quirk("price_without_quantity", ("accepted", "refused"), "B3: whether Quantity may be left out"),
    Quirk("name_limit", ("255_characters", "255_bytes"), "B3: 255, in bytes for multi-language titles"),
    Quirk("image_limit", ("3_mib", "1_mb"), "B3: the old text says 1 MB"),
    Quirk("warehouse", ("single", "multi"), "B3: most sellers have the one warehouse `dropshipping`"),
    Quirk("text_rewrite", ("kept", "collapsed"), "B3: read-back may rewrite text (blanks collapsed)"),
    Quirk("rejected_status", ("Rejected", "Suspended"), "B3: the word for a listing that failed review"),
    Quirk("money", ("two_decimals", "thousands", "integral"), "B4: third parties saw 1,234.00"),
    Quirk("order_number", ("string_in_list", "number"), "B4: string in the list, number in GetOrder"),
    Quirk(
        "failed_delivery_status",
        ("failed_delivery", "failed", "shipped_back"),
        "B4: which of the states follows a failed delivery",
    ),
    Quirk("buyer_cancel", ("needs_confirm", "immediate"), "B4: a buyer's wish waits for the seller, or not"),
    Quirk("reverse_message_type", ("10", "0"), "B5: the sample still shows 0"),
    Quirk("push_ids", ("strings", "numbers"), "B5: the sample has strings"),
)
