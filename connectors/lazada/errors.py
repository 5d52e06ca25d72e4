"""Sorts Lazada's errors by API, code and message into our kinds.

Short numbers mean different things in different groups of APIs, and 500/501 say only that
something is wrong: what, stands in the message and in the rows of `detail`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import Problem
from connectors.contract.wire import rows, truth
from connectors.errors import (
    BugError,
    ChannelError,
    ConfigurationError,
    Kind,
    ReconnectError,
    RefusedError,
    ThrottledError,
    TokenError,
    TransientError,
)
from connectors.http import DEFAULT_RETRY_AFTER, Reply
from connectors.lazada.problems import PROBLEMS, problem

CLOCK_TOLERANCE = timedelta(seconds=7200)


class ClockError(ConfigurationError):
    """Our timestamp was refused; `server_time` (UTC) is the server's own, if it told."""

    server_time: datetime | None = None


class DetailedRefusal(RefusedError):
    """A refusal with `rows`: what Lazada says of single SKUs (the keys are not documented)."""

    rows: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Codes (none = any), a start of the API's name and a part of the message → kind and card."""

    codes: str
    kind: Kind | None
    problem: str
    api: str = ""
    words: str = ""


CLOCK: Kind | None = None
RULES: tuple[Rule, ...] = (
    Rule("", CLOCK, "clock_wrong", words=r"\btimestamp\b.*(invalid|expired|illegal)|(invalid|illegal) ?timestamp"),
    Rule("IllegalTimestamp InvalidTimestamp", CLOCK, "clock_wrong"),
    Rule("IllegalAccessToken", Kind.TOKEN, "access_token_invalid"),
    Rule("IllegalRefreshToken", Kind.RECONNECT, "grant_lost"),
    Rule("AUTH_TYPE_UNSUPPORTED", Kind.RECONNECT, "auth_type_unsupported"),
    Rule("InvalidCode", Kind.RECONNECT, "invalid_code"),
    Rule("SellerNotActive", Kind.RECONNECT, "seller_not_active"),
    Rule("SellerNotVerified", Kind.RECONNECT, "seller_not_verified"),
    Rule("IncompleteSignature", Kind.BUG, "signature_wrong"),
    Rule("InvalidAppKey", Kind.BUG, "app_key_wrong"),
    Rule("AppWhiteIpLimit", Kind.BUG, "ip_not_allowed"),
    Rule("InvalidApi", Kind.BUG, "api_unknown"),
    Rule("AppNotSubscribed", Kind.BUG, "app_not_subscribed"),
    Rule("MissingParameter MissingPartner", Kind.BUG, "parameter_missing"),
    Rule("ApiCallLimit SellerCallLimit AppCallLimit 901 4154", Kind.THROTTLED, "too_fast"),
    Rule("6 15 506 513 998 1000 1002 4147 4159 ServiceTimeout", Kind.TRANSIENT, "busy"),
    Rule("106", Kind.TRANSIENT, "busy", api="order/reverse/"),
    Rule("14 17 19 36 37 38 39 56 74 75", Kind.BUG, "order_query_wrong", api="order"),
    Rule("16", Kind.REFUSED, "order_not_found", api="order"),
    Rule("105 131", Kind.REFUSED, "no_cancel_request", api="order/reverse/"),
    Rule("600002", Kind.REFUSED, "package_cancelled", api="order/"),
    Rule("1001", Kind.BUG, "request_wrong"),
    Rule("204 4171", Kind.BUG, "too_many_skus", api="product/"),
    Rule("", Kind.REFUSED, "price_locked", words=r"THD_IC_ERR_F_IC_ABILITY_PG"),
    Rule("", Kind.REFUSED, "stock_below_locked", words=r"negative sellable|channel inventor|campaign.?lock"),
    Rule("300 301 302 303 304", Kind.REFUSED, "image_refused", api="image"),
    Rule("1 30", Kind.REFUSED, "field_missing"),
    Rule("5", Kind.REFUSED, "field_format"),
    Rule("201 4134", Kind.REFUSED, "category_wrong"),
    Rule("207 208 4137", Kind.REFUSED, "item_not_found"),
    Rule("212", Kind.REFUSED, "stock_negative"),
    Rule("4104", Kind.REFUSED, "price_precision"),
    Rule("4105 4126 4141", Kind.REFUSED, "sku_twice"),
    Rule("4108 4110 4125", Kind.REFUSED, "attribute_missing"),
    Rule("4115 4140", Kind.REFUSED, "attribute_choice"),
    Rule("4118", Kind.REFUSED, "price_zero"),
    Rule("4119 4157", Kind.REFUSED, "sale_price_wrong"),
    Rule("4129", Kind.REFUSED, "characters_forbidden"),
    Rule("4138", Kind.REFUSED, "image_outer"),
    Rule("4139", Kind.REFUSED, "image_main"),
    Rule("4144 4145", Kind.REFUSED, "sale_property_place"),
    Rule("4153", Kind.REFUSED, "image_sku"),
    Rule("4156", Kind.REFUSED, "brand_wrong"),
    Rule("4160", Kind.REFUSED, "title_too_long"),
    Rule("4162", Kind.REFUSED, "price_locked"),
    Rule("4164", Kind.REFUSED, "parcel_too_heavy"),
    Rule("4165", Kind.REFUSED, "parcel_too_large"),
    Rule("4169", Kind.REFUSED, "image_count"),
    Rule("4170", Kind.REFUSED, "stock_locked_by_campaign"),
    Rule("4193 4216", Kind.REFUSED, "sku_id_missing", api="product/"),
    Rule("4218", Kind.REFUSED, "item_penalised"),
    Rule("500 501", Kind.REFUSED, "update_failed"),
)

