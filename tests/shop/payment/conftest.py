import pytest

from shop.payment.sandbox.serving import running
from tests.shop.payment.cards import KEY, SECRET, connect


@pytest.fixture
def stripe_box(settings):
    """The rehearsal Stripe, connected; its events are held back for the test to deliver."""
    with running("http://127.0.0.1:1/", secret=SECRET, key=KEY) as server:
        server.rehearsal.outbox.mode = "held"
        connect(settings, server)
        yield server
