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
from pathlib import Path
from typing import Any

from .contract import ListingRef
from .errors import BugError, RefusedError, Unsupported
from .holding import Held
from .http import Call, Http, Judge

SHAPES = Path(__file__).parent / "shapes"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TYPES = {bool: "boolean", int: "integer", float: "number", Decimal: "number", str: "string", type(None): "null"}
EMPTY = "nothing"
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
            self.shapes[call.operation] = merged(self.shapes.get(call.operation, {}), shape_of(answer))
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
    if known["ref"]:
        yield "read_back", lambda: connector.read_back([known["ref"]])
        yield "find_by_sku", lambda: connector.find_by_sku(known["ref"].sku)
    yield "pull_orders", lambda: connector.pull_orders(held.clock() - SINCE)
    if known["order"]:
        yield "fetch_order", lambda: connector.fetch_order(known["order"])


def _known(held: Held) -> dict[str, Any]:
    """A category, a listing and an order of this account to read."""
    listing = held.account.listings.exclude(item_id="").order_by("-pk").first()
    sku = listing.skus.filter(is_there=True).order_by("pk").first() if listing else None
    order = held.account.channel_orders.order_by("-created_at").first()
    return {
        "category": listing.category_id if listing else "",
        "ref": ListingRef(listing.item_id, sku.sku if sku else listing.item_sku) if listing else None,
        "order": order.remote_id if order else "",
    }


def shape_of(value: Any, path: str = "") -> Shape:
    """Names and types. A key that is no field of the protocol (an id, an attribute's name) stands as `*`."""
    if isinstance(value, Mapping):
        open_keys = path.rpartition(".")[2] in WORDS
        names = ("*" if open_keys or not NAME.fullmatch(key) else key for key in value)
        return _of_parts((f"{path}.{name}".lstrip("."), part) for name, part in zip(names, value.values(), strict=True))
    if isinstance(value, list):
        return _of_parts((f"{path}[]", part) for part in value) if value else {f"{path}[]": [EMPTY]}
    return {path: [TYPES.get(type(value), type(value).__name__)]}


def _of_parts(parts: Any) -> Shape:
    shape: Shape = {}
    for path, part in parts:
        shape = merged(shape, shape_of(part, path))
    return shape


def merged(one: Shape, other: Shape) -> Shape:
    paths = sorted({*one, *other})
    return {path: sorted({*one.get(path, ()), *other.get(path, ())}) for path in paths}


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
                found.append(Difference(call, path, tuple(mine.get(path, ())), tuple(theirs.get(path, ()))))
    return found


def _alike(path: str, mine: Shape, theirs: Shape) -> bool:
    if path in mine and path in theirs:
        both = [set(side[path]) - {"null", EMPTY} for side in (mine, theirs)]
        return not all(both) or both[0] == both[1]
    lacking = theirs if path in mine else mine
    there = mine if path in mine else theirs
    return set(there[path]) <= {"null", EMPTY} or _unfilled(path, lacking)


def _unfilled(path: str, shape: Shape) -> bool:
    """Whether a list or object above that path was empty: then it says nothing of what is in it."""
    above = [path[: cut.end()] for cut in re.finditer(r"\[\]", path)] + [
        path[: cut.start()] for cut in re.finditer(r"[.\[]", path)
    ]
    return any(set(shape.get(one, ("-",))) <= {"null", EMPTY} for one in above)
