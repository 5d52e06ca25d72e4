"""Tiers and models of a listing (protocol A3)."""

from itertools import product

from connectors.sandbox.shopee import listing_rules as rules
from connectors.sandbox.shopee.call import Answer, Call, Refusal, missing, whole
from connectors.sandbox.shopee.items import Item, Sku
from connectors.sandbox.shopee.listing_calls import own_item
from connectors.sandbox.shopee.reference_calls import TIER_NAME, TIER_OPTION

MODELS_PER_CALL = 50
MOST_TIERS = 2
FIRST_MODEL_ID = 221_404_189_791
SECONDS_AFTER_ADD = 5


def init_tier_variation(call: Call) -> Answer:
    """Give an item its tiers and models, or none again when both lists are empty."""
    item = own_item(call, call.number("item_id"))
    if call.market.quirks["tier_wait"] == "five_seconds" and call.now - item.create_time < SECONDS_AFTER_ADD:
        raise Refusal("error_busi", "Item is not ready yet, please wait 5 seconds after add_item.")
    if call.market.items.promotions(item.item_id, call.now):
        raise Refusal("error_item_uneditable", "Can't edit variations when item is under promotion")
    tiers = [_tier(call, row) for row in call.entries(_tier_field(call), MOST_TIERS, fewest=0)]
    models = call.entries("model", MODELS_PER_CALL, fewest=0)
    if bool(tiers) != bool(models):
        raise missing("model" if tiers else "standardise_tier_variation")
    item.tiers = tiers
    item.skus = [] if models else [_collapsed(call, item)]
    for row in models:
        _append(call, item, row)
    call.market.items.save(item, call.now)
    return Answer({"item_id": item.item_id} | variations(call, item) | {"model": models_of(item, item.skus)})


def _tier_field(call: Call) -> str:
    if "standardise_tier_variation" not in call.body and "tier_variation" in call.body:
        raise Refusal("error_param", "tier_variation is deprecated, please use standardise_tier_variation")
    return "standardise_tier_variation"


def _tier(call: Call, row: dict) -> dict:
    name = rules.within(row.get("variation_name"), "variation_name", TIER_NAME)
    sent = row.get("variation_option_list")
    if not isinstance(sent, list) or not sent:
        raise missing("variation_option_list")
    options = []
    for option in sent:
        label = rules.within(option.get("variation_option_name"), "variation_option_name", TIER_OPTION)
        picture = rules.image(call, option["image_id"]) if option.get("image_id") else ""
        options.append({"name": label, "image_id": picture})
    if len({option["name"] for option in options}) < len(options):
        raise Refusal("error_param", "variation options should be different")
    return {"name": name, "options": options}


def _collapsed(call: Call, item: Item) -> Sku:
    stock = {location: sum(sku.stock[location] for sku in item.skus) for location in call.market.locations()}
    return Sku(0, min(sku.original_price for sku in item.skus), stock)


def _places(item: Item) -> list[tuple[int, ...]]:
    """Every combination of options, as a tier_index."""
    return list(product(*(range(len(tier["options"])) for tier in item.tiers)))


def _append(call: Call, item: Item, row: dict) -> Sku:
    index = row.get("tier_index")
    if not isinstance(index, list) or tuple(index) not in _places(item):
        raise Refusal("error_param", f"Invalid tier_index: {index}")
    if any(sku.tier_index == index for sku in item.skus):
        raise Refusal("error_param", f"tier_index {index} is used twice")
    if len(item.skus) >= int(call.market.quirks["models_per_item"]):
        raise Refusal("error_param", "The number of models is over the limit of the item.")
    sku = Sku(
        model_id=call.store.next("model", FIRST_MODEL_ID),
        original_price=rules.price(call, row.get("original_price")),
        stock=rules.stock(call, row["seller_stock"])
        if row.get("seller_stock") is not None
        else dict.fromkeys(call.market.locations(), 0),
        model_sku=rules.sku_code(row.get("model_sku"), "model_sku"),
        tier_index=index,
    )
    item.skus.append(sku)
    return sku


