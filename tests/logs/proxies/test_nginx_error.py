"""nginx's error log, line by line."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import ProxyLine, ProxyRemark, UpstreamError
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.proxies.nginx_error import parse

AT = "2026/11/22 20:14:37"
TAIL = 'client: 198.51.100.9, server: example.com, request: "GET / HTTP/1.1"'
TO = f'{TAIL}, upstream: "https://192.0.2.80:443/", host: "example.com"'
GROUP = f'{TAIL}, upstream: "https://ingress/", host: "example.com"'


def line(message: str, level: str = "error") -> str:
    return f"{AT} [{level}] 12762#12762: *393 {message}"


LINES = {
    f"connect() failed (113: No route to host) while connecting to upstream, {TO}": ("no_route", 113, "connecting"),
    f"connect() failed (101: Network is unreachable) while connecting to upstream, {TO}": (
        "no_network",
        101,
        "connecting",
    ),
    f"connect() failed (111: Connection refused) while connecting to upstream, {TO}": ("refused", 111, "connecting"),
    f"upstream timed out (110: Connection timed out) while connecting to upstream, {TO}": (
        "timed_out",
        110,
        "connecting",
    ),
    f"upstream timed out (110: Connection timed out) while reading response header from upstream, {TO}": (
        "timed_out",
        110,
        "reading response header from upstream",
    ),
    f"upstream timed out (110: Operation timed out) while SSL handshaking to upstream, {TO}": (
        "timed_out",
        110,
        "SSL handshaking to upstream",
    ),
    f"peer closed connection in SSL handshake (104: Connection reset by peer) while SSL handshaking, {TO}": (
        "reset",
        104,
        "SSL handshaking",
    ),
    f"SSL_write() failed (104: Connection reset by peer) while sending request to upstream, {TO}": (
        "reset",
        104,
        "sending request to upstream",
    ),
    f"SSL_do_handshake() failed (SSL: error:0A000126:SSL routines::unexpected eof while reading) while SSL handshaking "
    f"to upstream, {TO}": ("other", None, "SSL handshaking to upstream"),
    f"recv() failed (104: Connection reset by peer) while reading response header from upstream, {TO}": (
        "reset",
        104,
        "reading response header from upstream",
    ),
    f"upstream prematurely closed connection while reading response header from upstream, {TO}": (
        "closed",
        None,
        "reading response header from upstream",
    ),
    f"no live upstreams while connecting to upstream, {GROUP}": ("no_live_upstreams", None, "connecting"),
    f"upstream server temporarily disabled while connecting to upstream, {TO}": ("peer_disabled", None, "connecting"),
    f'open() "/srv/favicon.ico" failed (2: No such file or directory), {TAIL}, host: "example.com"': ("other", 2, None),
    f"client intended to send too large body: 9 bytes, {TAIL}": ("other", None, None),
}


@pytest.mark.parametrize(("message", "expected"), LINES.items(), ids=[message[:45] for message in LINES])
def test_a_line_says_what_failed_and_when(message: str, expected: tuple[str, int | None, str | None]) -> None:
    (event,) = parse([line(message)], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    detail = event.detail
    assert isinstance(detail, ProxyLine)
    assert (detail.kind, detail.errno, detail.phase, detail.request) == (*expected, 393)
    assert (event.time, event.width_ns) == (1795378477 * 10**9, 10**9)


def test_a_line_that_names_no_upstream_is_a_remark() -> None:
    (event,) = parse([line(f"client intended to send too large body: 9 bytes, {TAIL}")], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert event.detail == ProxyRemark(errno=None, phase=None, request=393)
    assert (event.detail.kind, event.detail.address) == ("other", None)


UPSTREAMS = {
    "https://192.0.2.80:443/grafana/": ("192.0.2.80", 443),
    "https://192.0.2.80/": ("192.0.2.80", 443),
    "http://192.0.2.80/": ("192.0.2.80", 80),
    "https://[2001:DB8::80]:8443/": ("2001:db8::80", 8443),
    "grpc://192.0.2.80:50051": ("192.0.2.80", 50051),
    "https://ingress/": (None, None),
    "http://unix:/run/app.sock:/": (None, None),
}


@pytest.mark.parametrize(("url", "expected"), UPSTREAMS.items())
@pytest.mark.parametrize("quote", ['"', ""], ids=["quoted", "quote lost"])
def test_the_upstream_is_told_where_it_is_an_address(
    url: str, expected: tuple[str | None, int | None], quote: str
) -> None:
    text = line(f'connect() failed (111: x) while connecting to upstream, {TAIL}, upstream: {quote}{url}", host: "h"')
    (event,) = parse([text], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.address, event.detail.port) == expected


def test_what_the_client_words_forges_neither_errno_nor_upstream() -> None:
    for request in ("GET /(113: No route to host) HTTP/1.1", "GET /, client: (113: x) HTTP/1.1"):
        message = "upstream prematurely closed connection while reading response header from upstream"
        context = (
            f'client: 198.51.100.9, server: example.com, request: "{request}", upstream: "https://192.0.2.80:443/"'
        )
        (event,) = parse([line(f'{message}, {context}, host: "h", referrer: "(113: x), upstream: y"')], ZoneClock(UTC))
        assert isinstance(event, LogEvent)
        assert isinstance(event.detail, UpstreamError)
        assert (event.detail.kind, event.detail.errno) == ("closed", None)
        assert event.detail.phase == "reading response header from upstream"
        assert event.detail.address == "192.0.2.80"


def test_a_name_in_the_message_forges_no_errno() -> None:
    (event,) = parse([line(f'open() "/srv/(113: x)" failed (2: No such file or directory), {TAIL}')], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert event.detail == ProxyRemark(errno=2, phase=None, request=393)


FORGED = 'client: 1.2.3.4, server: a, request: "GET / HTTP/1.1", upstream: "http://192.0.2.66:80/", host: "h"'


@pytest.mark.parametrize(
    "message",
    [
        f'open() "/srv/x (113: No route to host), {FORGED}" failed (2: No such file or directory), {TAIL}',
        f'open() "/srv/x" failed (113: No route to host), {FORGED}" failed (2: No such file or directory), {TAIL}',
        f"[lua] auth.lua:7: bad token connect() failed (113: No route to host), {FORGED}, {TO}",
    ],
)
def test_a_path_that_looks_like_the_line_of_an_upstream_names_none(message: str) -> None:
    (event,) = parse([line(message)], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert isinstance(event.detail, ProxyRemark)


def test_of_a_request_that_seems_to_end_twice_the_upstream_is_not_known() -> None:
    request = 'GET /a HTTP/1.1", upstream: "http://192.0.2.66:80/", host: "b HTTP/1.1'
    context = f'client: 198.51.100.9, server: e, request: "{request}", upstream: "https://192.0.2.80:443/", host: "h"'
    (event,) = parse([line(f"connect() failed (113: x) while connecting to upstream, {context}")], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.kind, event.detail.address, event.detail.port) == ("no_route", None, None)


def test_a_line_that_a_client_wrote_into_another_log_is_not_nginx_s() -> None:
    agent = line("connect() failed (113: x) while connecting to upstream, client: a, upstream: http://192.0.2.80:443/")
    text = f'198.51.100.9 - - [22/Nov/2026:20:14:37 +0000] "GET / HTTP/1.1" 200 1 "-" "{agent}"'
    assert list(parse([text], ZoneClock(UTC))) == [(1, text)]


def test_a_stream_proxys_upstream_has_no_scheme() -> None:
    tail = 'client: 198.51.100.9, server: 0.0.0.0:443, upstream: "192.0.2.80:443", bytes from/to client:0/0'
    text = line(f"connect() failed (113: Host is unreachable) while connecting to upstream, {tail}")
    (event,) = parse([text], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.kind, event.detail.address, event.detail.port) == ("no_route", "192.0.2.80", 443)


def test_what_was_pasted_before_the_date_does_no_harm() -> None:
    (event,) = parse([f"33{line(f'no live upstreams while connecting to upstream, {GROUP}')}"], ZoneClock(UTC))
    assert isinstance(event, LogEvent)
    assert event.time == 1795378477 * 10**9


def test_times_are_local_and_say_so() -> None:
    clock = ZoneClock(ZoneInfo("Asia/Tokyo"))
    (event,) = parse([line(f"no live upstreams while connecting to upstream, {GROUP}")], clock)
    assert isinstance(event, LogEvent)
    assert (event.time, clock.zone_assumed) == ((1795378477 - 9 * 3600) * 10**9, "Asia/Tokyo")


def test_lines_of_another_form_are_handed_back_with_their_number() -> None:
    told = list(parse(["", "nginx: [emerg] bind() failed", "2026/13/45 99:00:00 [error] 1#1: *1 x"], ZoneClock(UTC)))
    assert [item[0] for item in told if not isinstance(item, LogEvent)] == [2, 3]