BATCHES = frozenset({"product/stock/sellable/update", "product/price_quantity/update"})
"""Calls whose `detail` speaks of single rows, not of the whole."""
WHOLE_SHOP = frozenset({"SellerCallLimit", "AppCallLimit"})
"""Limits of all calls together; the other codes speak of one API (docId 121320) or do not say."""
GENERIC = frozenset({"500", "501"})
_NAMED = re.compile(r"\[(\d{3,4})\]|\bE(\d{3,4})\b")
_BAN = re.compile(r"last (\d+) second")


def classify(code: str, message: str, operation: str) -> tuple[Kind | None, str]:
    """Kind (None = our clock) and row of the problem table. Behind a generic code the message may
    name the real one, as "[4118]" or "E4118"."""
    if code in GENERIC:
        named = {first or second for first, second in _NAMED.findall(message)} - GENERIC
        found = [classify(one, message, operation) for one in sorted(named)]
        if carded := [(kind, card) for kind, card in found if card in PROBLEMS]:
            return carded[0]
    for rule in RULES:
        known = code in rule.codes.split() or (not rule.codes and bool(rule.words))
        if known and operation.startswith(rule.api) and re.search(rule.words, message, re.IGNORECASE):
            return rule.kind, rule.problem
    return Kind.REFUSED, code


def refusal(code: str, message: str, operation: str) -> Problem:
    """The card for a code and message, also for a row of `detail` or of a package list."""
    _, row = classify(code, message, operation)
    told = ": ".join(text for text in (code, message) if text)
    return PROBLEMS.refusal(row, message, told)


def error_of(reply: Reply, operation: str, now: datetime, *, idempotent: bool) -> ChannelError | None:
    """The error in an answer, None when it succeeded. Success is the text "0", and inside a
    `result` no word of failure; the rows of a success still have their own fate. A signature
    is refused for our clock's sake too: `now` (UTC) tells."""
    data = reply.data
    code, message = str(data.get("code", "")), str(data.get("message") or "")
    if code in ("", "0") and isinstance(data.get("result"), Mapping):
        code, message = _inner(data["result"]) or (code, message)
    if code == "0":
        return None
    if code == "":
        return None if reply.status >= 300 else BugError("an answer without code", code="unreadable_answer")
    details = rows(data, "detail")
    full = "; ".join([message, *(detail_text(row) for row in details if isinstance(row, Mapping))])
    about: dict[str, Any] = {
        "code": code,
        "request_id": str(data.get("request_id") or ""),
        "problem": refusal(code, full, operation),
    }
    kind, card = classify(code, message if operation in BATCHES else full, operation)
    server = reply.date()
    if card == "signature_wrong" and server and abs(server - now) > CLOCK_TOLERANCE:
        kind, about["problem"] = CLOCK, problem("clock_wrong", full)
    kind = _by_status(reply.status, kind)
    return _error(kind, full, reply, details, about, idempotent=idempotent)


def _inner(result: Mapping[str, Any]) -> tuple[str, str] | None:
    """Code and message of a `result` that says it failed; both spellings occur."""
    if "success" not in result or truth(result["success"]):
        return None
    code = result.get("errorCode") or result.get("error_code") or "500"
    return str(code), str(result.get("errorMsg") or result.get("error_msg") or "")


def _by_status(status: int, kind: Kind | None) -> Kind | None:
    if status == 429:
        return Kind.THROTTLED
    return Kind.TRANSIENT if status >= 500 and kind is Kind.REFUSED else kind


def _error(
    kind: Kind | None,
    message: str,
    reply: Reply,
    details: Sequence[Any],
    about: dict[str, Any],
    *,
    idempotent: bool,
) -> ChannelError:
    if kind is None:
        clock = ClockError(message, **about)
        clock.server_time = reply.date()
        return clock
    if kind is Kind.THROTTLED:
        whole_shop = about["code"] in WHOLE_SHOP
        return ThrottledError(message, retry_after=_wait(message, reply), whole_shop=whole_shop, **about)
    if kind is Kind.TRANSIENT:
        return TransientError(message, effect_unknown=not idempotent, **about)
    if kind is Kind.BUG:
        ours = about["problem"].field == "installation" and about["problem"].code != "request_wrong"
        return (ConfigurationError if ours else BugError)(message, **about)
    if kind is Kind.REFUSED:
        refused = DetailedRefusal(message, **about)
        refused.rows = [row for row in details if isinstance(row, Mapping)]
        return refused
    return (TokenError if kind is Kind.TOKEN else ReconnectError)(message, **about)


def detail_text(row: Mapping[str, Any]) -> str:
    """What a row of `detail` says: its field and message, whatever they are called."""
    words = [str(row[name]) for name in ("field", "code", "message", "msg", "error_message") if row.get(name)]
    return ": ".join(words)


def _wait(message: str, reply: Reply) -> float:
    """Seconds: as the message or the header says, at least one."""
    told = _BAN.search(message)
    if told:
        return max(float(told[1]), 1.0)
    return max(reply.retry_after() or DEFAULT_RETRY_AFTER, 1.0)
