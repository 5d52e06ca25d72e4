"""`channels rehearse --live`: reads a shop once, keeps shapes and no values, says where it differs from the sandbox."""

import json
from io import StringIO
from pathlib import Path

import pytest

from django.core.management import CommandError, call_command

from connectors.holding import holding
from connectors.models import ChannelAccount, ChannelOrder
from connectors.rehearsing import ReadOnly, differences, known_shapes, shape_of
from connectors.sync import visit


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


def test_the_stored_shapes_are_the_sandboxs(market, shop):
    code, text = rehearse("--live", str(shop), "--json")
    told = json.loads(text)
    assert (told["failed"], told["differences"]) == ({}, [])
    assert code == 0
    assert set(told["calls"]) == set(known_shapes(market.name))
    assert json.loads(Path(told["shapes"]).read_text(encoding="utf-8")) == known_shapes(market.name)


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
    assert types <= {"string", "integer", "number", "boolean", "null", "nothing"}


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
        "a[].c": ["null"],
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
