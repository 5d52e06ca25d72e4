"""Prices, stock, promotions, variations."""

import pytest

TIERS = [
    {
        "variation_id": 0,
        "variation_group_id": 0,
        "variation_name": "Dung tích",
        "variation_option_list": [
            {"variation_option_id": 0, "variation_option_name": "250 ml"},
            {"variation_option_id": 0, "variation_option_name": "500 ml"},
        ],
    }
]


def model(place: int, price: int = 100000, stock: int = 4) -> dict:
    return {
        "tier_index": [place],
        "original_price": price,
        "model_sku": f"M-{place}",
        "seller_stock": [{"stock": stock}],
    }


def with_models(seller) -> tuple[int, list[int]]:
    """An item in two sizes; its id and the ids of its models."""
    item_id = seller.add()
    seller.control("quirks", tier_wait="none")
    body = {"item_id": item_id, "standardise_tier_variation": TIERS, "model": [model(0), model(1, 180000)]}
    answer = seller.post("product/init_tier_variation", body)
    assert answer["error"] == "", answer
    return item_id, [row["model_id"] for row in answer["response"]["model"]]


@pytest.mark.parametrize("figure", [0, 7])
def test_stock_is_absolute_and_zero_counts(seller, figure):
    item_id = seller.add()
    answer = seller.set_stock(item_id, figure)
    assert answer["response"] == {
        "success_list": [{"model_id": 0, "location_id": "", "stock": figure}],
        "failure_list": [],
    }
    assert seller.stock(item_id) == figure


def test_a_price_is_a_whole_number(seller):
    item_id = seller.add()
    assert seller.set_price(item_id, 150000)["response"]["success_list"] == [{"model_id": 0, "original_price": 150000}]
    assert seller.set_price(item_id, 150000.5)["error"] == "error_param"
    assert seller.base_info(item_id)["price_info"][0]["current_price"] == 150000


def test_fifty_models_a_call_and_no_more(seller):
    item_id = seller.add()
    rows = [{"model_id": 0, "seller_stock": [{"stock": 1}]}] * 51
    assert seller.post("product/update_stock", {"item_id": item_id, "stock_list": rows})["error"] == "error_param"
    assert seller.stock(item_id) == 5


def test_variations_wait_five_seconds_after_add_item(seller):
    item_id = seller.add()
    body = {"item_id": item_id, "standardise_tier_variation": TIERS, "model": [model(0)]}
    assert seller.post("product/init_tier_variation", body)["error"] == "error_busi"
    seller.control("clock", step=6)
    assert seller.post("product/init_tier_variation", body)["error"] == ""


def test_an_item_with_models_shows_price_and_stock_per_model(seller):
    item_id, model_ids = with_models(seller)
    info = seller.base_info(item_id)
    assert info["has_model"] is True
    assert "price_info" not in info
    read = seller.get("product/get_model_list", item_id=item_id)["response"]
    assert read["tier_variation"][0]["name"] == "Dung tích"
    assert [entry["model_id"] for entry in read["model"]] == model_ids
    assert [entry["price_info"][0]["original_price"] for entry in read["model"]] == [100000, 180000]
    assert [entry["stock_info_v2"]["seller_stock"][0]["stock"] for entry in read["model"]] == [4, 4]


def test_stock_in_the_model_list_may_be_text(seller):
    item_id, _ = with_models(seller)
    seller.control("quirks", model_stock_type="string")
    read = seller.get("product/get_model_list", item_id=item_id)["response"]["model"][0]
    assert read["stock_info_v2"]["seller_stock"][0]["stock"] == "4"


def test_the_item_itself_has_no_price_once_it_has_models(seller):
    item_id, model_ids = with_models(seller)
    assert seller.set_price(item_id, 1000)["error"] == "error_edit_item_price_for_item_has_model"
    assert seller.set_stock(item_id, 1)["error"] == "error_edit_item_stock_for_item_has_model"
    assert seller.set_stock(item_id, 9, model_ids[1])["error"] == ""
    assert seller.stock(item_id) == 13


def test_a_partly_wrong_batch_changes_the_right_rows_only(seller):
    item_id, model_ids = with_models(seller)
    rows = [{"model_id": model_id, "seller_stock": [{"stock": 8}]} for model_id in (model_ids[0], 1)]
    answer = seller.post("product/update_stock", {"item_id": item_id, "stock_list": rows})
    assert answer["error"] == "error_busi_update_stock_failed"
    assert [row["model_id"] for row in answer["response"]["success_list"]] == [model_ids[0]]
    assert [row["model_id"] for row in answer["response"]["failure_list"]] == [1]
    assert seller.stock(item_id) == 12


def test_models_are_added_renamed_and_limited(seller):
    item_id, model_ids = with_models(seller)
    assert seller.post("product/add_model", {"item_id": item_id, "model_list": [model(0)]})["error"] == "error_param"
    assert seller.post("product/add_model", {"item_id": item_id, "model_list": [model(7)]})["error"] == "error_param"
    seller.post("product/update_model", {"item_id": item_id, "model": [{"model_id": model_ids[0], "model_sku": "NEW"}]})
    read = seller.get("product/get_model_list", item_id=item_id)["response"]["model"]
    assert [entry["model_sku"] for entry in read] == ["NEW", "M-1"]


