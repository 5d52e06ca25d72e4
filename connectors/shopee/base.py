"""What the parts of the Shopee connector share."""

from __future__ import annotations

from connectors.contract import ChannelConfig, Connector, Grant
from connectors.http import Http
from connectors.shopee.client import ShopeeClient


class ShopeeBase(Connector):
    """A connector with its client."""

    def __init__(self, config: ChannelConfig, http: Http, grant: Grant | None = None) -> None:
        super().__init__(config, http, grant)
        self.client = ShopeeClient(config, http, grant)

    def use(self, grant: Grant) -> None:
        super().use(grant)
        self.client.grant = grant
