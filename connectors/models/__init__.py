"""What the engine keeps: accounts, listings, orders, and the records of what came and went."""

from .accounts import ChannelAccount
from .listings import CapRule, Fate, Listing, ListingSku
from .orders import ChannelOrder, ChannelOrderLine, Shortage, SkuAlias
from .records import Call, Command, InboundEvent
from .reference import CategoryMapping, ReferenceData, RemoteImage

__all__ = [
    "Call",
    "CapRule",
    "CategoryMapping",
    "ChannelAccount",
    "ChannelOrder",
    "ChannelOrderLine",
    "Command",
    "Fate",
    "InboundEvent",
    "Listing",
    "ListingSku",
    "ReferenceData",
    "RemoteImage",
    "Shortage",
    "SkuAlias",
]
