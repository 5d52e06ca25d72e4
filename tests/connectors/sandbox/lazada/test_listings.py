"""Reference data, pictures, creating, changing, hiding and reading listings (protocol B3)."""

import json

import pytest

from tests.connectors.sandbox.lazada.seller import HONEY, SELLER_ID, SILK, picture, xml


def leaves(rows: list[dict]) -> list[dict]:
    return [leaf for row in rows for leaf in (leaves(row["children"]) if "children" in row else [row])]


def test_the_tree_has_vietnamese_leaves(seller):
    found = leaves(seller.get("category/tree/get", language_code="vi_VN")["data"])
    names = {leaf["category_id"]: leaf["name"] for leaf in found}
    assert (names[HONEY], names[SILK]) == ("Mật ong", "Áo dài và lụa")
    assert all(leaf["leaf"] for leaf in found)
    assert len(found) > 30


def test_attributes_say_what_is_mandatory_and_what_sells(seller):
    rows = seller.get("category/attributes/get", primary_category_id=HONEY, language_code="vi_VN")["data"]
    by_name = {row["name"]: row for row in rows}
    mandatory = {row["name"] for row in rows if row["is_mandatory"]}
    assert {"name", "brand", "country_of_origin", "shelf_life", "SellerSku", "price"} <= mandatory
    assert [row["name"] for row in rows if row["is_sale_prop"]] == ["pack_size", "flavor"]
    assert by_name["shelf_life"]["options"][0] == {"id": 2011, "name": "3 tháng", "en_name": "3 Months"}
    assert by_name["pack_size"]["attribute_type"] == "sku"


@pytest.mark.parametrize(("category", "code"), [("1", "201"), ("10110", "4134")])
def test_only_leaves_are_categories(seller, category, code):
    assert seller.get("category/attributes/get", primary_category_id=category)["code"] == code
    assert seller.create(PrimaryCategory=category)["code"] == code


def test_a_name_suggests_categories(seller):
    found = seller.get("product/category/suggestion/get", product_name="Mật ong bạc hà Mèo Vạc")["data"]
    assert found["categorySuggestions"][0]["categoryId"] == HONEY


def test_brands_come_in_pages(seller):
    page = seller.get("category/brands/query", startRow=0, pageSize=3)["data"]
    assert page["module"][0] == {
        "brand_id": 30768,
        "global_identifier": "brand_30768",
        "name": "No Brand",
        "name_en": "No Brand",
    }
    assert (len(page["module"]), page["total_record"]) == (3, 8)
    assert seller.get("category/brands/query", startRow=0, pageSize=201)["code"] == "19"


def test_an_uploaded_picture_has_a_url_that_shows_it(seller):
    image = seller.upload()["data"]["image"]
    assert seller.upload()["data"]["image"] == image
    assert seller.http.get(image["url"]).content == picture()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no picture", "300"),
        (picture("GIF"), "300"),
        (picture(sides=(329, 400)), "304"),
        (picture("PNG", (5001, 400)), "304"),
        (b"x" * 3_145_729, "303"),
    ],
)
def test_unfit_pictures_are_refused(seller, content, code):
    assert seller.upload(content)["code"] == code


def migrate(seller, url: str) -> dict:
    return seller.post("image/migrate", payload=xml({"Request": {"Image": {"Url": url}}}))


@pytest.mark.parametrize(
    "address", ["http://1.2.3.4/a.jpg", "https://a.vn:8443/a.jpg", "ftp://a.vn/a.jpg", "file:///etc/passwd", ""]
)
def test_pictures_are_fetched_only_from_proper_addresses(seller, address):
    assert migrate(seller, address)["code"] == "301"


def test_a_hosted_picture_migrates_to_itself(seller):
    image = seller.upload()["data"]["image"]
    assert migrate(seller, image["url"])["data"]["image"] == image
    urls = {"Request": {"Images": {"Url": [image["url"], "http://1.2.3.4/a.jpg"]}}}
    batch = seller.post("images/migrate", payload=xml(urls))["batch_id"]
    found = seller.get("image/response/get", batch_id=batch)["data"]
    assert (found["images"], found["errors"][0]["error_code"]) == ([image], "301")


