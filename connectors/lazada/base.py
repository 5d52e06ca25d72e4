"""What the parts of the Lazada connector share."""

from __future__ import annotations

from connectors.contract import ChannelConfig, Connector, Grant
from connectors.http import Http
from connectors.lazada.client import LazadaClient


class LazadaBase(Connector):
    """A connector with its client."""

    def __init__(self, config: ChannelConfig, http: Http, grant: Grant | None = None) -> None:
        super().__init__(config, http, grant)
        self.client = LazadaClient(config, http, grant)

    def use(self, grant: Grant) -> None:
        super().use(grant)
        self.client.grant = grant
