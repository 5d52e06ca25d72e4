"""What is read before listing, in the right language and every list form, and pictures."""

import pytest

from tests.connectors.sandbox.seller import HONEY, picture


def test_the_tree_has_thirty_leaves_in_vietnamese_and_english(seller):
    tree = seller.get("product/get_category", language="vi")["response"]["category_list"]
    leaves = [node for node in tree if not node["has_children"]]
    assert len(leaves) >= 30
    assert "Mật ong và si-rô" in [node["display_category_name"] for node in leaves]
    english = seller.get("product/get_category", language="en")["response"]["category_list"]
    assert "Honey & Syrup" in [node["display_category_name"] for node in english]


def test_categories_speak_vi_and_attributes_speak_vn(seller):
    assert seller.get("product/get_category", language="vn")["error"] == "error_param"
    assert seller.get("product/get_attribute_tree", category_id_list=HONEY, language="vi")["error"] == "error_param"
    assert seller.get("product/get_attribute_tree", category_id_list=HONEY, language="vn")["error"] == ""


@pytest.mark.parametrize("form", ["100615,100641", ["100615", "100641"], "[100615, 100641]"])
def test_a_list_parameter_may_be_comma_repeated_or_bracketed(seller, form):
    found = seller.get("product/get_attribute_tree", category_id_list=form)["response"]["list"]
    assert [entry["category_id"] for entry in found] == [100615, 100641]


def test_food_has_mandatory_attributes_with_values(seller):
    tree = seller.get("product/get_attribute_tree", category_id_list=HONEY)["response"]["list"][0]["attribute_tree"]
    mandatory = {node["name"]: node for node in tree if node["mandatory"]}
    assert set(mandatory) == {"Xuất xứ", "Hạn sử dụng"}
    assert mandatory["Xuất xứ"]["attribute_info"]["input_type"] == 1
    assert mandatory["Xuất xứ"]["attribute_value_list"][0]["name"] == "Việt Nam"


def test_only_leaves_have_attributes_and_more_than_twenty_are_refused(seller):
    assert seller.get("product/get_attribute_tree", category_id_list=100600)["error"] == "error_param"
    many = ",".join(["100615"] * 21)
    assert seller.get("product/get_attribute_tree", category_id_list=many)["error"] == "error_param"


def test_a_name_gets_its_category_recommended(seller):
    found = seller.get("product/category_recommend", item_name="Mat ong bac ha")["response"]["category_id"]
    assert found[0] == HONEY


def test_brands_come_in_pages_that_end(seller):
    names, offset, pages = [], 0, 0
    while True:
        page = seller.get("product/get_brand_list", category_id=100661, offset=offset, page_size=3, status=1)[
            "response"
        ]
        names += [brand["original_brand_name"] for brand in page["brand_list"]]
        offset, pages = page["next_offset"], pages + 1
        if not page["has_next_page"]:
            break
    assert (len(names), len(set(names)), pages) == (7, 7, 3)
    assert page["is_mandatory"] is True


def test_limits_are_read_from_the_channel_and_follow_the_quirk(seller):
    sample = seller.get("product/get_item_limit", category_id=HONEY)["response"]
    assert sample["item_name_length_limit"] == {"min_limit": 5, "max_limit": 100}
    seller.control("quirks", listing_limits="third_party")
    other = seller.get("product/get_item_limit")["response"]
    assert other["item_name_length_limit"] == {"min_limit": 10, "max_limit": 120}
    assert other["price_limit"]["min_limit"] == 1000


def test_carriers_name_their_fee_types_and_masked_parents(seller):
    channels = seller.get("logistics/get_channel_list")["response"]["logistics_channel_list"]
    assert {channel["fee_type"] for channel in channels} == {"SIZE_INPUT", "SIZE_SELECTION", "CUSTOM_PRICE"}
    assert [channel["logistics_channel_id"] for channel in channels if channel["mask_channel_id"]] == [50030]


def test_most_shops_have_no_warehouses(seller):
    assert seller.get("shop/get_warehouse_detail")["error"] == "warehouse.error_not_in_whitelist"
    seller.control("quirks", warehouse="multi")
    assert len(seller.get("shop/get_warehouse_detail")["response"]) == 2


def test_an_uploaded_picture_can_be_seen_at_its_address(seller):
    content = picture("PNG")
    info = seller.upload(content)["response"]["image_info"]
    shown = seller.http.get(info["image_url_list"][0]["image_url"])
    assert (shown.content, shown.headers["Content-Type"]) == (content, "image/png")


def test_a_wrong_field_or_a_json_body_finds_no_image(seller):
    assert seller.upload(field="file")["error"] == "prodct.error_param"
    assert seller.post("media_space/upload_image", {"image": "x"}, public=True)["message"] == "can't find image file"


def test_only_jpg_and_png_within_ten_megabytes_are_pictures(seller):
    assert seller.upload(picture("GIF"))["error"] == "error_param"
    assert seller.upload(b"not a picture")["message"] == "Invalid image file"
    assert seller.upload(picture() + b"0" * 10 * 1024 * 1024)["message"] == "image file size is over 10 MB"


def test_several_pictures_have_each_its_own_fate(seller):
    files = [("image", ("a.jpg", picture(), "image/jpeg")), ("image", ("b.jpg", b"broken", "image/jpeg"))]
    path = "media_space/upload_image"
    query = seller.signed(path, public=True)
    entries = seller.http.post(f"{seller.url}/api/v2/{path}", params=query, files=files).json()["response"]
    assert [bool(entry["error"]) for entry in entries["image_info_list"]] == [False, True]


def test_an_unknown_call_or_method_is_not_found(seller):
    assert seller.get("product/nothing")["error"] == "error_not_found"
    assert seller.get("product/add_item")["error"] == "error_not_found"
