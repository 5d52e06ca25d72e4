"""Creating, reading back, changing and hiding listings."""

import pytest

from tests.connectors.sandbox.seller import HONEY, ORIGIN, SHELF_LIFE, SHOP_ID, Seller


def test_an_added_item_reads_back_in_the_other_shape(seller):
    answer = seller.post("product/add_item", seller.draft())["response"]
    assert answer["price_info"] == {"current_price": 199000, "original_price": 199000}
    assert (answer["item_status"], answer["seller_stock"]) == ("NORMAL", [{"stock": 5}])
    info = seller.base_info(answer["item_id"])
    assert info["price_info"] == [{"currency": "VND", "original_price": 199000, "current_price": 199000}]
    assert info["weight"] == "0.5"
    assert info["item_sku"] == "MO-01"
    assert info["stock_info_v2"]["summary_info"] == {"total_reserved_stock": 0, "total_available_stock": 5}


REQUIRED = ("original_price", "description", "weight", "item_name", "category_id", "image", "logistic_info")


@pytest.mark.parametrize("field", REQUIRED)
def test_a_listing_without_a_required_field_is_refused_and_not_made(seller, field):
    answer = seller.post("product/add_item", seller.draft(**{field: None}))
    assert answer["error"] == "error_param"
    assert field in answer["message"]
    assert seller.look("items") == []


