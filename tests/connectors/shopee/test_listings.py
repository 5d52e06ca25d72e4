"""Listings: created once, changed by what differs, variants kept."""

import pytest

from connectors.contract import (
    Action,
    AttributeValue,
    Brand,
    ListingRef,
    LogisticsChoice,
    Money,
    SkuRef,
)
from connectors.errors import BugError, RefusedError, ThrottledError, TransientError
from tests.connectors.canned import START
from tests.connectors.shopee.shop import (
    BASE_INFO,
    HELD,
    ITEM,
    MODELS,
    REF,
    SIMPLE,
    ShopeeShop,
    base_item,
    draft,
    fail,
    jars,
    model_list,
    ok,
)

YOUNG = int(START.timestamp())


def test_creating_a_simple_item():
    shop = ShopeeShop()
    shop.on("product/add_item", ok(item_id=ITEM, price_info={"original_price": 199000}))
    outcome = shop.channel.push_listing(
        draft(
            attributes=(AttributeValue("4990", text="Rừng", unit="kg"), AttributeValue("5", ("7", "8"))),
            logistics=(LogisticsChoice("50021"), LogisticsChoice("50022", size_id="2", fee=Money(15000))),
            days_to_ship=7,
        )
    )
    assert (outcome.action, outcome.item.ref, outcome.item.skus) == (Action.CREATED, REF, (SIMPLE,))
    (sent,) = shop.sent("product/add_item")
    assert sent.json == {
        "item_name": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong bạc hà từ cao nguyên đá.",
        "original_price": 199000,
        "weight": 0.5,
        "category_id": 100017,
        "image": {"image_id_list": ["vn-1"]},
        "logistic_info": [
            {"logistic_id": 50021, "enabled": True},
            {"logistic_id": 50022, "enabled": True, "size_id": 2, "shipping_fee": 15000},
        ],
        "brand": {"brand_id": 0, "original_brand_name": "NoBrand"},
        "seller_stock": [{"stock": 5}],
        "dimension": {"package_length": 11, "package_width": 12, "package_height": 13},
        "item_sku": "MO-01",
        "item_status": "NORMAL",
        "condition": "NEW",
        "pre_order": {"is_pre_order": True, "days_to_ship": 7},
        "attribute_list": [
            {
                "attribute_id": 4990,
                "attribute_value_list": [{"value_id": 0, "original_value_name": "Rừng", "value_unit": "kg"}],
            },
            {"attribute_id": 5, "attribute_value_list": [{"value_id": 7}, {"value_id": 8}]},
        ],
    }


def test_a_create_without_an_id_is_not_taken_for_done():
    shop = ShopeeShop()
    shop.on("product/add_item", ok())
    with pytest.raises(BugError):
        shop.channel.push_listing(draft())


def test_a_create_in_doubt_is_said_and_resumed_without_a_second_listing():
    shop = ShopeeShop()
    shop.on("product/add_item", fail("error_inner", "try later"))
    with pytest.raises(TransientError) as caught:
        shop.channel.push_listing(draft())
    assert caught.value.effect_unknown
    shop.on("product/search_item", ok(item_id_list=[77, ITEM], total_count=2, next_offset=""))
    shop.on(BASE_INFO, ok(item_list=[base_item(item_id=77, item_sku="MO-011"), base_item()]))
    outcome = shop.channel.push_listing(draft(), resume=True)
    assert (outcome.action, outcome.item.ref, outcome.item.skus) == (Action.UNCHANGED, REF, (SIMPLE,))
    assert len(shop.sent("product/add_item")) == 1
    assert shop.sent("product/search_item")[0].query["item_sku"] == "MO-01"


def test_resuming_a_create_that_never_happened_creates():
    shop = ShopeeShop()
    shop.on("product/search_item", ok(item_id_list=[], total_count=0))
    shop.on("product/add_item", ok(item_id=ITEM))
    assert shop.channel.push_listing(draft(), resume=True).action is Action.CREATED


def test_finding_follows_pages_and_skips_deleted_ones():
    shop = ShopeeShop()
    shop.on("product/search_item", ok(item_id_list=[5], next_offset="100"), ok(item_id_list=[3], next_offset=""))
    shop.on(BASE_INFO, ok(item_list=[base_item(item_id=3, item_status="SELLER_DELETE"), base_item(item_id=5)]))
    assert shop.channel.find_by_sku("MO-01").ref == ListingRef("5")
    assert [s.query.get("offset") for s in shop.sent("product/search_item")] == [None, "100"]
    assert shop.sent(BASE_INFO)[0].query["item_id_list"] == "3,5"


def test_finding_nothing_reads_nothing():
    shop = ShopeeShop()
    shop.on("product/search_item", ok(item_id_list=None))
    assert shop.channel.find_by_sku("MO-01") is None
    assert shop.names() == ["product/search_item"]


