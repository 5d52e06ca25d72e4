"""How many reports one address may send: a person needs few, a script none."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

MOST = 5
WINDOW = 60 * 60  # seconds


def too_many(request: HttpRequest) -> bool:
    """Count this report; True if its sender has used up the hour's share. The address itself is not kept."""
    address = request.META.get("REMOTE_ADDR", "")
    key = "reports:" + hashlib.sha256(address.encode()).hexdigest()[:24]
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > MOST
    except ValueError:  # it ran out between the two calls
        return False
