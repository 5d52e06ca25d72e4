"""Pages and control calls as every marketplace serves them; its own come in as a `Desk`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from connectors.sandbox import pages
from connectors.sandbox.faults import Rule
from connectors.sandbox.refused import Refused
from connectors.sandbox.web import Request, Response, html_response, json_response, redirect

if TYPE_CHECKING:
    from connectors.sandbox.marketplace import Marketplace

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Desk:
    """A marketplace's own pages (None for a path that is not one), control page, reads and acts.

    They take the concrete marketplace as their first argument, hence `Any`.
    """

    route: Callable[[Any, Request], Response | None]
    page: Callable[[Any], str]
    reads: Mapping[str, Callable[[Any], object]]
    acts: Mapping[str, Callable[[Any, dict], object]]


def visit(market: "Marketplace", request: Request, desk: Desk) -> Response:
    """Pages by path, `/_control/…` calls by name; a control call answers JSON, or sends a form's browser back."""
    try:
        with market.store.transaction():
            return _route(market, request, desk)
    except (Refused, ValueError, KeyError, TypeError) as error:
        text = f"thiếu {error}" if isinstance(error, KeyError) else str(error)
        if _is_form(request):
            return html_response(pages.message_page(market, "Không làm được", text), 409)
        return json_response({"error": text}, 409)


def _route(market: "Marketplace", request: Request, desk: Desk) -> Response:
    if request.path.startswith("/_control/"):
        return _control(market, request, request.path.removeprefix("/_control/").strip("/"), desk)
    if request.path == "/static/sandbox.css":
        return Response(200, (STATIC / "sandbox.css").read_bytes(), {"Content-Type": "text/css; charset=utf-8"})
    if request.path.startswith("/anh/"):
        row = market.store.row("SELECT * FROM image WHERE image_id = ?", request.path.removeprefix("/anh/"))
        if row:
            return Response(200, row["content"], {"Content-Type": row["mime"], "Cache-Control": "max-age=86400"})
    if request.path == "/favicon.ico":
        return Response(204)
    missing = pages.message_page(market, "Không tìm thấy", "Trang này không có ở sàn luyện tập.")
    return desk.route(market, request) or html_response(missing, 404)


def _is_form(request: Request) -> bool:
    return request.content_type == "application/x-www-form-urlencoded"


def _control(market: "Marketplace", request: Request, name: str, desk: Desk) -> Response:
    if request.method == "GET" and not name:
        return html_response(desk.page(market))
    known: Mapping[str, Callable] = READS | dict(desk.reads) if request.method == "GET" else ACTS | dict(desk.acts)
    if name not in known:
        return json_response({"error": f"no control call {name!r}", "known": sorted(known)}, 404)
    if request.method == "GET":
        return json_response(known[name](market))
    fields = request.fields()
    result = known[name](market, {key: value for key, value in fields.items() if value != ""})
    if _is_form(request):
        return redirect(urlsplit(fields.get("back") or request.headers.get("referer", "")).path or "/_control/")
    return json_response(result)


def number(sent: dict, name: str, default: int | None = None) -> int:
    """A whole number among the fields; raises ValueError for anything else."""
    value = sent.get(name, default)
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError(f"{name} should be a whole number")
    return int(value)


def address(sent: dict) -> str:
    """`callback_url`, an http(s) address or "" to remove it."""
    callback_url = sent.get("callback_url", "")
    if callback_url and urlsplit(callback_url).scheme not in ("http", "https"):
        raise ValueError("callback_url should be an http(s) address")
    return callback_url


def clock(market: "Marketplace", sent: dict) -> dict:
    """{step: seconds forward, skew: seconds, judge: wall | stepped}; each optional."""
    if number(sent, "step", 0) < 0:
        raise ValueError("the clock only goes forward")
    if sent.get("judge", "wall") not in ("wall", "stepped"):
        raise ValueError("judge should be wall or stepped")
    market.clock.offset += number(sent, "step", 0)
    market.clock.skew = number(sent, "skew", market.clock.skew)
    market.clock.judge = sent.get("judge", market.clock.judge)
    market.store.set_setting("clock_offset", market.clock.offset)
    market.tick()
    return market.clock.as_dict()


STORM = ({"effect": "throttle", "probability": 1.0}, {"effect": "push_lost", "path": "push/*", "probability": 1.0})
"""No call gets through and no push arrives, until the plan is emptied."""


def faults(market: "Marketplace", sent: dict) -> list:
    """{rules: […]} replaces the plan, {add: {…}} or a form's fields add one rule, {clear: 1} empties it; {seed};
    {storm: 1} adds throttled calls and lost pushes together."""
    if "seed" in sent:
        market.faults.random.seed(number(sent, "seed"))
    if sent.get("clear"):
        market.faults.rules.clear()
    if "rules" in sent:
        market.faults.rules[:] = [Rule.parse(fields) for fields in sent["rules"]]
    elif sent.get("storm"):
        market.faults.rules += [Rule.parse(fields) for fields in STORM]
    elif "add" in sent:
        market.faults.rules.append(Rule.parse(sent["add"]))
    elif "effect" in sent:
        apart = ("back", "seed", "clear")
        market.faults.rules.append(Rule.parse({name: value for name, value in sent.items() if name not in apart}))
    return market.faults.as_list()


def quirks(market: "Marketplace", sent: dict) -> dict:
    for name, position in sent.items():
        if name != "back":
            market.quirks.set(name, position)
    return market.quirks.as_dict()


def review_rules(market: Any, sent: dict) -> dict:
    """Change the rules of review: {delay, by_hand, forbidden_words{word: reason}}."""
    rules = market.reviews.rules()
    if "delay" in sent:
        rules["delay"] = number(sent, "delay")
    if "by_hand" in sent:
        rules["by_hand"] = sent["by_hand"] in (True, "1", "true")
    if "forbidden_words" in sent:
        rules["forbidden_words"] = dict(sent["forbidden_words"])
    market.store.set_setting("review", rules)
    return rules


def reset(market: "Marketplace", sent: dict) -> dict:
    market.reset()
    return {"reset": True}


def _calls(market: "Marketplace") -> dict:
    counts = [{"call": name, "error": error, "count": count} for (name, error), count in market.call_counts.items()]
    return {"counts": counts, "newest": list(market.calls)}


READS: dict[str, Callable[["Marketplace"], object]] = {
    "pushes": lambda market: market.courier.log(),
    "calls": _calls,
    "clock": lambda market: market.clock.as_dict(),
    "faults": lambda market: market.faults.as_list(),
    "quirks": lambda market: market.quirks.as_dict(),
}
ACTS: dict[str, Callable[["Marketplace", dict], object]] = {
    "clock": clock,
    "faults": faults,
    "quirks": quirks,
    "reset": reset,
}
