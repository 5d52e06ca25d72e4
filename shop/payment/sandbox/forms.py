"""Stripe's request bodies: forms whose names nest, such as `line_items[0][price_data][currency]`."""

import re
from urllib.parse import parse_qsl


def nested(body: str) -> dict:
    """`a[b][0]=x` as {"a": {"b": {"0": "x"}}}; lists stay dictionaries with numbers as keys."""
    result: dict = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        path = re.findall(r"[^\[\]]+", name)
        if not path:
            continue
        place = result
        for part in path[:-1]:
            inner = place.setdefault(part, {})
            place = inner if isinstance(inner, dict) else {}
        place[path[-1]] = value
    return result
