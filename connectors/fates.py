"""Writes down what became of a row: done, waiting until when, or refused and why (law 5)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from .contract import Problem
from .errors import ChannelError, ReconnectError, ThrottledError, TransientError
from .models import Fate

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


def card(problem: Problem | None) -> dict[str, str]:
    """A problem as stored and shown; empty for none."""
    if problem is None:
        return {}
    return {
        "field": problem.field,
        "code": problem.code,
        "message": problem.message,
        "remedy": problem.remedy,
        "detail": problem.detail,
    }


def in_words(problem: Problem) -> str:
    """A problem as one line."""
    return f"{problem.message.rstrip('.')}: {problem.detail}." if problem.detail else problem.message


def card_of(error: ChannelError) -> dict[str, str]:
    """The channel's own card, or one for an error without: an unknown code makes a card too."""
    if error.problem is not None:
        return card(error.problem)
    message, remedy = _words(error)
    detail = error.message
    return {"field": "", "code": error.code or str(error.kind), "message": message, "remedy": remedy, "detail": detail}


def _words(error: ChannelError) -> tuple[str, str]:
    if isinstance(error, ThrottledError):
        return _("The marketplace limits how often it may be called."), _("Nothing to do: it goes on by itself.")
    if isinstance(error, TransientError):
        return _("The marketplace could not be reached."), _("Nothing to do: it is tried again by itself.")
    if isinstance(error, ReconnectError):
        return _("This shop must sign in again at the marketplace."), _("Press “Connect again” and sign in there.")
    return _("The channel did not accept this."), _("Send it again; if it goes on, tell the programme office.")


def done(aspect: str, revision: int) -> dict[str, Any]:
    return {
        f"{aspect}_acknowledged": revision,
        f"{aspect}_state": Fate.DONE,
        f"{aspect}_problem": {},
        f"{aspect}_not_before": None,
    }


def refused(aspect: str, revision: int, problem: dict[str, str]) -> dict[str, Any]:
    """It rests until its source changes or a person asks again."""
    return {
        f"{aspect}_acknowledged": revision,
        f"{aspect}_state": Fate.REFUSED,
        f"{aspect}_problem": problem,
        f"{aspect}_not_before": None,
    }


def waiting(aspect: str, until: datetime, problem: dict[str, str]) -> dict[str, Any]:
    return {
        f"{aspect}_state": Fate.WAITING,
        f"{aspect}_problem": problem,
        f"{aspect}_not_before": until,
    }


def backoff(failures: int) -> timedelta:
    """Twice as long each time, with jitter, at most a quarter of an hour."""
    longest = min(FIRST_WAIT * 2 ** min(failures, 10), LONGEST_WAIT)
    return longest * random.uniform(0.5, 1)
