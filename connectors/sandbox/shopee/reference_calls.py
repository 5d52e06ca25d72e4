"""What a seller's software reads before it lists: categories, attributes, brands, limits, carriers (protocol A3)."""

from dataclasses import dataclass

from connectors.sandbox.shopee import catalogue
from connectors.sandbox.shopee.call import Answer, Call, Refusal


@dataclass(frozen=True)
class Carrier:
    """One logistics channel; `mask_channel_id` 0 means that listings may choose it. Weight in kg."""

    name: str
    cod_enabled: bool
    fee_type: str
    max_weight: float
    mask_channel_id: int = 0


CHANNELS = {
    50021: Carrier("Giao Hàng Nhanh", True, "SIZE_INPUT", 30.0),
    50018: Carrier("SPX Express", True, "SIZE_INPUT", 20.0),
    50010: Carrier("Hàng cồng kềnh", False, "SIZE_SELECTION", 50.0),
    50012: Carrier("Người bán tự giao", True, "CUSTOM_PRICE", 100.0),
    50030: Carrier("SPX Instant", False, "SIZE_INPUT", 10.0, mask_channel_id=50018),
}
SIZES = {50010: ("1", "2", "3")}

PRICE_MOST = 120_000_000
STOCK_MOST = 999_999
LIMITS = {
    "sample": {"name": (5, 100), "description": (10, 2000), "images": (1, 9), "price": (1, PRICE_MOST)},
    "third_party": {"name": (10, 120), "description": (10, 3000), "images": (1, 9), "price": (1000, PRICE_MOST)},
}
TIER_NAME = (1, 14)
TIER_OPTION = (1, 20)
ITEM_COUNT = 50_001
DAYS_TO_SHIP = 2
PRE_ORDER_DAYS = (7, 15)


def get_category(call: Call) -> Answer:
    english = _language(call, "vi") == "en"
    return Answer(
        {
            "category_list": [
                {
                    "category_id": category.category_id,
                    "parent_category_id": category.parent_category_id,
                    "original_category_name": category.en,
                    "display_category_name": category.en if english else category.vi,
                    "has_children": not catalogue.is_leaf(category.category_id),
                }
                for category in catalogue.CATEGORIES
            ]
        }
    )


def category_recommend(call: Call) -> Answer:
    return Answer({"category_id": catalogue.recommended(call.text("item_name"))})


def get_attribute_tree(call: Call) -> Answer:
    english = _language(call, "vn") == "en"
    wanted = call.numbers("category_id_list", 20)
    for category_id in wanted:
        leaf(category_id)
    return Answer(
        {
            "list": [
                {"category_id": category_id, "attribute_tree": _tree(catalogue.BY_ID[category_id], english)}
                for category_id in wanted
            ]
        }
    )


def _language(call: Call, vietnamese: str) -> str:
    language = call.request.param("language", vietnamese)
    if language not in (vietnamese, "en"):
        raise Refusal("error_param", f"language should be one of {vietnamese}, en")
    return language


def leaf(category_id: int) -> catalogue.Category:
    """The category if listings may use it."""
    if category_id not in catalogue.BY_ID:
        raise Refusal("error_param", f"category_id {category_id} does not exist")
    if not catalogue.is_leaf(category_id):
        raise Refusal("error_param", f"category_id {category_id} is not a leaf category")
    return catalogue.BY_ID[category_id]


def _tree(category: catalogue.Category, english: bool) -> list[dict]:
    return [
        _node(catalogue.ATTRIBUTES[key], english, key in category.mandatory)
        for key in category.mandatory + category.optional
    ]


def _node(attribute: catalogue.Attribute, english: bool, mandatory: bool) -> dict:
    return {
        "attribute_id": attribute.attribute_id,
        "mandatory": mandatory,
        "name": attribute.en if english else attribute.vi,
        "attribute_value_list": [
            {"value_id": value_id, "name": en if english else vi, "value_unit": "", "child_attribute_list": []}
            for value_id, vi, en in attribute.values
        ],
        "attribute_info": {
            "input_type": attribute.input_type,
            "input_validation_type": 2,
            "format_type": 2 if attribute.units else 1,
            "date_format_type": 0,
            "attribute_unit_list": list(attribute.units),
            "max_value_count": attribute.max_value_count,
        },
    }


def get_brand_list(call: Call) -> Answer:
    category = leaf(call.number("category_id"))
    offset, size = call.number("offset", default=0), call.number("page_size", low=1, high=100)
    normal = call.number("status", default=1, low=1, high=2) == 1
    brands = sorted(catalogue.BRANDS.items()) if normal else []
    page = brands[offset : offset + size]
    more = offset + size < len(brands)
    return Answer(
        {
            "brand_list": [
                {"brand_id": brand_id, "original_brand_name": name, "display_brand_name": name}
                for brand_id, name in page
            ],
            "has_next_page": more,
            "next_offset": offset + len(page) if more else 0,
            "is_mandatory": category.brand_mandatory,
            "input_type": "TEXT_FILED",
        }
    )


def get_item_limit(call: Call) -> Answer:
    if call.request.param("category_id"):
        leaf(call.number("category_id"))
    limits = LIMITS[call.market.quirks["listing_limits"]]
    return Answer(
        {
            "price_limit": _between(limits["price"]),
            "stock_limit": _between((0, STOCK_MOST)),
            "item_name_length_limit": _between(limits["name"]),
            "item_description_length_limit": _between(limits["description"]),
            "item_image_count_limit": _between(limits["images"]),
            "tier_variation_name_length_limit": _between(TIER_NAME),
            "tier_variation_option_length_limit": _between(TIER_OPTION),
            "item_count_limit": {"max_limit": ITEM_COUNT},
            "dts_limit": {
                "days_to_ship_limit": _between(PRE_ORDER_DAYS),
                "non_pre_order_days_to_ship": DAYS_TO_SHIP,
                "support_pre_order": True,
            },
            "weight_limit": {"weight_mandatory": True},
            "dimension_limit": {"dimension_mandatory": False},
            "size_chart_limit": {"size_chart_mandatory": False, "support_image_size_chart": False},
            "extended_description_limit": {"description_text_length_min": 0, "description_text_length_max": 0},
            "gtin_limit": {"gtin_validation_rule": "Optional"},
        }
    )


def _between(limits: tuple[int, int]) -> dict:
    return {"min_limit": limits[0], "max_limit": limits[1]}


def get_channel_list(call: Call) -> Answer:
    return Answer({"logistics_channel_list": [_channel(key, channel) for key, channel in CHANNELS.items()]})


def _channel(channel_id: int, channel: Carrier) -> dict:
    return {
        "logistics_channel_id": channel_id,
        "logistics_channel_name": channel.name,
        "enabled": True,
        "force_enable": False,
        "cod_enabled": channel.cod_enabled,
        "fee_type": channel.fee_type,
        "size_list": [{"size_id": size, "name": f"Cỡ {size}"} for size in SIZES.get(channel_id, ())],
        "weight_limit": {"item_max_weight": channel.max_weight, "item_min_weight": 0.0},
        "item_max_dimension": {"height": 100.0, "width": 100.0, "length": 100.0, "unit": "cm"},
        "mask_channel_id": channel.mask_channel_id,
        "preprint": False,
    }
