"""A transport that gives prepared answers and keeps what was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3.response import HTTPResponse

START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Sent:
    """One request as it left."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    url: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    data: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


class Canned(BaseAdapter):
    """Answers by path, in the order given; the last answer of a path stays."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, list[Answer | Exception | Callable[[Sent], Answer]]] = {}
        self.sent: list[Sent] = []

    def on(self, path: str, *answers: Any) -> None:
        self.answers[path] = [a if isinstance(a, (Answer, Exception)) or callable(a) else Answer(a) for a in answers]

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(str(request.url))
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        sent = Sent(str(request.method), parts.path, dict(parse_qsl(parts.query)), bytes(body), str(request.url))
        self.sent.append(sent)
        queue = self.answers[parts.path]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, Answer):
            answer = answer(sent)
        return _response(request, answer)

    def close(self) -> None:
        pass

    def called(self, name: str) -> list[Sent]:
        return [sent for sent in self.sent if sent.path.endswith(name)]


def _response(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    raw = json.dumps(answer.data).encode() if answer.raw is None else answer.raw
    response = requests.Response()
    response.status_code = answer.status
    response.headers.update({"content-type": "application/json", **answer.headers})
    response.raw = HTTPResponse(body=BytesIO(raw), preload_content=False, status=answer.status)
    response.request = request
    response.url = str(request.url)
    return response
