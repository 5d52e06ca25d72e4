"""The way out: what is recorded, what is hidden, which error follows from which trouble."""

import logging
import socket
import threading
from contextlib import contextmanager
from decimal import Decimal

import pytest
import requests

from connectors.errors import BugError, ConfigurationError, RefusedError, ThrottledError, TransientError
from connectors.http import Call, CallRecord, Http
from connectors.redaction import redact, redact_text
from tests.connectors.canned import Answer, Canned, Clock

BASE = "https://api.example.vn"


def no_envelope(reply):
    return None


class Setup:
    def __init__(self, **options):
        self.records: list[CallRecord] = []
        self.canned = Canned()
        self.clock = Clock()
        self.http = Http(
            "demo",
            origins=[BASE],
            recorder=self.records.append,
            clock=self.clock,
            adapter=self.canned,
            **options,
        )

    def send(self, judge=no_envelope, **fields):
        fields = {"operation": "op", "method": "GET", "url": f"{BASE}/x"} | fields
        return self.http.send(Call(**fields), judge)


def test_numbers_with_a_point_are_decimals():
    setup = Setup()
    setup.canned.on("/x", Answer(raw=b'{"price": 19.10, "count": 3}'))
    assert setup.send() == {"price": Decimal("19.10"), "count": 3}


def test_only_configured_addresses_are_called():
    setup = Setup()
    with pytest.raises(ConfigurationError):
        setup.send(url="https://evil.example/x")
    assert setup.canned.sent == [] and setup.records == []


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Answer({}, 500), TransientError, "http_500"),
        (Answer(raw=b"<html>bad gateway</html>", status=502), TransientError, "http_502"),
        (Answer(raw=b"<html>hello</html>"), TransientError, "not_json"),
        (Answer(raw=b"[1]"), TransientError, "not_json"),
        (Answer(raw=b'{"a": NaN}'), TransientError, "not_json"),
        (Answer(raw=b"\xff\xfe"), TransientError, "not_json"),
        (Answer(raw=b""), TransientError, "not_json"),
        (Answer(raw=b"[" * 100_000), TransientError, "not_json"),
        (Answer({}, 302, {"location": "https://evil.example"}), BugError, "http_302"),
        (Answer({}, 404), BugError, "http_404"),
        (requests.ConnectTimeout(), TransientError, "timeout"),
        (requests.ReadTimeout(), TransientError, "timeout"),
        (requests.ConnectionError("reset"), TransientError, "network"),
        (requests.exceptions.ChunkedEncodingError(), TransientError, "network"),
    ],
)
def test_trouble_has_a_kind(answer, kind, code):
    setup = Setup()
    setup.canned.on("/x", answer)
    with pytest.raises(kind) as caught:
        setup.send()
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.channel, caught.value.operation) == (code, "demo", "op")
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert len(setup.records) == 1 and code in setup.records[0].error


@pytest.mark.parametrize(
    ("answer", "unknown"),
    [
        (requests.ReadTimeout(), True),
        (requests.ConnectionError("reset"), True),
        (Answer(raw=b"oops", status=504), True),
        (Answer(raw=b"<html>"), True),
        (requests.ConnectTimeout(), False),
    ],
)
def test_a_lost_answer_leaves_the_effect_unknown(answer, unknown):
    for idempotent in (True, False):
        setup = Setup()
        setup.canned.on("/x", answer)
        with pytest.raises(TransientError) as caught:
            setup.send(method="POST", json={}, idempotent=idempotent)
        assert caught.value.effect_unknown is (unknown and not idempotent)


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("", 2.0), ("soon", 2.0), ("99999999", 86400.0)])
def test_429_waits_as_told(header, seconds):
    setup = Setup()
    setup.canned.on("/x", Answer({}, 429, {"Retry-After": header} if header else {}))
    with pytest.raises(ThrottledError) as caught:
        setup.send()
    assert caught.value.retry_after == seconds


def test_the_channel_judges_its_envelope_first():
    setup = Setup()
    setup.canned.on("/x", Answer({"error": "no"}, 500))
    with pytest.raises(RefusedError) as caught:
        setup.send(judge=lambda reply: RefusedError(reply.data["error"], code="no"))
    assert (caught.value.channel, caught.value.operation) == ("demo", "op")


def test_answers_are_bounded():
    setup = Setup(max_bytes=1000)
    setup.canned.on("/x", Answer(raw=b'{"a": "' + b"x" * 2000 + b'"}'))
    with pytest.raises(TransientError) as caught:
        setup.send(method="POST", json={}, idempotent=False)
    assert (caught.value.code, caught.value.effect_unknown) == ("response_too_large", True)


