"""The command, what the sandbox may import, and the quirks that change one answer."""

import ast
import os
import socket
import subprocess
import sys
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

import connectors.sandbox
from connectors.sandbox.shopee.marketplace import Shopee
from connectors.sandbox.web import Request
from tests.connectors.sandbox.seller import Seller

FOLDER = Path(connectors.sandbox.__file__).parent
ROOT = FOLDER.parent.parent


def imported(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_the_sandbox_knows_the_standard_library_pillow_and_itself(file):
    foreign = {
        name
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names | {"PIL"} and not name.startswith("connectors.sandbox")
    }
    assert foreign == set()


def two_free_ports() -> int:
    """The first of two neighbours that nobody listens on: one for each marketplace."""
    for port in range(21_000 + os.getpid() % 5_000, 30_000, 2):
        with socket.socket() as one, socket.socket() as other:
            if one.connect_ex(("127.0.0.1", port)) and other.connect_ex(("127.0.0.1", port + 1)):
                return port
    raise AssertionError("no two neighbouring ports are free")


def test_the_command_serves_with_state_and_quirks(tmp_path):
    port = two_free_ports()
    command = [sys.executable, "-m", "connectors.sandbox", "--port-base", str(port), "--state", str(tmp_path)]
    process = subprocess.Popen(
        [*command, "--quirk", "expire_in=absolute"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        seller = Seller(f"http://127.0.0.1:{port}")
        assert seller.exchange(seller.consent()["code"])["expire_in"] > 10**9
        assert (tmp_path / "shopee.sqlite3").exists()
    finally:
        process.terminate()
        process.wait(10)


def test_a_push_on_the_road_when_the_process_dies_is_sent_again(tmp_path):
    def target(callback_url: str) -> Request:
        body = f'{{"partner_id": 2001887, "callback_url": "{callback_url}"}}'.encode()
        return Request.to("POST", "/_control/push_target", {"Content-Type": "application/json"}, body)

    def die(letter):
        raise KeyboardInterrupt

    market = Shopee.open(tmp_path, send=die)
    market.handle(target("https://shop.example.vn/hook"))
    with pytest.raises(KeyboardInterrupt):
        market.deliver_due()
    market.close()
    sent = []
    again = Shopee.open(tmp_path, send=lambda letter: (sent.append(letter), (200, b""))[1])
    assert again.deliver_due() == 1
    assert b"verify_info" in sent[0].body


def test_timestamps_may_be_judged_by_the_stepped_clock(seller):
    seller.control("clock", step=3600, judge="stepped")
    assert seller.get("shop/get_shop_info")["message"] == "Timestamp is expired"
    ahead = seller.signed("shop/get_shop_info", public=False, timestamp=int(time.time()) + 3600)
    assert seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=ahead).json()["error"] == ""


def test_the_date_header_shows_the_judging_clock(seller):
    seller.control("clock", skew=7200)
    date = seller.http.get(seller.url + "/").headers["Date"]
    assert abs(parsedate_to_datetime(date).timestamp() - time.time() - 7200) < 5


def test_quirks_that_change_one_answer(seller):
    item_id, other = seller.add(), seller.add()
    order_sn = seller.control("buy", item_id=item_id)["order_sn"]
    seller.control("quirks", escrow_error_field="present", delete_item_answer="empty_response")
    assert seller.get("payment/get_escrow_detail", order_sn=order_sn)["error"] == ""
    assert seller.post("product/delete_item", {"item_id": other})["response"] == {}


@pytest.mark.parametrize("code", ["error_auth", "refresh_token_expired", "error_shop_refresh_token"])
def test_a_spent_refresh_token_has_several_names(seller, code):
    seller.control("quirks", refresh_token_error=code)
    seller.refresh()
    assert seller.refresh()["error"] == code


@pytest.mark.parametrize(("position", "allowed"), [("50", 50), ("100", 100)])
def test_an_item_holds_as_many_models_as_the_quirk_says(seller, position, allowed):
    seller.control("quirks", models_per_item=position, tier_wait="none")
    item_id = seller.add()
    options = [{"variation_option_name": f"Cỡ {place}"} for place in range(101)]
    rows = [{"tier_index": [place], "original_price": 5000, "seller_stock": [{"stock": 1}]} for place in range(101)]
    tiers = [{"variation_name": "Cỡ", "variation_option_list": options}]
    body = {"item_id": item_id, "standardise_tier_variation": tiers, "model": rows[:50]}
    assert seller.post("product/init_tier_variation", body)["error"] == ""
    for start in range(50, allowed, 50):
        more = {"item_id": item_id, "model_list": rows[start : start + 50]}
        assert seller.post("product/add_model", more)["error"] == ""
    over = {"item_id": item_id, "model_list": [rows[allowed]]}
    assert seller.post("product/add_model", over)["error"] == "error_param"
    assert seller.stock(item_id) == allowed
