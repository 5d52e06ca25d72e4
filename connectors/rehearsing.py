"""The rehearsal on a real shop: read-only calls with its keys, and how their answers differ from the sandbox's.

Only shapes are kept: the names of fields and the types of their values, never a value. What the sandbox answers lies in
`shapes/<channel>.json`, made by the same code and held true by a test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

from catalogue.models import Product

from .contract import ListingRef
from .errors import BugError, RefusedError, Unsupported
from .holding import Held
from .http import Call, Http, Judge
from .models import Listing

SHAPES = Path(__file__).parent / "shapes"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TYPES = {bool: "boolean", int: "integer", float: "number", Decimal: "number", str: "string", type(None): "null"}
EMPTY = "nothing"
ABSENT = "absent"
"""Beside the types: some elements or answers have the field, others do not."""
SILENT = frozenset({"null", EMPTY, ABSENT})
WORDS = frozenset({"attributes", "saleProp", "variation"})
"""Objects whose keys are words of a category or a seller, not fields of the protocol."""
SINCE = timedelta(days=14)
TITLE = "Măng khô"

Shape = dict[str, list[str]]
"""`response.item[].item_id` → the types that were seen there; an empty list has `item[]` → "nothing"."""


class ReadOnly(Http):
    """Lets nothing out that changes anything (a fresh token apart), and notes the shape of every answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shapes: dict[str, Shape] = {}

    def send(self, call: Call, judge: Judge) -> dict[str, Any]:
        if call.method != "GET" and not call.operation.startswith("auth/"):
            raise BugError("a rehearsal only reads", channel=self.channel, operation=call.operation)
        answer = super().send(call, judge)
        if not call.operation.startswith("auth/"):
            shape, before = shape_of(answer), self.shapes.get(call.operation)
            self.shapes[call.operation] = merged(before, shape) if before else shape
        return answer


@dataclass
class Rehearsal:
    """What was read: the shape of each call's answers, and what could not be read and why."""

    shapes: dict[str, Shape]
    failed: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """`here` is what the sandbox answers, `there` the real channel; an empty one is not there at all."""

    call: str
    path: str
    here: tuple[str, ...]
    there: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"call": self.call, "path": self.path, "sandbox": list(self.here), "live": list(self.there)}


def rehearse(held: Held) -> Rehearsal:
    """Every kind of reading once, on an account that is held with `http_class=ReadOnly`.

    Raises:
        ChannelError: nothing more can be read: throttled, without permission, out of reach.
    """
    http = held.http
    if not isinstance(http, ReadOnly):
        raise TypeError("hold the account with http_class=ReadOnly")
    found = Rehearsal(http.shapes)
    for name, read in _readings(held):
        try:
            held.call(read)
        except Unsupported:
            found.skipped.append(name)
        except (RefusedError, BugError) as error:
            found.failed[name] = str(error)
    return found


def _readings(held: Held) -> Iterator[tuple[str, Callable[[], Any]]]:
    connector, known = held.connector, _known(held)
    category = known["category"]
    yield "check", connector.check
    yield "categories", connector.categories
    yield "suggest_category", lambda: connector.suggest_category(TITLE)
    if category:
        yield "attributes", lambda: connector.attributes(category)
        yield "limits", lambda: connector.limits(category)
        yield "brands", lambda: connector.brands(category)
    yield "logistics", connector.logistics
    for ref in known["refs"]:
        yield "read_back", lambda ref=ref: connector.read_back([ref])
        yield "find_by_sku", lambda ref=ref: connector.find_by_sku(ref.sku)
    yield "pull_orders", lambda: connector.pull_orders(held.clock() - SINCE)
    if known["order"]:
        yield "fetch_order", lambda: connector.fetch_order(known["order"])


def _known(held: Held) -> dict[str, Any]:
    """A category, a listing with variants and one without, and an order of this account to read."""
    there = held.account.listings.exclude(item_id="").order_by("-pk")
    families = there.filter(product__structure=Product.PARENT)
    listings = [one for one in (families.first(), there.exclude(pk__in=families).first()) if one]
    order = held.account.channel_orders.order_by("-created_at").first()
    return {
        "category": listings[-1].category_id if listings else "",
        "refs": [_ref(listing) for listing in listings],
        "order": order.remote_id if order else "",
    }


