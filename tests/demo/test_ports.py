"""`make demo` looks for its ports before it loads anything."""

import socket

import pytest

from django.core.management import CommandError, call_command

from shop.demo.management.commands import run_demo


@pytest.mark.parametrize(("place", "use"), [(0, "sandbox Shopee"), (1, "sandbox Lazada"), (9, "the rehearsal Stripe")])
def test_a_taken_port_is_named_before_anything_is_loaded(settings, monkeypatch, place, use):
    monkeypatch.setattr(run_demo.Command, "_prepare", lambda self: pytest.fail("it went on"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        settings.SANDBOX_PORT, settings.CARD_SANDBOX_PORT = taken - place, taken - place + 9
        with pytest.raises(CommandError, match=rf"Port {taken} \({use}\) is taken"):
            call_command("run_demo", port=1)


def test_two_of_our_own_on_one_port_are_told(settings, monkeypatch):
    monkeypatch.setattr(run_demo.Command, "_prepare", lambda self: pytest.fail("it went on"))
    settings.SANDBOX_PORT, settings.CARD_SANDBOX_PORT = 1, 10
    with pytest.raises(CommandError, match=r"Port 10 \(the shop\).*\n.*Port 10 \(the rehearsal Stripe\)"):
        call_command("run_demo", port=10)