WRONG = {
    "name too short": ({"item_name": "Mật"}, "item_name"),
    "name too long": ({"item_name": "m" * 101}, "item_name"),
    "description too long": ({"description": "m" * 2001}, "description"),
    "not a leaf": ({"category_id": 100600}, "leaf"),
    "unknown category": ({"category_id": 5}, "does not exist"),
    "no mandatory attribute": ({"attribute_list": [ORIGIN]}, "Hạn sử dụng"),
    "foreign attribute": ({"attribute_list": [ORIGIN, SHELF_LIFE, {"attribute_id": 100100}]}, "attribute_id"),
    "own value in a drop-down": (
        {
            "attribute_list": [
                SHELF_LIFE,
                {"attribute_id": 100010, "attribute_value_list": [{"value_id": 0, "original_value_name": "Lào"}]},
            ]
        },
        "value_id",
    ),
    "no picture": ({"image": {"image_id_list": []}}, "images"),
    "a picture never uploaded": ({"image": {"image_id_list": ["vn-1"]}}, "image_id"),
    "fractions of a đồng": ({"original_price": 199000.5}, "integer"),
    "price as text": ({"original_price": "199000"}, "number"),
    "negative stock": ({"seller_stock": [{"stock": -1}]}, "stock"),
    "weightless": ({"weight": 0}, "weight"),
    "half centimetres": (
        {"dimension": {"package_length": 1.5, "package_width": 1, "package_height": 1}},
        "dimension",
    ),
    "no carrier": ({"logistic_info": [{"logistic_id": 50021, "enabled": False}]}, "logistics"),
    "masked carrier": ({"logistic_info": [{"logistic_id": 50030, "enabled": True}]}, "logistic_id"),
    "carrier wants a size": ({"logistic_info": [{"logistic_id": 50010, "enabled": True}]}, "size_id"),
    "carrier wants a fee": ({"logistic_info": [{"logistic_id": 50012, "enabled": True}]}, "shipping_fee"),
    "too heavy for the carrier": ({"weight": 31}, "weight"),
    "unknown brand": ({"brand": {"brand_id": 9}}, "brand_id"),
    "days to ship out of range": ({"pre_order": {"is_pre_order": True, "days_to_ship": 90}}, "days_to_ship"),
    "sku too long": ({"item_sku": "x" * 101}, "item_sku"),
    "a warehouse the shop has not": ({"seller_stock": [{"location_id": "VN1", "stock": 1}]}, "stock structure"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_listing_is_refused_with_the_field_named(seller, case):
    changes, named = WRONG[case]
    answer = seller.post("product/add_item", seller.draft(**changes))
    assert answer["error"] == "error_param", answer
    assert named in answer["message"]
    assert seller.look("items") == []


def test_price_limits_have_their_own_codes(seller):
    seller.control("quirks", listing_limits="third_party")
    low = seller.post("product/add_item", seller.draft(original_price=999))
    high = seller.post("product/add_item", seller.draft(original_price=120_000_001))
    assert (low["error"], high["error"]) == ("error_price_exceed_min_limitt", "error_price_exceed_max_limitt")


def test_herbs_demand_a_brand_field(seller):
    named = {"attribute_id": 100030, "attribute_value_list": [{"value_id": 0, "original_value_name": "Atiso"}]}
    maker = {"attribute_id": 100070, "attribute_value_list": [{"value_id": 0, "original_value_name": "HTX"}]}
    herb = {"category_id": 100661, "attribute_list": [ORIGIN, SHELF_LIFE, named, maker]}
    assert "brand" in seller.post("product/add_item", seller.draft(brand=None, **herb))["message"]
    assert seller.post("product/add_item", seller.draft(**herb))["error"] == ""


def test_a_rule_that_no_document_shows_refuses_until_its_field_is_filled(seller):
    rule = {"effect": "hidden_rule", "category_id": HONEY, "field": "gtin_code", "message": "GTIN is required"}
    seller.control("faults", rules=[rule])
    assert seller.post("product/add_item", seller.draft())["message"] == "GTIN is required"
    assert seller.post("product/add_item", seller.draft(gtin_code="8931234567890"))["error"] == ""


def test_only_changed_fields_are_sent_to_update(seller):
    item_id = seller.add()
    answer = seller.post("product/update_item", {"item_id": item_id, "item_name": "Mật ong bạc hà loại một"})
    assert answer["error"] == ""
    info = seller.base_info(item_id)
    assert (info["item_name"], info["item_sku"]) == ("Mật ong bạc hà loại một", "MO-01")
    refused = seller.post("product/update_item", {"item_id": item_id, "item_name": "x"})
    assert refused["error"] == "error_param"
    assert seller.base_info(item_id)["item_name"] == "Mật ong bạc hà loại một"


def test_update_item_changes_neither_price_nor_stock(seller):
    item_id = seller.add()
    seller.post("product/update_item", {"item_id": item_id, "original_price": 1, "seller_stock": [{"stock": 99}]})
    info = seller.base_info(item_id)
    assert info["price_info"][0]["original_price"] == 199000
    assert seller.stock(item_id) == 5


def test_read_back_may_rewrite_text(seller):
    seller.control("quirks", text_rewrite="collapsed")
    item_id = seller.add(description="Mật ong   bạc hà,\n  hái tháng mười một.")
    assert seller.base_info(item_id)["description"] == "Mật ong bạc hà,\nhái tháng mười một."


def test_listings_are_listed_by_state_in_pages_that_end(seller):
    made = [seller.add(item_sku=f"S-{place}") for place in range(5)]
    seller.post("product/unlist_item", {"item_list": [{"item_id": made[0], "unlist": True}]})
    found, offset = [], 0
    while True:
        page = seller.get("product/get_item_list", offset=offset, page_size=2, item_status=["NORMAL", "UNLIST"])
        found += [(entry["item_id"], entry["item_status"]) for entry in page["response"]["item"]]
        offset = page["response"]["next_offset"]
        if not page["response"]["has_next_page"]:
            break
    assert found == [(made[0], "UNLIST")] + [(item_id, "NORMAL") for item_id in made[1:]]
    assert page["response"]["total_count"] == 5
    assert seller.get("product/get_item_list", offset=0, page_size=2)["error"] == "error_param"


def test_an_item_is_found_by_its_sku(seller):
    item_id = seller.add(item_sku="TRA-9")
    seller.add(item_sku="TRA-10")
    found = seller.get("product/search_item", page_size=10, offset="", item_sku="TRA-9")["response"]
    assert (found["item_id_list"], found["total_count"], found["next_offset"]) == ([item_id], 1, "")


def test_hiding_showing_and_deleting(seller):
    item_id = seller.add()
    hidden = seller.post(
        "product/unlist_item", {"item_list": [{"item_id": item_id, "unlist": True}, {"item_id": 1, "unlist": True}]}
    )
    assert hidden["response"]["success_list"] == [{"item_id": item_id, "unlist": True}]
    assert hidden["response"]["failure_list"] == [{"item_id": 1, "failed_reason": "Product not found."}]
    assert seller.base_info(item_id)["item_status"] == "UNLIST"
    assert seller.http.get(f"{seller.url}/san-pham/{item_id}").status_code == 404
    seller.post("product/unlist_item", {"item_list": [{"item_id": item_id, "unlist": False}]})
    assert seller.base_info(item_id)["item_status"] == "NORMAL"
    deleted = seller.post("product/delete_item", {"item_id": item_id})
    assert (deleted["error"], "response" in deleted) == ("", False)
    assert seller.base_info(item_id)["item_status"] == "SELLER_DELETE"
    assert seller.set_stock(item_id, 3)["error"] == "error_item_not_found"


def test_another_shops_listing_is_out_of_reach(seller):
    item_id = seller.add()
    other = Seller(seller.url, shop_id=322300333).link()
    assert other.set_stock(item_id, 3)["error"] == "error_item_not_belong_shop"
    assert other.get("product/get_item_base_info", item_id_list=item_id)["response"]["item_list"] == []
    assert seller.stock(item_id) == 5


def test_more_than_fifty_rows_a_call_are_refused(seller):
    rows = [{"item_id": place, "unlist": True} for place in range(1, 52)]
    assert seller.post("product/unlist_item", {"item_list": rows})["error"] == "error_param"
    many = ",".join(map(str, range(1, 52)))
    assert seller.get("product/get_item_base_info", item_id_list=many)["error"] == "error_param"


def test_a_late_review_lists_after_its_delay(seller):
    seller.control("review", delay=3600)
    item_id = seller.add()
    assert seller.base_info(item_id)["item_status"] == "REVIEWING"
    seller.control("clock", step=3601)
    assert seller.base_info(item_id)["item_status"] == "NORMAL"


def test_a_reviewer_may_ban_with_a_reason_and_pass_again(seller):
    seller.control("review", by_hand=True)
    item_id = seller.add()
    banned = seller.control("review", item_id=item_id, reason="Ảnh mờ")
    assert (banned["item_status"], banned["reason"]) == ("BANNED", "Ảnh mờ")
    assert seller.set_stock(item_id, 9)["error"] == "error_item_uneditable"
    seller.control("review", item_id=item_id)
    assert seller.base_info(item_id)["item_status"] == "NORMAL"


def test_a_forbidden_word_bans_until_the_text_is_mended(seller):
    seller.control("review", forbidden_words={"chữa bệnh": "Không được nói chữa bệnh"})
    item_id = seller.add(description="Mật ong này chữa bệnh ho rất tốt.")
    assert seller.base_info(item_id)["item_status"] == "BANNED"
    assert seller.look("items")[0]["reason"] == "Không được nói chữa bệnh"
    seller.post("product/update_item", {"item_id": item_id, "description": "Mật ong thơm mùi bạc hà."})
    assert seller.base_info(item_id)["item_status"] == "NORMAL"


def test_frozen_or_banned_shops_say_so(seller):
    seller.control("seed_shop", shop_id=SHOP_ID, shop_name="Khoá", status="BANNED")
    assert seller.get("shop/get_shop_info")["error"] == "shop_banned"
