"""What a sales channel says of orders of ours. The channels' app registers the lookup from `AppConfig.ready`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Order


@dataclass(frozen=True)
class Elsewhere:
    """How the buyer pays there, and what `asks` for an answer before the order goes on, at `url`.

    `url` is empty where the producer's desk may not open that page."""

    payment: str
    asks: str = ""
    url: str = ""


_lookups: list[Callable[[list[int]], dict[int, Elsewhere]]] = []


def register(lookup: Callable[[list[int]], dict[int, Elsewhere]]) -> None:
    """`lookup` answers for order keys, in one query."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def elsewhere(orders: Iterable[Order]) -> dict[int, Elsewhere]:
    """By order key, for those that came from a channel. `orders` have their facts."""
    keys = [order.pk for order in orders if order.facts.channel]
    found: dict[int, Elsewhere] = {}
    for lookup in _lookups if keys else ():
        found |= lookup(keys)
    return found