def add_model(call: Call) -> Answer:
    item = own_item(call, call.number("item_id"))
    if not item.has_model:
        raise Refusal("error_param", "item has no tier variation")
    added = [_append(call, item, row) for row in call.entries("model_list", MODELS_PER_CALL)]
    call.market.items.save(item, call.now)
    return Answer({"model": models_of(item, added)})


def update_tier_variation(call: Call) -> Answer:
    """New names, options or order of the tiers; `model_list` gives every model its place among them.

    Without `model_list` the models keep their places. Options that no model uses any more may go.
    """
    item = own_item(call, call.number("item_id"))
    if not item.has_model:
        raise Refusal("error_param", "item has no tier variation")
    item.tiers = [_tier(call, row) for row in call.entries(_tier_field(call), MOST_TIERS)]
    places = {sku.model_id: sku.tier_index for sku in item.skus}
    for row in call.entries("model_list", MODELS_PER_CALL) if "model_list" in call.body else ():
        model_id = whole(row.get("model_id"), "model_id")
        if model_id not in places:
            raise Refusal("error_param", f"model_id {model_id} does not belong to the item")
        places[model_id] = row.get("tier_index") or []
    taken = [tuple(place) for place in places.values()]
    if len(set(taken)) < len(taken) or not set(taken) <= set(_places(item)):
        raise Refusal("error_param", "every model needs a tier_index of its own among the options")
    for sku in item.skus:
        sku.tier_index = places[sku.model_id]
    call.market.items.save(item, call.now)
    return Answer()


def update_model(call: Call) -> Answer:
    """model_sku and pre_order of models; neither price nor stock."""
    item = own_item(call, call.number("item_id"))
    for row in call.entries("model", MODELS_PER_CALL):
        sku = item.sku(whole(row.get("model_id"), "model_id"))
        if sku is None or not item.has_model:
            raise Refusal("error_param", f"model_id {row['model_id']} does not belong to the item")
        if "model_sku" in row:
            sku.model_sku = rules.sku_code(row["model_sku"], "model_sku")
        if "pre_order" in row:
            sku.pre_order = rules.pre_order(row["pre_order"])
    call.market.items.save(item, call.now)
    return Answer()


def delete_model(call: Call) -> Answer:
    item = own_item(call, call.number("item_id"))
    sku = item.sku(call.number("model_id", low=1))
    if sku is None:
        raise Refusal("error_param", "model_id does not belong to the item")
    if len(item.skus) == 1:
        raise Refusal("error_param", "The last model of an item can't be deleted.")
    item.skus.remove(sku)
    call.market.items.save(item, call.now)
    return Answer()


def variations(call: Call, item: Item) -> dict:
    """The tiers in the old and in the standardised form."""
    return {
        "tier_variation": [
            {"name": tier["name"], "option_list": [_option(call, option) for option in tier["options"]]}
            for tier in item.tiers
        ],
        "standardise_tier_variation": [
            {
                "variation_id": 0,
                "variation_group_id": 0,
                "variation_name": tier["name"],
                "variation_option_list": [
                    {"variation_option_id": 0, "variation_option_name": option["name"], "image_id": option["image_id"]}
                    for option in tier["options"]
                ],
            }
            for tier in item.tiers
        ],
    }


def _option(call: Call, option: dict) -> dict:
    if not option["image_id"]:
        return {"option": option["name"]}
    picture = {"image_id": option["image_id"], "image_url": f"{call.request.origin}/anh/{option['image_id']}"}
    return {"option": option["name"], "image": picture}


def models_of(item: Item, skus: list[Sku]) -> list[dict]:
    """Models as the writing calls answer them."""
    return [
        {
            "model_id": sku.model_id,
            "tier_index": sku.tier_index,
            "model_sku": sku.model_sku,
            "model_name": item.model_name(sku),
            "price_info": [{"original_price": sku.original_price}],
            "seller_stock": [{"location_id": location, "stock": figure} for location, figure in sku.stock.items()],
        }
        for sku in skus
    ]