@pytest.mark.parametrize("as_xml", [False, True])
def test_a_listing_is_created_and_read_back(seller, as_xml):
    created = seller.create(as_xml=as_xml)
    assert created["code"] == "0"
    item_id, row = created["data"]["item_id"], created["data"]["sku_list"][0]
    assert (row["seller_sku"], row["shop_sku"]) == ("MO-01", f"{item_id}_VN-{row['sku_id']}")
    found = seller.product(item_id)
    sku = found["skus"][0]
    assert (found["status"], found["primary_category"]) == ("Active", HONEY)
    assert found["attributes"]["name"] == "Mật ong bạc hà Mèo Vạc 500 ml"
    assert found["attributes"]["brand"] == "No Brand"
    assert (sku["SellerSku"], sku["price"], sku["quantity"], sku["Available"]) == ("MO-01", 199000.0, 5, 5)
    assert sku["package_weight"] == "0.7"
    assert found["created_time"].endswith("000")


@pytest.mark.parametrize(
    ("attributes", "code", "field"),
    [
        ({"name": None}, "4108", "name"),
        ({"name": "x" * 256}, "4160", "name"),
        ({"name": "Mật ong <ngon>"}, "4129", "name"),
        ({"description": None}, "4108", "description"),
        ({"description": "x" * 25_001}, "4160", "description"),
        ({"description": '<img src="https://a.vn/x.jpg">'}, "4138", "description"),
        ({"brand_id": None}, "4108", "brand"),
        ({"brand_id": "1"}, "4115", "brand"),
        ({"shelf_life": None}, "4125", "shelf_life"),
        ({"shelf_life": "mãi mãi"}, "4115", "shelf_life"),
    ],
)
def test_attribute_rules(seller, attributes, code, field):
    answer = seller.create(attributes=attributes)
    assert (answer["code"], answer["type"]) == (code, "ISP")
    assert answer["detail"][0]["field"] == field


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"SellerSku": None}, "4110"),
        ({"price": None}, "4110"),
        ({"price": "0"}, "4118"),
        ({"price": "199000.5"}, "4104"),
        ({"quantity": "-1"}, "5"),
        ({"special_price": "199000"}, "4119"),
        (
            {"special_price": "1000", "special_from_date": "2026-12-01 00:00", "special_to_date": "2026-11-01 00:00"},
            "4157",
        ),
        ({"package_weight": None}, "4110"),
        ({"package_weight": "41"}, "4164"),
        ({"package_length": "290"}, "4165"),
        ({"package_length": "1.234"}, "5"),
        ({"Images": {"Image": ["https://a.vn/x.jpg"]}}, "4138"),
        ({"saleProp": {"color_family": "Đỏ"}}, "4144"),
        ({"pack_size": "500 ml"}, "4144"),
        ({"pack_size": "500 ml", "saleProp": {"pack_size": "500 ml"}}, "4145"),
    ],
)
def test_sku_rules(seller, changes, code):
    assert seller.create(skus=[seller.sku(**changes)])["code"] == code


def test_rules_between_skus(seller):
    one, two = {"saleProp": {"pack_size": "500 ml"}}, {"saleProp": {"pack_size": "1 l"}}
    assert seller.create(skus=[seller.sku("A", **one), seller.sku("A", **two)])["code"] == "4105"
    assert seller.create(skus=[seller.sku("A", **one), seller.sku("B", **one)])["code"] == "4126"
    assert seller.create(skus=[seller.sku("A", **one), seller.sku("B")])["code"] == "4110"
    image = {"Images": {"Image": [seller.upload()["data"]["image"]["url"]]}}
    assert seller.create(skus=[seller.sku("A", **one, **image), seller.sku("B", **two)])["code"] == "4153"
    seller.add(skus=[seller.sku("A", **one), seller.sku("B", **two)])
    assert seller.create(skus=[seller.sku("A")])["code"] == "4126"
    many = [seller.sku(f"S{place}", saleProp={"pack_size": str(place)}) for place in range(51)]
    assert seller.create(skus=many)["code"] == "204"


def test_pictures_of_a_listing(seller):
    url = seller.upload()["data"]["image"]["url"]
    assert seller.create(Images=None)["code"] == "4139"
    assert seller.create(Images={"Image": [url] * 9})["code"] == "4169"
    assert seller.create(Images={"Image": ["https://a.vn/x.jpg"]})["code"] == "4138"