def test_empty_lists_take_the_variations_away(seller):
    item_id, _ = with_models(seller)
    body = {"item_id": item_id, "standardise_tier_variation": [], "model": []}
    assert seller.post("product/init_tier_variation", body)["error"] == ""
    info = seller.base_info(item_id)
    assert (info["has_model"], info["price_info"][0]["original_price"]) == (False, 100000)
    assert seller.stock(item_id) == 8


def test_the_deprecated_tier_field_is_refused(seller):
    item_id = seller.add()
    seller.control("quirks", tier_wait="none")
    body = {"item_id": item_id, "tier_variation": [{"name": "x"}], "model": [model(0)]}
    assert "deprecated" in seller.post("product/init_tier_variation", body)["message"]


@pytest.mark.parametrize("code", ["error_param", "error.param", "error_auth"])
def test_stock_stays_above_what_a_promotion_holds(seller, code):
    seller.control("quirks", reserved_stock_error=code)
    item_id = seller.add()
    seller.control("promotion", item_id=item_id, reserved=3, promotion_price=150000)
    refused = seller.set_stock(item_id, 2)
    assert refused["error"] == code
    assert "reserved stock" in refused["message"]
    assert seller.set_stock(item_id, 3)["error"] == ""
    summary = seller.base_info(item_id)["stock_info_v2"]["summary_info"]
    assert summary == {"total_reserved_stock": 3, "total_available_stock": 3}


def test_a_promoted_item_keeps_its_price_and_stays_listed(seller):
    item_id = seller.add()
    promotion_id = seller.control("promotion", item_id=item_id, reserved=1, promotion_price=150000)["promotion_id"]
    assert seller.set_price(item_id, 210000)["error"] == "error_cannt_edit_price_in_promotion"
    failed = seller.post("product/unlist_item", {"item_list": [{"item_id": item_id, "unlist": True}]})["response"]
    assert failed["failure_list"][0]["failed_reason"] == "Can't unlist item when item is under promotion"
    price = seller.base_info(item_id)["price_info"][0]
    assert (price["original_price"], price["current_price"]) == (199000, 150000)
    shown = seller.get("product/get_item_promotion", item_id_list=item_id)["response"]["success_list"][0]["promotion"]
    assert (shown[0]["promotion_id"], shown[0]["promotion_staging"]) == (promotion_id, "ongoing")
    seller.control("clock", step=86401)
    seller.link()
    assert seller.set_price(item_id, 210000)["error"] == ""


def test_an_upcoming_promotion_already_holds_stock(seller):
    item_id = seller.add()
    seller.control("promotion", item_id=item_id, reserved=4, start_in=3600)
    assert seller.set_stock(item_id, 3)["error"] == "error_param"
    shown = seller.get("product/get_item_promotion", item_id_list=item_id)["response"]["success_list"][0]["promotion"]
    assert shown[0]["promotion_staging"] == "upcoming"


def test_shops_with_warehouses_name_one_in_every_row(seller):
    seller.control("quirks", warehouse="multi")
    item_id = seller.add(seller_stock=[{"location_id": "VN10XX2UZ", "stock": 2}])
    assert seller.set_stock(item_id, 3)["message"] == "Lack of location_id, please double check."
    rows = [{"model_id": 0, "seller_stock": [{"location_id": "VN10XX3UZ", "stock": 6}]}]
    assert seller.post("product/update_stock", {"item_id": item_id, "stock_list": rows})["error"] == ""
    assert seller.stock(item_id) == 8


def test_tiers_are_renamed_and_reordered_with_their_models(seller):
    seller.control("quirks", tier_wait="none")
    item_id = seller.add()

    def tiers(*names: str) -> list[dict]:
        return [{"variation_name": "Cỡ", "variation_option_list": [{"variation_option_name": name} for name in names]}]

    rows = [
        {"tier_index": [place], "original_price": 5000, "seller_stock": [{"stock": 1}], "model_sku": sku}
        for place, sku in enumerate(("nhỏ", "to"))
    ]
    body = {"item_id": item_id, "standardise_tier_variation": tiers("250 ml", "500 ml"), "model": rows}
    small, big = (row["model_id"] for row in seller.post("product/init_tier_variation", body)["response"]["model"])

    def update(names: tuple[str, ...], places: dict[int, list[int]] | None) -> str:
        change: dict = {"item_id": item_id, "standardise_tier_variation": tiers(*names)}
        if places is not None:
            change["model_list"] = [{"model_id": key, "tier_index": index} for key, index in places.items()]
        return seller.post("product/update_tier_variation", change)["error"]

    def named() -> dict[str, str]:
        models = seller.get("product/get_model_list", item_id=item_id)["response"]["model"]
        return {model["model_sku"]: model["model_name"] for model in models}

    assert update(("Hũ nhỏ", "Hũ to"), None) == ""
    assert named() == {"nhỏ": "Hũ nhỏ", "to": "Hũ to"}
    assert update(("Hũ to", "Hũ nhỏ", "Hũ vừa"), {small: [1], big: [0]}) == ""
    assert named() == {"nhỏ": "Hũ nhỏ", "to": "Hũ to"}
    assert update(("Một",), None) == "error_param"
    assert update(("Một", "Hai"), {small: [0], big: [0]}) == "error_param"
    assert update(("Một", "Hai"), {1: [0]}) == "error_param"
    assert named() == {"nhỏ": "Hũ nhỏ", "to": "Hũ to"}