def _ref(listing: Listing) -> ListingRef:
    sku = listing.skus.filter(is_there=True).order_by("pk").first()
    return ListingRef(listing.item_id, sku.sku if sku else listing.item_sku)


def shape_of(value: Any, path: str = "") -> Shape:
    """Names and types. A key that is no field of the protocol (an id, an attribute's name) stands as `*`."""
    if isinstance(value, Mapping):
        open_keys = path.rpartition(".")[2] in WORDS
        names = ("*" if open_keys or not NAME.fullmatch(key) else key for key in value)
        return _of_parts((f"{path}.{name}".lstrip("."), part) for name, part in zip(names, value.values(), strict=True))
    if isinstance(value, list):
        elements = [shape_of(part, f"{path}[]") for part in value]
        return reduce(merged, elements) if elements else {f"{path}[]": [EMPTY]}
    return {path: [TYPES.get(type(value), type(value).__name__)]}


def _of_parts(parts: Any) -> Shape:
    shape: Shape = {}
    for path, part in parts:
        shape = _joined(shape, shape_of(part, path))
    return shape


def _joined(one: Shape, other: Shape) -> Shape:
    paths = sorted({*one, *other})
    return {path: sorted({*one.get(path, ()), *other.get(path, ())}) for path in paths}


def merged(one: Shape, other: Shape) -> Shape:
    """Of two answers or elements of the same kind; what one of them lacks is marked."""
    both = _joined(one, other)
    for path, types in both.items():
        if any(path not in side and not _unfilled(path, side) for side in (one, other)):
            both[path] = sorted({*types, ABSENT})
    return {path: types for path, types in both.items() if not (set(types) <= SILENT and _is_filled(path, both))}


def _is_filled(path: str, shape: Shape) -> bool:
    """Whether something is known of what is in that list or object: that it was empty once says no more."""
    return any(one.startswith((f"{path}.", f"{path}[")) for one in shape)


def known_shapes(channel: str) -> dict[str, Shape]:
    """What the sandbox answers; nothing for a channel without one."""
    path = SHAPES / f"{channel}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_shapes(path: Path, shapes: Mapping[str, Shape]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(shapes, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def kept_at(folder: Path, held: Held, at: datetime) -> Path:
    """Where the shapes of a rehearsal are stored."""
    return folder / "rehearsals" / f"{held.account.channel}-{held.account.pk}-{at:%Y%m%dT%H%M%S}.json"


def differences(here: Mapping[str, Shape], there: Mapping[str, Shape]) -> list[Difference]:
    """What the real channel answers otherwise than the sandbox, call by call; calls that were not made are left out."""
    found = []
    for call in sorted(there):
        mine, theirs = here.get(call, {}), there[call]
        for path in sorted({*mine, *theirs}):
            if not _alike(path, mine, theirs):
                found.append(Difference(call, path, _types(mine, path), _types(theirs, path)))
    return found


def _types(shape: Shape, path: str) -> tuple[str, ...]:
    return tuple(one for one in shape.get(path, ()) if one != ABSENT)


def _alike(path: str, mine: Shape, theirs: Shape) -> bool:
    if path in mine and path in theirs:
        known, told = (set(side[path]) - SILENT for side in (mine, theirs))
        return not known or told <= known
    lacking = theirs if path in mine else mine
    there = mine if path in mine else theirs
    return set(there[path]) <= SILENT or ABSENT in mine.get(path, ()) or _unfilled(path, lacking)


def _unfilled(path: str, shape: Shape) -> bool:
    """Whether a list or object above that path was empty: then it says nothing of what is in it."""
    above = [path[: cut.end()] for cut in re.finditer(r"\[\]", path)] + [
        path[: cut.start()] for cut in re.finditer(r"[.\[]", path)
    ]
    return any(set(shape.get(one, ("-",))) <= SILENT for one in above)
