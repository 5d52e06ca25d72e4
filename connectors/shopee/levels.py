"""The fate of each row of update_stock and update_price. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from connectors.contract import Action, Outcome, PriceLevel, Problem, StockLevel
from connectors.contract.wire import rows
from connectors.shopee.errors import refusal
from connectors.shopee.problems import problem

L = TypeVar("L", StockLevel, PriceLevel)

WHOLE_ITEM = frozenset(
    {
        "error_item_not_found",
        "error_item_not_belong_shop",
        "error_item_uneditable",
        "error_edit_item_stock_for_item_has_model",
        "error_edit_item_price_for_item_has_model",
        "holiday_mode",
        "shop_under_penalty",
    }
)
_BUSY = re.compile(r"busy|timeout|try again|try later|system error", re.IGNORECASE)


def splits(why: Problem) -> bool:
    """Whether a refusal of the whole call may concern only some of its rows."""
    return why.code not in WHOLE_ITEM


def row_outcomes(levels: Sequence[L], answer: Mapping[str, Any]) -> tuple[Outcome[L], ...]:
    """Reads success_list and failure_list by model; a row in neither has to be sent again."""
    done = {_model(row) for row in rows(answer, "response", "success_list")}
    failed = {_model(row): str(row.get("failed_reason") or "") for row in rows(answer, "response", "failure_list")}
    return tuple(_outcome(level, done, failed) for level in levels)


def _outcome(level: L, done: set[str], failed: Mapping[str, str]) -> Outcome[L]:
    model = level.ref.model_id or "0"
    if model in failed:
        return _failure(level, failed[model])
    if model in done or not (done or failed):
        return Outcome(level, Action.UPDATED)
    return Outcome(level, Action.WAITING, problem("busy"))


def _failure(level: L, reason: str) -> Outcome[L]:
    why = refusal("", reason)
    if why.code != "unknown":
        return Outcome(level, Action.REFUSED, why)
    if _BUSY.search(reason):
        return Outcome(level, Action.WAITING, problem("busy", reason))
    if isinstance(level, StockLevel):
        why = problem("error_busi_update_stock_failed", reason)
    else:
        why = problem("unknown", reason, field="price")
    return Outcome(level, Action.REFUSED, why)


def _model(row: Mapping[str, Any]) -> str:
    return str(row.get("model_id") or 0)