def test_nothing_is_written_when_nothing_differs():
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item()]))
    assert shop.channel.push_listing(draft(), REF).action is Action.UNCHANGED
    assert shop.names() == [BASE_INFO]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Mật ong hoa bạc hà"}, "item_name"),
        ({"description": "Khác"}, "description"),
        ({"category_id": "100018"}, "category_id"),
        ({"weight_grams": 501}, "weight"),
        ({"image_ids": ("vn-2", "vn-1")}, "image"),
        ({"brand": Brand("9", "Pả Vi")}, "brand"),
        ({"attributes": (AttributeValue("5", ("7",)),)}, "attribute_list"),
        ({"logistics": (LogisticsChoice("50011"),)}, "logistic_info"),
        ({"days_to_ship": 7}, "pre_order"),
    ],
)
def test_only_what_differs_is_sent(change, field):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item()]))
    shop.on("product/update_item", ok(item_id=ITEM))
    assert shop.channel.push_listing(draft(**change), REF).action is Action.UPDATED
    (sent,) = shop.sent("product/update_item")
    assert set(sent.json) == {"item_id", field}


@pytest.mark.parametrize("items", [[], [base_item(item_status="SHOPEE_DELETE")]])
def test_changing_what_is_gone_is_refused(items):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=items))
    outcome = shop.channel.push_listing(draft(), REF)
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "error_item_not_found")
    assert outcome.item.ref == REF


def test_a_refusal_is_an_outcome_and_other_kinds_are_raised():
    shop = ShopeeShop()
    shop.on("product/add_item", fail("product.error_param", "title has forbidden words"))
    outcome = shop.channel.push_listing(draft())
    assert (outcome.action, outcome.item.ref) == (Action.REFUSED, None)
    assert outcome.problem.detail == "product.error_param: title has forbidden words"
    shop.on("product/add_item", fail("error_rate_limit"))
    with pytest.raises(ThrottledError):
        shop.channel.push_listing(draft())


def test_variants_wait_then_follow():
    wanted = jars(("A", "250 g", 90000, 3), ("B", "500 g", 170000, 0))
    shop = ShopeeShop()
    shop.on("product/add_item", ok(item_id=ITEM))
    first = shop.channel.push_listing(wanted)
    assert (first.action, first.item.ref, first.item.skus) == (Action.WAITING, REF, ())
    assert (first.not_before - START).total_seconds() >= 5
    created = shop.sent("product/add_item")[0].json
    assert created["item_status"] == "UNLIST"

    young = base_item(create_time=YOUNG, item_status="UNLIST", price_info=None)
    shop.on(BASE_INFO, ok(item_list=[young]))
    assert shop.channel.push_listing(wanted, REF).action is Action.WAITING

    shop.clock.now = first.not_before
    shop.on("product/init_tier_variation", ok(item_id=ITEM))
    shop.on("product/unlist_item", ok(success_list=[{"item_id": ITEM, "unlist": False}], failure_list=[]))
    shop.on(MODELS, model_list((1, "A", "250 g", 90000, 3), (2, "B", "500 g", 170000, 0)))
    last = shop.channel.push_listing(wanted, REF)
    assert last.action is Action.UPDATED
    assert last.item.skus == (SkuRef(str(ITEM), "1", "A"), SkuRef(str(ITEM), "2", "B"))
    (body,) = [sent.json for sent in shop.sent("product/init_tier_variation")]
    assert body["standardise_tier_variation"] == [
        {
            "variation_id": 0,
            "variation_group_id": 0,
            "variation_name": "Khối lượng",
            "variation_option_list": [
                {"variation_option_id": 0, "variation_option_name": "250 g"},
                {"variation_option_id": 0, "variation_option_name": "500 g"},
            ],
        }
    ]
    assert body["model"][1] == {
        "tier_index": [1],
        "original_price": 170000,
        "model_sku": "B",
        "seller_stock": [{"stock": 0}],
    }
    assert shop.sent("product/unlist_item")[0].json == {"item_list": [{"item_id": ITEM, "unlist": False}]}


def test_a_channel_whose_clock_is_behind_makes_us_wait_again():
    shop = ShopeeShop()
    shop.clock.move(10)
    young = base_item(create_time=YOUNG, item_status="UNLIST")
    shop.on(BASE_INFO, ok(item_list=[young]))
    shop.on("product/init_tier_variation", fail("error_busi", "Item is not ready yet, please wait"))
    outcome = shop.channel.push_listing(jars(("A", "250 g", 90000, 3)), REF)
    assert outcome.action is Action.WAITING and outcome.not_before > shop.clock()
    shop.clock.move(3600)
    assert shop.channel.push_listing(jars(("A", "250 g", 90000, 3)), REF).action is Action.REFUSED


def change_models(wanted, held):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item(has_model=True, price_info=None)]))
    shop.on(MODELS, held)
    for name in ("delete_model", "update_tier_variation", "add_model", "update_model", "init_tier_variation"):
        shop.on(f"product/{name}", ok())
    outcome = shop.channel.push_listing(wanted, REF)
    writes = {s.path.rsplit("/", 1)[1]: s.json for s in shop.canned.sent if s.method == "POST"}
    return outcome, writes


