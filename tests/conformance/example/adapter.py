"""What the suite has to know of the example: the class that ADDING_A_CHANNEL.md asks for."""

from __future__ import annotations

from connectors.contract import Connector, ListingRef
from tests.conformance.adapters import Adapter
from tests.conformance.example.connector import ExampleConnector
from tests.conformance.example.stall import APP, SECRET, SHOPS


class ExampleAdapter(Adapter):
    name = "example"
    app_id, app_secret = APP, SECRET
    shop_id, other_shop_id = SHOPS
    fault_paths = {"check": "shop_name", "create": "put", "stock": "levels"}
    connector_class = ExampleConnector

    def choice(self, shop_id: str) -> dict[str, str]:
        return {"shop": shop_id}

    def buy(self, connector: Connector, ref: ListingRef, quantity: int = 1) -> str:
        return str(self.control("buy", item_id=int(ref.item_id), quantity=quantity)["id"])

    def ask_to_cancel(self, order_id: str) -> None:
        self.control("wish", order_id=int(order_id))

    def push_to(self, url: str) -> None:
        self.control("push_target", callback_url=url)

    def listed(self) -> list[str]:
        return [str(item["id"]) for item in self.look("items")]
