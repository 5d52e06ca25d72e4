"""`channels rehearse --live`: reads a shop once, keeps shapes and no values, says where it differs from the sandbox."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from django.core.management import CommandError, call_command
from django.utils import timezone

from connectors.following import ask
from connectors.holding import holding
from connectors.models import ChannelAccount, ChannelOrder, Listing
from connectors.rehearsing import SHAPES, ReadOnly, differences, known_shapes, merged, shape_of, write_shapes
from connectors.sync import visit
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_product

pytestmark = pytest.mark.one_database


def rehearse(*args) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("channels", "rehearse", *args, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def shop(market, listing, settings, tmp_path):
    """An account with a listing and an order."""
    settings.VAR = tmp_path
    market.buy(listing, 1)
    visit(listing.account_id)
    return listing.account_id


@pytest.fixture
def full_shop(market, shop, listing, producer):
    """And a family, a sale, and orders that were paid, sent and cancelled."""
    family = make_product("Chè shan tuyết", producer=producer, price=None, stock=0, structure="parent",
        description="Chè hái tay từ cây cổ thụ trên núi cao, sao trong chảo gang.",
        sheet={"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 300})  # fmt: skip
    family.stockrecords.all().delete()
    add_picture(family)
    for size in ("100 g", "250 g"):
        child = make_product(size, producer=producer, price=90_000, stock=5)
        child.sheet.delete()
        child.parent, child.structure, child.product_class = family, "child", None
        child.save()
    market.list_product(listing.account, family)
    Listing.objects.filter(pk=listing.pk).update(
        sale_percent=10, sale_from=timezone.now(), sale_until=timezone.now() + timedelta(days=3)
    )
    for payment, steps in (("now", []), ("later", []), ("later", ["pay"]), ("cod", ["cancel"])):
        bought = market.buy(listing, 1, payment)
        for step in steps:
            market.step(step, bought)
    visit(shop)
    later = timezone.now() + timedelta(seconds=8)
    market.act("clock", step=10)
    visit(shop, lambda: later)
    kept = ChannelOrder.objects.earliest("pk")
    assert ask(kept, "ship")
    visit(shop)
    visit(shop)
    market.step("pick_up", kept.remote_id)
    visit(shop)
    return shop


@pytest.fixture
def recorded(market, full_shop, monkeypatch):
    """With RECORD=1 the stored shapes are made anew."""
    if os.environ.get("RECORD"):
        _code, text = rehearse("--live", str(full_shop), "--json")
        found = json.loads(Path(json.loads(text)["shapes"]).read_text(encoding="utf-8"))
        write_shapes(SHAPES / f"{market.name}.json", found)
    return full_shop


def test_the_stored_shapes_are_the_sandboxs(market, recorded):
    shop = recorded
    code, text = rehearse("--live", str(shop), "--json")
    told = json.loads(text)
    assert (told["failed"], told["differences"]) == ({}, [])
    assert code == 0
    assert set(told["calls"]) == set(known_shapes(market.name))
    assert json.loads(Path(told["shapes"]).read_text(encoding="utf-8")) == known_shapes(market.name)


def test_against_the_sandbox_a_plain_shop_differs_in_nothing(market, shop):
    code, text = rehearse("--live", str(shop), "--json")
    assert (json.loads(text)["differences"], code) == ([], 0)


def test_a_family_and_a_plain_listing_are_both_read(market, full_shop):
    text = rehearse("--live", str(full_shop), "--json")[1]
    shapes = json.loads(Path(json.loads(text)["shapes"]).read_text(encoding="utf-8"))
    call, name = {"shopee": ("product/get_model_list", "tier_index[]"), "lazada": ("products/get", "saleProp.*")}[
        market.name
    ]
    assert any(path.endswith(name) for path in shapes[call])


def test_what_is_kept_names_fields_and_types_and_no_value(market, shop, tmp_path):
    market.act("clock", step=1)
    rehearse("--live", str(shop))
    [kept] = (tmp_path / "rehearsals").iterdir()
    text = kept.read_text(encoding="utf-8")
    account, order = ChannelAccount.objects.get(), ChannelOrder.objects.get()
    for value in (
        account.access_token,
        account.shop_id,
        order.remote_id,
        "Măng",
        "NORMAL",
        market.settings["partner_key"],
    ):
        assert value not in text
    types = {name for shape in json.loads(text).values() for names in shape.values() for name in names}
    assert types <= {"string", "integer", "number", "boolean", "null", "nothing", "absent"}


def test_it_writes_nothing_there(market, shop, listing):
    before = {name: market.calls(name) for name in ("stock", "price", "edit", "create", "image", "ship")}
    rehearse("--live", str(shop))
    assert {name: market.calls(name) for name in before} == before
    with holding(shop, http_class=ReadOnly) as held, pytest.raises(Exception, match="a rehearsal only reads"):
        held.connector.upload_image(b"", "x.jpg")


def test_a_difference_is_printed_and_ends_with_code_1(market, shop, monkeypatch):
    here = known_shapes(market.name)
    call, path = next((call, path) for call, shape in here.items() for path in shape if shape[path] == ["string"])
    changed = {**here, call: {**here[call], path: ["integer"], "gone": ["string"]}}
    monkeypatch.setattr("connectors.management.commands.channels.known_shapes", lambda channel: changed)
    code, text = rehearse("--live", str(shop))
    assert code == 1
    assert f"  {call} {path}: sandbox integer, live string\n" in text
    assert f"  {call} gone: sandbox string, live –\n" in text


def test_a_shop_without_permission_is_said(market, shop):
    market.deauthorise()
    with pytest.raises(CommandError, match="reconnect") as refused:
        rehearse("--live", str(shop))
    assert refused.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["shopee"])
def test_no_such_account_is_wrong_use(channel):
    with pytest.raises(CommandError) as refused:
        rehearse("--live", "999999")
    assert refused.value.returncode == 2


@pytest.mark.parametrize("channel", ["shopee"])
def test_a_shape_has_no_value_and_no_key_that_is_data(channel):
    answer = {
        "a": [{"b": 1}, {"b": "x", "c": None}],
        "d": [],
        "322300222": {"e": True},
        "attributes": {"origin": "Việt Nam"},
    }
    assert shape_of(answer) == {
        "*.e": ["boolean"],
        "a[].b": ["integer", "string"],
        "a[].c": ["absent", "null"],
        "attributes.*": ["string"],
        "d[]": ["nothing"],
    }


@pytest.mark.parametrize("channel", ["shopee"])
@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"a[].b": ["integer"]}, []),
        ({"a[].b": ["string"]}, [("a[].b", ("integer",), ("string",))]),
        ({"a[]": ["nothing"]}, []),
        ({"a": ["null"]}, []),
        ({"a[].b": ["integer", "null"], "a[].new": ["string"]}, [("a[].new", (), ("string",))]),
        ({"z": ["null"], "a[].b": ["integer"]}, []),
        ({}, [("a[].b", ("integer",), ())]),
    ],
)
def test_only_what_was_really_said_otherwise_is_a_difference(channel, there, found):
    here = {"call": {"a[].b": ["integer"]}, "never made": {"x": ["string"]}}
    assert [(one.path, one.here, one.there) for one in differences(here, {"call": there})] == found


@pytest.mark.parametrize("channel", ["shopee"])
def test_what_the_sandbox_sometimes_leaves_out_may_lack_elsewhere(channel):
    here = merged(shape_of({"a": [{"b": 1}, {"b": 2, "c": "x"}]}), shape_of({"a": []}))
    assert here == {"a[].b": ["integer"], "a[].c": ["absent", "string"]}
    for there, found in (
        ({"a": [{"b": 1}]}, []),
        ({"a": [{"c": "x"}]}, ["a[].b"]),
        ({"a": [{"b": 1, "c": 5}]}, ["a[].c"]),
        ({"a": [{"b": 1, "d": 5}]}, ["a[].d"]),
    ):
        assert [one.path for one in differences({"call": here}, {"call": shape_of(there)})] == found