def test_equal_variants_write_nothing():
    outcome, writes = change_models(jars(("A", "250 g", 1, 1), ("B", "500 g", 1, 1)), HELD)
    assert (outcome.action, writes) == (Action.UNCHANGED, {})


def test_a_new_size_is_added_beside_the_old_ones():
    wanted = jars(("A", "250 g", 90000, 3), ("B", "500 g", 170000, 2), ("C", "1 kg", 320000, 1))
    outcome, writes = change_models(wanted, HELD)
    assert outcome.action is Action.UPDATED
    assert list(writes) == ["update_tier_variation", "add_model"]
    assert writes["update_tier_variation"]["model_list"] == [
        {"tier_index": [0], "model_id": 1},
        {"tier_index": [1], "model_id": 2},
    ]
    assert writes["add_model"]["model_list"][0]["tier_index"] == [2]


def test_a_size_no_longer_sold_is_deleted():
    _, writes = change_models(jars(("B", "500 g", 170000, 2)), HELD)
    assert writes["delete_model"] == {"item_id": ITEM, "model_id": 1}
    assert writes["update_tier_variation"]["model_list"] == [{"tier_index": [0], "model_id": 2}]


def test_models_without_our_sku_are_known_by_their_options():
    held = model_list((1, "", "250 g", 90000, 3), (2, "B", "500 g", 170000, 2))
    _, writes = change_models(jars(("A", "250 g", 1, 1), ("B", "500 g", 1, 1)), held)
    assert writes == {"update_model": {"item_id": ITEM, "model": [{"model_id": 1, "model_sku": "A"}]}}


def test_wholly_different_variants_start_afresh():
    _, writes = change_models(jars(("X", "Hộp", 1000, 1), ("Y", "Lọ", 1000, 1)), HELD)
    assert list(writes) == ["init_tier_variation"]


def test_a_simple_draft_collapses_the_variants():
    _, writes = change_models(draft(), HELD)
    assert writes["init_tier_variation"] == {"item_id": ITEM, "standardise_tier_variation": [], "model": []}


def test_more_than_fifty_models_go_in_several_calls():
    rows = [(f"S{n}", f"{n} g", 1000, 1) for n in range(70)]
    _, writes = change_models(jars(*rows), HELD)
    assert len(writes["init_tier_variation"]["model"]) == 50
    assert len(writes["add_model"]["model_list"]) == 20


@pytest.mark.parametrize(("visible", "status"), [(False, "NORMAL"), (True, "UNLIST")])
def test_the_draft_decides_whether_it_shows(visible, status):
    shop = ShopeeShop()
    shop.on(BASE_INFO, ok(item_list=[base_item(item_status=status)]))
    shop.on("product/unlist_item", ok(success_list=[{"item_id": ITEM}]))
    assert shop.channel.push_listing(draft(visible=visible), REF).action is Action.UPDATED
    assert shop.sent("product/unlist_item")[0].json["item_list"][0]["unlist"] is not visible


def test_withdrawing_and_restoring():
    shop = ShopeeShop()
    shop.on("product/unlist_item", ok(success_list=[{"item_id": ITEM}], failure_list=[]))
    assert shop.channel.withdraw_listing(REF).action is Action.UPDATED
    assert shop.channel.restore_listing(REF).action is Action.UPDATED
    assert [s.json["item_list"][0]["unlist"] for s in shop.sent("product/unlist_item")] == [True, False]


def test_a_promotion_keeps_the_listing_up():
    shop = ShopeeShop()
    reason = "Can't unlist item when item is under promotion"
    shop.on("product/unlist_item", ok(failure_list=[{"item_id": ITEM, "failed_reason": reason}]))
    outcome = shop.channel.withdraw_listing(REF)
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "unlist_in_promotion")
    shop.on(BASE_INFO, ok(item_list=[base_item()]))
    assert shop.channel.push_listing(draft(visible=False), REF).problem.code == "unlist_in_promotion"


# --- images ---


def test_an_uploaded_image_has_an_id():
    shop = ShopeeShop()
    url = {"image_url_region": "VN", "image_url": "https://cf.example/vn-9"}
    shop.on("media_space/upload_image", ok(image_info={"image_id": "vn-9", "image_url_list": [url]}))
    image = shop.channel.upload_image(b"\x89PNG", "a.png")
    assert (image.id, image.url) == ("vn-9", "https://cf.example/vn-9")
    assert b"image/png" in shop.sent("media_space/upload_image")[0].body


@pytest.mark.parametrize(
    "answer",
    [
        fail("prodct.error_param", "can't find image file"),
        ok(image_info_list=[{"id": 0, "error": "error_param", "message": "can't find image file"}]),
    ],
)
def test_a_bad_image_is_refused(answer):
    shop = ShopeeShop()
    shop.on("media_space/upload_image", answer)
    with pytest.raises(RefusedError) as caught:
        shop.channel.upload_image(b"x", "a.jpg")
    assert caught.value.problem.code == "image_not_found"
