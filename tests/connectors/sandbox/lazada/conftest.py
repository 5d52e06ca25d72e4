import pytest

from connectors.sandbox.serving import running
from tests.connectors.sandbox.lazada.seller import Seller


@pytest.fixture
def url():
    with running(names=("lazada",)) as sandbox:
        yield sandbox.urls["lazada"]


@pytest.fixture
def seller(url) -> Seller:
    """A linked shop on a new marketplace."""
    return Seller(url).link()
