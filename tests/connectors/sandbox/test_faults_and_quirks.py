"""Faults on demand, the error envelope in its positions, and the plan file."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from connectors.sandbox.faults import FaultPlan
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.serving import running
from connectors.sandbox.shopee.quirks import SHOPEE
from tests.connectors.sandbox.seller import Seller


def faults(seller, *rules: dict) -> None:
    assert "error" not in seller.control("faults", rules=list(rules))


def test_throttling_for_the_next_calls_then_none(seller):
    faults(seller, {"effect": "throttle", "path": "shop/*", "next_calls": 2})
    errors = [seller.get("shop/get_shop_info")["error"] for _ in range(3)]
    assert errors == ["error_rate_limit", "error_rate_limit", ""]
    assert seller.look("faults") == []


def test_throttling_may_be_http_429(seller):
    seller.control("quirks", throttle_answer="http_429")
    faults(seller, {"effect": "throttle", "next_calls": 1})
    query = seller.signed("shop/get_shop_info", public=False)
    answer = seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=query)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


@pytest.mark.parametrize(("effect", "code"), [("daily_limit", "error_limit"), ("busy", "error_system_busy")])
def test_other_refusals_that_pass(seller, effect, code):
    faults(seller, {"effect": effect, "next_calls": 1})
    assert seller.get("shop/get_shop_info")["error"] == code


@pytest.mark.parametrize(("when", "left"), [("before", 5), ("after", 9)])
def test_a_server_error_comes_before_or_after_the_effect(seller, when, left):
    item_id = seller.add()
    faults(seller, {"effect": "server_error", "path": "product/update_stock", "next_calls": 1, "when": when})
    query = seller.signed("product/update_stock", public=False)
    body = {"item_id": item_id, "stock_list": [{"model_id": 0, "seller_stock": [{"stock": 9}]}]}
    answer = seller.http.post(f"{seller.url}/api/v2/product/update_stock", params=query, json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert seller.stock(item_id) == left


def test_html_with_status_200(seller):
    faults(seller, {"effect": "html", "next_calls": 1})
    query = seller.signed("shop/get_shop_info", public=False)
    answer = seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=query)
    assert (answer.status_code, answer.text[:9]) == (200, "<!doctype")


@pytest.mark.parametrize(("effect", "made"), [("timeout_before", 0), ("timeout_after", 1)])
def test_a_timeout_leaves_the_work_undone_or_done(seller, effect, made):
    draft = seller.draft()
    faults(seller, {"effect": effect, "path": "product/add_item", "next_calls": 1, "seconds": 0})
    with pytest.raises(requests.ConnectionError):
        seller.post("product/add_item", draft)
    assert len(seller.look("items")) == made


def test_latency_delays_the_answer(seller):
    faults(seller, {"effect": "latency", "next_calls": 1, "seconds": 0.3})
    begun = time.monotonic()
    assert seller.get("shop/get_shop_info")["error"] == ""
    assert time.monotonic() - begun >= 0.3


def test_a_token_may_die_in_mid_batch(seller):
    item_id = seller.add()
    faults(seller, {"effect": "expire_token", "path": "product/update_stock", "next_calls": 1, "skip": 1})
    assert seller.set_stock(item_id, 6)["error"] == ""
    assert seller.set_stock(item_id, 7)["error"] == "invalid_acceess_token"
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"
    seller.access_token = seller.refresh()["access_token"]
    assert seller.stock(item_id) == 6


def test_one_call_may_meet_a_skewed_clock(seller):
    faults(seller, {"effect": "clock_skew", "next_calls": 1, "seconds": -400})
    assert seller.get("shop/get_shop_info")["message"] == "Timestamp is expired"
    assert seller.get("shop/get_shop_info")["error"] == ""


def test_part_of_a_batch_may_fail(seller):
    made = [seller.add(item_sku=f"P-{place}") for place in range(20)]
    faults(seller, {"effect": "partial", "path": "product/unlist_item", "next_calls": 1, "rows": 0.5})
    rows = [{"item_id": item_id, "unlist": True} for item_id in made]
    answer = seller.post("product/unlist_item", {"item_list": rows})["response"]
    hidden = {row["item_id"] for row in answer["success_list"]}
    assert 0 < len(hidden) < 20
    assert len(answer["failure_list"]) == 20 - len(hidden)
    assert {item["item_id"] for item in seller.look("items") if item["item_status"] == "UNLIST"} == hidden


def test_a_counted_fault_fires_exactly_that_often_among_many_callers(seller):
    faults(seller, {"effect": "throttle", "path": "shop/*", "next_calls": 10})
    with ThreadPoolExecutor(8) as callers:
        errors = list(callers.map(lambda _: seller.get("shop/get_shop_info")["error"], range(40)))
    assert errors.count("error_rate_limit") == 10


def test_chance_is_seeded(seller):
    def run() -> list[str]:
        seller.control("faults", seed=7, rules=[{"effect": "throttle", "probability": 0.5}])
        return [seller.get("shop/get_shop_info")["error"] for _ in range(20)]

    first = run()
    assert first == run()
    assert set(first) == {"", "error_rate_limit"}


@pytest.mark.parametrize(
    "rule",
    [{"effect": "nonsense", "next_calls": 1}, {"effect": "throttle"}, {"effect": "throttle", "next_calls": "many"}],
)
def test_a_rule_that_cannot_fire_is_refused(seller, rule):
    assert "error" in seller.control("faults", add=rule)
    assert seller.look("faults") == []


def test_a_plan_file_is_read(tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text('[[rule]]\neffect = "throttle"\npath = "order/*"\nprobability = 1.0\n', encoding="utf-8")
    with running(faults=FaultPlan.load(plan, seed=7)) as sandbox:
        seller = Seller(sandbox.urls["shopee"]).link()
        assert seller.get("order/get_order_detail", order_sn_list="x")["error"] == "error_rate_limit"
        assert seller.get("shop/get_shop_info")["error"] == ""


def test_errors_may_come_with_4xx(seller):
    seller.control("quirks", error_http_status="4xx")
    query = seller.signed("product/delete_item", public=False)
    answer = seller.http.post(f"{seller.url}/api/v2/product/delete_item", params=query, json={"item_id": 1})
    assert (answer.status_code, answer.json()["error"]) == (400, "error_item_not_found")


def test_codes_may_come_with_their_module(seller):
    seller.control("quirks", error_prefix="module")
    assert seller.post("product/delete_item", {"item_id": 1})["error"] == "product.error_item_not_found"
    assert seller.get("shop/get_shop_info")["error"] == ""


def test_every_quirk_can_be_set_to_every_position_and_to_no_other():
    quirks = Quirks(SHOPEE)
    for quirk in SHOPEE:
        assert quirks[quirk.name] == quirk.positions[0]
        for position in quirk.positions:
            quirks.set(quirk.name, position)
            assert quirks[quirk.name] == position
        with pytest.raises(ValueError, match=quirk.name):
            quirks.set(quirk.name, "nowhere")


def test_a_broken_body_is_error_data(seller):
    query = seller.signed("product/add_item", public=False)
    answer = seller.http.post(f"{seller.url}/api/v2/product/add_item", params=query, data=b"{not json")
    assert answer.json()["error"] == "error_data"


@pytest.mark.parametrize("value", [None, [], "x", {"a": 1}, True, 1e400])
def test_odd_values_are_refused_and_never_break_the_marketplace(seller, value):
    draft = seller.draft()
    for name in draft:
        answer = seller.post("product/add_item", draft | {name: None if value == 1e400 else value})
        assert answer["error"] != "error_inner", (name, value)