def test_what_is_recorded_has_no_secret_and_no_buyer():
    setup = Setup()
    setup.canned.on(
        "/x",
        {
            "access_token": "new-token-1",
            "echo": "you sent tok-abcdef",
            "recipient_address": {"name": "Nguyễn Văn A", "phone": "0900000001"},
            "buyer_username": "khachhang",
            "items": [{"name": "Mật ong", "price": 5}],
        },
    )
    setup.send(
        method="POST",
        query=[("access_token", "tok-abcdef"), ("sign", "a" * 64), ("shop_id", "7")],
        json={"code": "one-time-code", "refresh_token": "ref-123456", "note": "gọi trước", "n": 1},
        secret_fields=frozenset({"code"}),
    )
    record = setup.records[0]
    kept = f"{record.url} {record.request} {record.response}"
    for hidden in ("tok-abcdef", "a" * 64, "one-time-code", "ref-123456", "new-token-1", "0900000001", "Nguyễn"):
        assert hidden not in kept
    for hidden in ("khachhang", "gọi trước"):
        assert hidden not in kept
    assert "shop_id=7" in record.url and "Mật ong" in record.response and '"n": 1' in record.request
    assert (record.status, record.channel, record.operation) == (200, "demo", "op")


def test_errors_lose_the_secrets_that_the_channel_echoes():
    setup = Setup()
    setup.canned.on("/x", {"message": "bad token tok-abcdef"})
    with pytest.raises(RefusedError) as caught:
        setup.send(
            judge=lambda reply: RefusedError(reply.data["message"]),
            query=[("access_token", "tok-abcdef")],
        )
    assert "tok-abcdef" not in f"{caught.value} {caught.value.args} {setup.records[0]}"


def test_files_are_recorded_by_size_only():
    setup = Setup()
    setup.canned.on("/x", {})
    setup.send(method="POST", files={"image": ("a.jpg", b"\xff\xd8data", "image/jpeg")})
    assert setup.records[0].request == '{"image": "<a.jpg, image/jpeg, 6 bytes>"}'
    assert b'name="image"; filename="a.jpg"' in setup.canned.sent[0].body


def test_redaction_opens_json_in_text():
    assert redact({"payload": '{"phone": "0900", "sku": "A"}'}) == {"payload": '{"phone": "***", "sku": "A"}'}
    assert redact({"buyer_username": None, "sign": ""}) == {"buyer_username": None, "sign": ""}
    assert redact_text("design: wood") == "design: wood"
    assert redact_text('access_token=abc&x=1 "refresh_token": "def"') == ('access_token=***&x=1 "refresh_token": "***"')


@contextmanager
def server(behave):
    """A socket that accepts one connection and lets `behave` treat it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(5)
    listener.close()


def real_http(base, records):
    clock = Clock()
    return Http("demo", origins=[base], recorder=records.append, clock=clock, connect_timeout=1.0, read_timeout=0.3)


def lost_call(base, records=None):
    http = real_http(base, [] if records is None else records)
    call = Call("op", "POST", f"{base}/x", query=[("access_token", "tok-abcdef")], json={}, idempotent=False)
    with pytest.raises(TransientError) as caught:
        http.send(call, no_envelope)
    return caught.value


def test_silence_on_a_real_socket():
    done = threading.Event()
    with server(lambda connection: done.wait(2)) as base:
        error = lost_call(base)
        done.set()
    assert (error.code, error.effect_unknown) == ("timeout", True)


def test_a_line_cut_in_the_middle_of_the_body():
    def cut(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")

    with server(cut) as base:
        error = lost_call(base)
    assert (error.code, error.effect_unknown) == ("network", True)


def test_a_line_cut_before_the_answer():
    with server(lambda connection: None) as base:
        error = lost_call(base)
    assert (error.code, error.effect_unknown) == ("network", True)


def test_nobody_listening_means_no_effect(caplog):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    records = []
    with caplog.at_level(logging.DEBUG):
        error = lost_call(f"http://127.0.0.1:{port}", records)
    assert (error.code, error.effect_unknown) == ("network", False)
    assert "tok-abcdef" not in f"{error} {records} {caplog.text}"


def test_urls_do_not_reach_the_debug_log(caplog):
    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

    with server(answer) as base, caplog.at_level(logging.DEBUG):
        call = Call("op", "GET", f"{base}/x", query=[("access_token", "tok-abcdef")])
        assert real_http(base, []).send(call, no_envelope) == {}
    assert "tok-abcdef" not in caplog.text
