"""The only way out to a marketplace: bounded, recorded, redacted, with errors of known kinds.

Nothing is retried here: the kind of the error tells the engine. Only a call that the channel
put off may be made again, when the limiter has waited: it was not carried out. Redirects are
not followed and only the origins given at construction are called (law 9).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.exceptions import SSLError as TLSError

from connectors.errors import (
    BugError,
    ChannelError,
    ConfigurationError,
    ThrottledError,
    TransientError,
)
from connectors.redaction import redact, redact_text, secrets_in

MAX_RESPONSE_BYTES = 16 * 1024 * 1024
MAX_RECORDED_CHARS = 20_000
MAX_RETRY_AFTER = 24 * 3600.0
DEFAULT_RETRY_AFTER = 2.0
CHUNK = 64 * 1024

# urllib3 writes whole URLs, tokens included, to its debug log: those lines are dropped.
logging.getLogger("urllib3.connectionpool").addFilter(lambda record: record.levelno > logging.DEBUG)


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `url` is absolute and without a query; `secret_fields` names fields that
    are secret in this call only; `idempotent` says whether repeating it does no harm."""

    operation: str
    method: str
    url: str
    query: Sequence[tuple[str, str]] = field(default=(), repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_fields: frozenset[str] = frozenset()
    idempotent: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """A JSON object that came back, numbers with a point as Decimal."""

    status: int
    data: dict[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def date(self) -> datetime | None:
        """The server's clock (UTC) as its Date header tells it."""
        try:
            return parsedate_to_datetime(self.headers.get("date", "")).astimezone(UTC)
        except ValueError:
            return None

    def retry_after(self) -> float | None:
        """Seconds to wait, if the server says so as a number."""
        return _seconds(self.headers)


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What is kept of a call, redacted. `elapsed` in seconds, `status` 0 when none came."""

    channel: str
    operation: str
    method: str
    url: str
    request: str
    status: int
    response: str
    error: str
    started_at: datetime
    elapsed: float


Judge = Callable[[Reply], ChannelError | None]
Recorder = Callable[[CallRecord], None]


class Limiter:
    """Asked around every call; this one never waits."""

    def before(self, operation: str) -> None:
        """Returns when the call may go out; raises ThrottledError when it may not for long."""

    def again(self, error: ThrottledError) -> bool:
        """The channel put a call off; True when it was waited for and the call is to be made again."""
        return False

    def taken(self, operation: str) -> None:
        """The channel let a call through."""


@dataclass(slots=True)
class _Answer:
    """What came over the wire before anyone judged it."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: ChannelError | None = None


class Http:
    """One session for one account on one channel.

    `origins` are the only addresses that may be called ("https://host[:port]"), `recorder`
    receives every call, `clock` returns the present in UTC; `adapter` replaces the
    transport (tests, a marketplace mounted in the same process), `limiter` says when.
    """

    def __init__(
        self,
        channel: str,
        *,
        origins: Iterable[str],
        recorder: Recorder,
        clock: Callable[[], datetime],
        adapter: BaseAdapter | None = None,
        limiter: Limiter | None = None,
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        max_bytes: int = MAX_RESPONSE_BYTES,
    ) -> None:
        self.channel = channel
        self.clock = clock
        self._origins = frozenset(_origin(url) for url in origins)
        self._recorder = recorder
        self._limiter = limiter or Limiter()
        self._timeout = (connect_timeout, read_timeout)
        self._max_bytes = max_bytes
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter or HTTPAdapter())

    def close(self) -> None:
        """Gives the connections back."""
        self._session.close()

    def send(self, call: Call, judge: Judge) -> dict[str, Any]:
        """Makes the call and returns the JSON object of a success.

        `judge` reads a channel's own error envelope and returns the error, or None for a
        success. Raises a ChannelError of the kind that tells what to do.
        """
        if _origin(call.url) not in self._origins:
            raise ConfigurationError(
                "address not in the configuration",
                channel=self.channel,
                operation=call.operation,
                code="foreign_origin",
            )
        while True:
            self._limiter.before(call.operation)
            error, data = self._once(call, judge)
            if not isinstance(error, ThrottledError):
                break
            if not self._limiter.again(error):
                raise error
        if not isinstance(error, TransientError):
            self._limiter.taken(call.operation)
        if error is not None:
            raise error
        return data

    def _once(self, call: Call, judge: Judge) -> tuple[ChannelError | None, dict[str, Any]]:
        started = self.clock()
        answer = self._transmit(call, started)
        data: dict[str, Any] = {}
        error = answer.error
        if error is None:
            error, data = self._judge(call, answer, judge)
        self._record(call, answer, error, started)
        return error, data

    def _transmit(self, call: Call, started: datetime) -> _Answer:
        """Sends and reads, within time and size. Errors are returned, not raised, so that no
        traceback carries the library's own exception, whose text holds the signed URL."""
        answer = _Answer()
        try:
            with self._session.request(
                call.method,
                call.url,
                params=list(call.query),
                json=call.json,
                data=call.form,
                files=call.files,
                headers=dict(call.headers),
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                answer.status = response.status_code
                answer.headers = {k.lower(): v for k, v in response.headers.items()}
                answer.body = self._read(response, started)
        except requests.RequestException as exc:
            answer.error = self._network_error(call, exc)
        except _TooMuch as exc:
            answer.error = self._failure(call, exc.code)
        return answer

    def _read(self, response: requests.Response, started: datetime) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise _TooMuch("response_too_large")
            if (self.clock() - started).total_seconds() > 2 * self._timeout[1]:
                raise _TooMuch("timeout")
        return bytes(body)

    def _network_error(self, call: Call, exc: requests.RequestException) -> ChannelError:
        if isinstance(exc, (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader)):
            return ConfigurationError(channel=self.channel, operation=call.operation, code="invalid_address")
        code = "timeout" if isinstance(exc, requests.Timeout) else "network"
        return self._failure(call, code, f"no answer from {_origin(call.url)}", sent=not _never_sent(exc))

    def _failure(self, call: Call, code: str, message: str = "", *, sent: bool = True) -> TransientError:
        return TransientError(
            message,
            channel=self.channel,
            operation=call.operation,
            code=code,
            effect_unknown=sent and not call.idempotent,
        )

    def _judge(self, call: Call, answer: _Answer, judge: Judge) -> tuple[ChannelError | None, dict[str, Any]]:
        data = _json_object(answer.body)
        reply = Reply(answer.status, data or {}, answer.headers)
        error = judge(reply) if data is not None else None
        if error is None:
            error = self._status_error(call, reply, is_json=data is not None)
        if error is not None:
            error.channel, error.operation = self.channel, call.operation
            error.conceal(_secrets(call))
        return error, reply.data

    def _status_error(self, call: Call, reply: Reply, *, is_json: bool) -> ChannelError | None:
        """What the HTTP status alone says, for answers without a known error envelope."""
        if reply.status == 429:
            wait = reply.retry_after()
            return ThrottledError(code="http_429", retry_after=DEFAULT_RETRY_AFTER if wait is None else wait)
        if reply.status >= 500:
            return self._failure(call, f"http_{reply.status}")
        if not is_json:
            return self._failure(call, "not_json")
        if reply.status >= 300:
            return BugError(code=f"http_{reply.status}")
        return None

    def _record(self, call: Call, answer: _Answer, error: ChannelError | None, started: datetime) -> None:
        secrets = _secrets(call)
        query = redact(dict(call.query), call.secret_fields)
        body: Any = call.json if call.json is not None else dict(call.form or {})
        sent = redact(body, call.secret_fields)
        for name, (filename, content, kind) in (call.files or {}).items():
            sent = {**sent, name: f"<{filename}, {kind}, {len(content)} bytes>"}
        data = _json_object(answer.body)
        text = answer.body.decode("utf-8", "replace") if data is None else _dump(redact(data))
        self._recorder(
            CallRecord(
                channel=self.channel,
                operation=call.operation,
                method=call.method,
                url=f"{call.url}?{urlencode(query, safe='*')}" if query else call.url,
                request=redact_text(_dump(sent), secrets)[:MAX_RECORDED_CHARS] if sent else "",
                status=answer.status,
                response=redact_text(text, secrets)[:MAX_RECORDED_CHARS],
                error=str(error) if error else "",
                started_at=started,
                elapsed=(self.clock() - started).total_seconds(),
            )
        )


class _TooMuch(Exception):
    """The answer is larger or slower than we wait for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _never_sent(exc: requests.RequestException) -> bool:
    """Whether the connection failed before the first byte of the request."""
    if isinstance(exc, requests.ConnectTimeout):
        return True
    cause = exc.args[0] if exc.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, (NewConnectionError, TLSError))


def _secrets(call: Call) -> set[str]:
    found = secrets_in(dict(call.query), call.secret_fields)
    found |= secrets_in(dict(call.form or {}), call.secret_fields)
    found |= secrets_in(dict(call.headers), call.secret_fields)
    return found | secrets_in(call.json, call.secret_fields)


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _seconds(headers: Mapping[str, str]) -> float | None:
    text = headers.get("retry-after", "")
    return min(float(text), MAX_RETRY_AFTER) if text.isascii() and text.isdigit() else None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
