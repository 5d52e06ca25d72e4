"""Requests and responses as plain values, so that a marketplace is one function from one to the other."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class UploadedFile:
    """One file part of a multipart body."""

    field: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """An HTTP request; header names are lower-case, query pairs are decoded and keep their order."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def to(cls, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> "Request":
        """Build a request from an absolute URL or a path with a query."""
        parts = urlsplit(url)
        lowered = {name.lower(): value for name, value in (headers or {}).items()}
        if parts.netloc:
            lowered.setdefault("host", parts.netloc)
        return cls(method.upper(), parts.path or "/", tuple(parse_qsl(parts.query, True)), lowered, body)

    @property
    def origin(self) -> str:
        """Scheme and host under which the caller reached us; pictures are linked from there."""
        return "http://" + self.headers.get("host", "127.0.0.1")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def param(self, name: str, default: str = "") -> str:
        """First query value of that name."""
        return next((value for key, value in self.query if key == name), default)

    def listed(self, name: str) -> list[str]:
        """A list parameter in any form clients use: comma-joined, repeated, `name[]`, or `[1, 2]`."""
        found = [value for key, value in self.query if key in (name, name + "[]")]
        parts = [part.strip().strip("\"'") for value in found for part in value.strip().strip("[]").split(",")]
        return [part for part in parts if part]

    def json(self) -> dict:
        """The body as a JSON object; raises ValueError for anything else."""
        value = json.loads(self.body or b"{}")
        if not isinstance(value, dict):
            raise ValueError("the body is not a JSON object")
        return value

    def fields(self) -> dict:
        """The fields of a JSON body or of a submitted form."""
        if self.content_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(self.body.decode(), True))
        return self.json()

    def files(self) -> list[UploadedFile]:
        """The file parts of a multipart/form-data body, in order."""
        return [
            UploadedFile(name, filename, content)
            for name, filename, content in map(_part, self._parts())
            if name and filename is not None
        ]

    def form(self) -> list[tuple[str, str]]:
        """The text fields of a submitted form, of either encoding, in order; none of any other body."""
        if self.content_type == "application/x-www-form-urlencoded":
            return parse_qsl(self.body.decode(errors="replace"), True)
        return [
            (name, content.decode(errors="replace"))
            for name, filename, content in map(_part, self._parts())
            if name and filename is None
        ]

    def _parts(self) -> list[bytes]:
        boundary = re.search(r'boundary="?([^";]+)"?', self.headers.get("content-type", ""))
        if self.content_type != "multipart/form-data" or not boundary:
            return []
        return self.body.split(b"--" + boundary[1].encode())[1:-1]


def _part(part: bytes) -> tuple[str, str | None, bytes]:
    """Field name, file name (None for a text field) and content."""
    head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    name = re.search(rb'[; ]name="([^"]*)"', head)
    filename = re.search(rb'filename="([^"]*)"', head)
    return (
        name[1].decode(errors="replace") if name else "",
        filename[1].decode(errors="replace") if filename else None,
        content.removesuffix(b"\r\n"),
    )


@dataclass
class Response:
    """An HTTP response. `delay` (seconds) comes before it; a `dropped` one is never sent: the line goes dead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    dropped: bool = False

    def json(self) -> dict:
        return json.loads(self.body)


def json_response(value: object, status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8"})


def html_response(text: str, status: int = 200) -> Response:
    return Response(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def redirect(url: str, status: int = 303) -> Response:
    return Response(status, b"", {"Location": url})
