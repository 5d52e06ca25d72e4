"""The sales channels of the house: name → import path, imported on first use."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from connectors.contract import Connector

CHANNELS: Mapping[str, str] = {
    "lazada": "connectors.lazada.connector.LazadaConnector",
    "shopee": "connectors.shopee.connector.ShopeeConnector",
}


def connector_class(name: str) -> type[Connector]:
    """The class of a channel; KeyError when the name is unknown."""
    module, _, attribute = CHANNELS[name].rpartition(".")
    found = getattr(import_module(module), attribute)
    if not (isinstance(found, type) and issubclass(found, Connector)):
        raise TypeError(f"{CHANNELS[name]} is no Connector")
    return found