def test_own_axes_go_through_variation(seller):
    option = {"name": "Mùa hoa", "hasImage": "false", "customize": "true", "options": {"option": ["Xuân", "Đông"]}}
    skus = [seller.sku("A", saleProp={"Mùa hoa": "Xuân"}), seller.sku("B", saleProp={"Mùa hoa": "Đông"})]
    item_id, _ = seller.add(variation={"Variation1": option}, skus=skus)
    assert [sku["saleProp"] for sku in seller.product(item_id)["skus"]] == [{"Mùa hoa": "Xuân"}, {"Mùa hoa": "Đông"}]
    wrong = [seller.sku("C", saleProp={"Mùa hoa": "Hạ"})]
    assert seller.create(variation={"Variation1": option}, skus=wrong)["code"] == "4140"


def test_lazmall_has_brands(seller):
    seller.control("seed_shop", seller_id=SELLER_ID, shop_name="Mall", lazmall=1)
    assert seller.create()["code"] == "4156"
    assert seller.create(attributes={"brand_id": None, "brand": "Sâm Việt"})["code"] == "0"


@pytest.mark.parametrize(
    ("payload", "code"),
    [("<Request>", "5"), ("{", "1001"), ("{}", "5"), ("<Request></Request>", "5"), ("<!DOCTYPE a><Request/>", "5")],
)
def test_unreadable_payloads(seller, payload, code):
    assert seller.post("product/create", payload=payload)["code"] == code


def test_an_empty_product_is_code_30(seller):
    assert seller.post("product/create", payload='{"Request":{"Product":{}}}')["code"] == "30"
    assert seller.post("product/create")["code"] == "MissingParameter"


def test_skus_join_an_item_by_associated_sku(seller):
    item_id, _ = seller.add(skus=[seller.sku("A", saleProp={"pack_size": "500 ml"})])
    joined = seller.create(AssociatedSku="A", skus=[seller.sku("B", saleProp={"pack_size": "1 l"})])
    assert joined["data"]["item_id"] == item_id
    assert [sku["SellerSku"] for sku in seller.product(item_id)["skus"]] == ["A", "B"]


def update(seller, **product: object) -> dict:
    return seller.post("product/update", payload=json.dumps({"Request": {"Product": product}}))


def test_an_update_changes_what_it_sends(seller):
    item_id, sku_id = seller.add()
    sku = {"SkuId": str(sku_id), "price": "250000", "package_weight": "0.9", "Status": "active"}
    answer = update(seller, ItemId=str(item_id), Attributes={"name": "Mật ong hoa nhãn"}, Skus={"Sku": [sku]})
    assert answer["code"] == "0"
    found = seller.product(item_id)
    assert (found["attributes"]["name"], found["attributes"]["shelf_life"]) == ("Mật ong hoa nhãn", "24 tháng")
    assert (found["skus"][0]["price"], found["skus"][0]["package_weight"]) == (250000.0, "0.9")


def test_an_update_needs_its_keys(seller):
    item_id, sku_id = seller.add()
    assert update(seller, Attributes={})["code"] == "4216"
    assert update(seller, ItemId=str(item_id))["code"] == "1"
    assert update(seller, ItemId=str(item_id), Attributes={}, Skus={"Sku": [{"SellerSku": "MO-01"}]})["code"] == "4193"
    assert update(seller, ItemId=str(item_id), Attributes={}, Skus={"Sku": [{"price": "1"}]})["code"] == "4216"
    assert update(seller, ItemId=str(item_id), Attributes={}, Skus={"Sku": [{"SkuId": "1"}]})["code"] == "208"
    assert update(seller, ItemId="1", Attributes={})["code"] == "4137"
    many = [{"SkuId": str(sku_id)}] * 51
    assert update(seller, ItemId=str(item_id), Attributes={}, Skus={"Sku": many})["code"] == "ServiceTimeout"


def deactivate(seller, item_id: int, *sku_ids: int) -> dict:
    body = {"Request": {"Product": {"ItemId": item_id, "Skus": {"SkuId": list(sku_ids)}}}}
    return seller.post("product/deactivate", apiRequestBody=xml(body))


def test_a_listing_is_hidden_and_shown_again(seller):
    item_id, sku_id = seller.add()
    assert deactivate(seller, item_id, sku_id)["code"] == "0"
    found = seller.product(item_id)
    assert (found["status"], found["skus"][0]["Status"]) == ("InActive", "inactive")
    assert "error" in seller.control("buy", item_id=item_id)
    update(seller, ItemId=str(item_id), Attributes={}, Skus={"Sku": [{"SkuId": str(sku_id), "Status": "active"}]})
    assert seller.product(item_id)["status"] == "Active"


