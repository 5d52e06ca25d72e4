"""Sorts Shopee's errors by code and message into our kinds.

Codes come bare and module-prefixed, sometimes misspelt; `error_auth` and `error_param`
mean different things depending on the message. Rules are tried from the top.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from connectors.contract import Problem
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
from connectors.shopee.problems import PROBLEMS

DAILY_LIMIT_ZONE = timezone(timedelta(hours=8))
_SPELLINGS = {"invalid_acceess_token": "invalid_access_token"}


class ClockError(ConfigurationError):
    """Our timestamp was refused; `server_time` (UTC) is the server's own, if it told."""

    server_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Bare code ("*" = any) and a part of the message → kind and row of the problem table."""

    code: str
    words: str
    kind: Kind | None
    problem: str


CLOCK: Kind | None = None
RULES: tuple[Rule, ...] = (
    Rule("invalid_access_token", "", Kind.TOKEN, "access_token_invalid"),
    Rule("error_auth", r"access.?token", Kind.TOKEN, "access_token_invalid"),
    Rule("error_auth", r"refresh.?token", Kind.RECONNECT, "grant_lost"),
    Rule("error_auth", r"invalid code", Kind.RECONNECT, "invalid_code"),
    Rule("error_auth", r"more than reserved stock", Kind.REFUSED, "stock_below_reserved"),
    Rule("error_auth", r"location_id", Kind.REFUSED, "location_missing"),
    Rule("error_auth", r"holiday", Kind.REFUSED, "holiday_mode"),
    Rule("refresh_token_expired", "", Kind.RECONNECT, "grant_lost"),
    Rule("error_shop_refresh_token", "", Kind.RECONNECT, "grant_lost"),
    Rule("shop_access_expired", "", Kind.RECONNECT, "grant_lost"),
    Rule("shop_no_linked", "", Kind.RECONNECT, "grant_lost"),
    Rule("partner_shop_no_link", "", Kind.RECONNECT, "grant_lost"),
    Rule("shop_banned", "", Kind.RECONNECT, "shop_banned"),
    Rule("invalid_code", "", Kind.RECONNECT, "invalid_code"),
    Rule("invalid_shop_id", "", Kind.RECONNECT, "invalid_shop_id"),
    Rule("invalid_main_acount_id", "", Kind.RECONNECT, "invalid_shop_id"),
    Rule("invalid_main_account_id", "", Kind.RECONNECT, "invalid_shop_id"),
    Rule("error_param", r"(expired|invalid|no) timestamp|timestamp is expired", CLOCK, "clock_wrong"),
    Rule("error_sign", "", Kind.BUG, "error_sign"),
    Rule("invalid_partner_id", "", Kind.BUG, "invalid_partner_id"),
    Rule("error_partner_key_expired", "", Kind.BUG, "error_partner_key_expired"),
    Rule("source_ip_undeclared", "", Kind.BUG, "source_ip_undeclared"),
    Rule("error_api_permission", "", Kind.BUG, "error_api_permission"),
    Rule("error_api_call_restricted", "", Kind.BUG, "error_api_call_restricted"),
    Rule("api_suspended", "", Kind.BUG, "api_suspended"),
    Rule("error_kyc_auth", "", Kind.BUG, "error_kyc_auth"),
    Rule("error_rate_limit", "", Kind.THROTTLED, "error_rate_limit"),
    Rule("error_too_frequent", "", Kind.THROTTLED, "error_rate_limit"),
    Rule("error_limit", "", Kind.THROTTLED, "error_limit"),
    Rule("error_server", "", Kind.TRANSIENT, "busy"),
    Rule("error_inner", "", Kind.TRANSIENT, "busy"),
    Rule("error_system_busy", "", Kind.TRANSIENT, "busy"),
    Rule("error_network", "", Kind.TRANSIENT, "busy"),
    Rule("error_data", "", Kind.TRANSIENT, "busy"),
    Rule("error_param", r"less than reserved stock", Kind.REFUSED, "stock_below_reserved"),
    Rule("error_param", r"stock structure", Kind.REFUSED, "stock_structure"),
    Rule("error_param", r"image file", Kind.REFUSED, "image_not_found"),
    Rule("error_holiday_mode_change_stock", "", Kind.REFUSED, "holiday_mode"),
    Rule("error_seller_under_penalty", "", Kind.REFUSED, "shop_under_penalty"),
    Rule("*", r"reserved stock", Kind.REFUSED, "stock_below_reserved"),
    Rule("*", r"can'?t unlist item when item is under promotion", Kind.REFUSED, "unlist_in_promotion"),
    Rule("*", r"(item|product) (is )?not found", Kind.REFUSED, "error_item_not_found"),
    Rule("*", r"holiday mode", Kind.REFUSED, "holiday_mode"),
    Rule("*", r"location_id", Kind.REFUSED, "location_missing"),
)

_LOCKED = re.compile(r"lock|too.?many|invoke", re.IGNORECASE)
_OURS = frozenset({"order_list_invalid_time"})


def bare(code: str) -> str:
    """`product.error_param`, `prodct.error_param`, `error.param` → `error_param`."""
    prefix, _, last = code.strip().rpartition(".")
    if prefix == "error":
        last = f"error_{last}"
    return _SPELLINGS.get(last, last)


def classify(code: str, message: str) -> tuple[Kind | None, str]:
    """Kind (None = our clock) and row of the problem table for a code and message."""
    name = bare(code)
    for rule in RULES:
        if rule.code in (name, "*") and re.search(rule.words, message, re.IGNORECASE):
            return rule.kind, rule.problem
    if code.startswith("logistics.") and _LOCKED.search(f"{name} {message}"):
        return Kind.TRANSIENT, "busy"
    if name in _OURS:
        return Kind.BUG, name
    return Kind.REFUSED, name


def refusal(code: str, message: str) -> Problem:
    """The card for a code and message, also for the rows of a `failure_list`."""
    _, row = classify(code, message)
    detail = ": ".join(part for part in (code, message) if part)
    return PROBLEMS.refusal(row, message, detail)


def error_of(reply: Reply, now: datetime, *, idempotent: bool) -> ChannelError | None:
    """The error in an answer, None when it succeeded or carries a result for each row.

    `now` (UTC) tells how long the daily limit still lasts.
    """
    code = str(reply.data.get("error") or "")
    if not code or _has_rows(reply.data):
        return None
    message = str(reply.data.get("message") or reply.data.get("msg") or "")
    about: dict[str, Any] = {
        "code": code,
        "request_id": str(reply.data.get("request_id") or ""),
        "problem": refusal(code, message),
    }
    kind, _ = classify(code, message)
    if reply.status == 429 and kind is not Kind.THROTTLED:
        kind = Kind.THROTTLED
    elif reply.status >= 500 and kind is Kind.REFUSED:
        kind = Kind.TRANSIENT
    if kind is None:
        clock = ClockError(message, **about)
        clock.server_time = reply.date()
        return clock
    if kind is Kind.THROTTLED:
        return ThrottledError(message, retry_after=_wait(bare(code), reply, now), **about)
    if kind is Kind.TRANSIENT:
        return TransientError(message, effect_unknown=not idempotent, **about)
    if kind is Kind.BUG:
        return (BugError if bare(code) in _OURS else ConfigurationError)(message, **about)
    return _PLAIN[kind](message, **about)


_PLAIN: Mapping[Kind, type[ChannelError]] = {
    Kind.TOKEN: TokenError,
    Kind.RECONNECT: ReconnectError,
    Kind.REFUSED: RefusedError,
}


def _has_rows(data: Mapping[str, Any]) -> bool:
    response = data.get("response")
    return isinstance(response, dict) and bool(response.get("failure_list") or response.get("success_list"))


def _wait(code: str, reply: Reply, now: datetime) -> float:
    """Seconds: until midnight UTC+8 for the daily limit, else as told."""
    if code == "error_limit":
        local = now.astimezone(DAILY_LIMIT_ZONE)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - local).total_seconds()
    told = reply.retry_after()
    return DEFAULT_RETRY_AFTER if told is None else told
