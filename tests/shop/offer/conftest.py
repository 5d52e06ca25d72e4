import pytest

from shop.offer.showing import forget


@pytest.fixture(autouse=True)
def offers_of_this_test_only():
    """A test's offers are rolled back past the signals that forget them."""
    yield
    forget()