def test_payload_is_no_body_for_deactivate(seller):
    assert seller.post("product/deactivate", payload="<Request/>")["code"] == "MissingParameter"


def remove(seller, *names: str) -> dict:
    return seller.post("product/remove", sku_id_list=json.dumps(names))


def test_a_listing_is_removed_by_its_skus(seller):
    item_id, sku_id = seller.add()
    assert remove(seller, f"SkuId_{item_id}_{sku_id}")["code"] == "0"
    assert seller.get("product/item/get", item_id=item_id)["code"] == "4137"
    assert seller.get("products/get", filter="deleted")["data"]["total_products"] == 1
    assert seller.create()["code"] == "0"
    assert remove(seller, "MO-01")["code"] == "5"
    assert remove(seller, *[f"SkuId_1_{place}" for place in range(51)])["code"] == "204"


def total(seller, **query: object) -> int:
    return seller.get("products/get", **query)["data"]["total_products"]


def test_listings_are_found_by_filter_name_and_time(seller):
    first, _ = seller.add()
    second, sku_id = seller.add(skus=[seller.sku("MO-02")])
    seller.set_sellable(second, sku_id, 0)
    assert [total(seller, filter=name) for name in ("all", "live", "sold-out", "inactive")] == [2, 1, 1, 0]
    named = seller.get("products/get", filter="all", sku_seller_list='["MO-01"]')["data"]["products"]
    assert [found["item_id"] for found in named] == [first]
    assert total(seller, filter="all", update_after="2999-01-01T00:00:00+07:00") == 0
    assert len(seller.get("products/get", filter="all", limit=1, offset=1)["data"]["products"]) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": 51}, "19"),
        ({"offset": 10_001}, "14"),
        ({"filter": "gone"}, "36"),
        ({"update_after": "2026-11-01"}, "17"),
        ({"update_after": "hôm qua"}, "17"),
    ],
)
def test_wrong_questions_about_listings(seller, query, code):
    assert seller.get("products/get", **query)["code"] == code


def test_review_is_late_and_may_refuse(seller):
    seller.control("review", delay=3600, forbidden_words={"chữa bệnh": "Quảng cáo công dụng"})
    created = seller.create(attributes={"name": "Mật ong chữa bệnh"})
    assert created["data"]["item_status"] == "Pending QC"
    item_id = created["data"]["item_id"]
    assert total(seller, filter="pending") == 1
    seller.control("clock", step=3601)
    found = seller.product(item_id)
    assert found["status"] == "Rejected"
    assert found["rejectReason"] == [{"suggestion": "", "violationDetail": "Quảng cáo công dụng"}]
    seller.control("quirks", rejected_status="Suspended")
    assert seller.product(item_id)["status"] == "Suspended"
    update(seller, ItemId=str(item_id), Attributes={"name": "Mật ong rừng"})
    seller.control("clock", step=3601)
    assert seller.product(item_id)["status"] == "Active"


def test_read_back_may_rewrite_text(seller):
    seller.control("quirks", text_rewrite="collapsed")
    item_id, _ = seller.add(attributes={"name": "Mật  ong   rừng"})
    assert seller.product(item_id)["attributes"]["name"] == "Mật ong rừng"


def test_names_may_be_counted_in_bytes(seller):
    name = "ế" * 90
    assert seller.create(attributes={"name": name})["code"] == "0"
    seller.control("quirks", name_limit="255_bytes")
    assert seller.create(attributes={"name": name}, skus=[seller.sku("Z")])["code"] == "4160"


def test_a_broken_rule_may_be_answered_generically(seller):
    seller.control("quirks", rule_error="generic", detail_keys="SellerSku_key_msg")
    answer = seller.create(skus=[seller.sku(price="0")])
    assert (answer["code"], answer["message"]) == ("500", "E500: Create product failed")
    assert answer["detail"] == [{"SellerSku": "MO-01", "key": "price", "msg": "[4118] price should be above 0"}]


def test_a_category_may_have_a_rule_that_no_document_shows(seller):
    rule = {"effect": "hidden_rule", "category_id": HONEY, "field": "gtin", "message": "Cần mã vạch"}
    seller.control("faults", rules=[rule])
    answer = seller.create()
    assert (answer["code"], answer["detail"][0]["field"]) == ("4125", "gtin")
    assert seller.create(attributes={"gtin": "893"})["code"] == "0"
