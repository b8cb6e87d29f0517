"""nginx's access log: tries that failed, in several formats."""

from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import UpstreamError
from arpwatch_k8s.logs.event import Contents, Went
from arpwatch_k8s.logs.proxies.log_format import log_formats
from arpwatch_k8s.logs.proxies.nginx_access import SOURCE, access_source, form_of

END = 1_795_378_534 * 10**9  # 2026-11-22 20:15:34 UTC
CONF = """
log_format tries '$remote_addr [$time_local] "$request" $status $msec $request_time '
                 '$upstream_addr $upstream_status $upstream_connect_time $upstream_response_time';
log_format json escape=json '{"t":"$time_iso8601","status":"$status","to":"$upstream_addr",'
                            '"st":"$upstream_status","h":"$upstream_header_time","rt":"$request_time"}';
"""
BEGIN = "192.0.2.9 - - [22/Nov/2026:20:15:34 +0000]"
TRIES = '192.0.2.9 [22/Nov/2026:20:15:34 +0000] "GET / HTTP/1.1"'
INGRESS = f'{BEGIN} "GET / HTTP/2.0" {{}} 552 "-" "curl/8.5.0" 78 {{}} [web-app-80] [] {{}} 0f1e2d3c'


def read(tmp_path: Path, *lines: str) -> Contents:
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines))
    return access_source(log_formats(CONF).values()).read(path, ZoneClock(UTC))


def told(contents: Contents) -> list[tuple[str, str | None, int | None, str | None]]:
    return [
        (event.detail.kind, event.detail.address, event.detail.port, event.detail.phase)
        for event in contents.events
        if isinstance(event.detail, UpstreamError)
    ]


def test_combined_says_that_a_gateway_failed_but_not_where(tmp_path: Path) -> None:
    lines = [f'{BEGIN} "GET / HTTP/1.1" {status} 157 "-" "-"' for status in (502, 504, 200, 404, 499, 503)]
    contents = read(tmp_path, *lines)
    assert told(contents) == [("other", None, None, None), ("timed_out", None, None, None)]
    assert [(event.line, event.time, event.width_ns) for event in contents.events] == [(1, END, 10**9), (2, END, 10**9)]
    assert [(tally.went, tally.number) for tally in contents.tallies] == [(Went.ANSWERED, 2), (Went.OTHERWISE, 2)]


def test_each_try_that_failed_is_told_with_its_own_span(tmp_path: Path) -> None:
    contents = read(
        tmp_path, f"{TRIES} 200 1795378534.500 3.070 192.0.2.80:443, [2001:db8::81]:443 502, 200 -, 0.001 3.060, 0.010"
    )
    assert told(contents) == [("other", "192.0.2.80", 443, "connecting")]
    (event,) = contents.events
    assert (event.time, event.time + event.width_ns) == (END - 2_571_000_000, END + 492_000_000)


def test_tries_of_several_groups_are_parts_of_their_line(tmp_path: Path) -> None:
    contents = read(
        tmp_path,
        f"{TRIES} 502 1795378534.500 4.070 "
        "192.0.2.80:443, 192.0.2.81:443 : backend 502, 504 : 502 0.002, - : - 3.060, 1.010 : 0.000",
    )
    assert told(contents) == [
        ("other", "192.0.2.80", 443, None),
        ("timed_out", "192.0.2.81", 443, "connecting"),
        ("no_live_upstreams", None, None, "connecting"),
    ]
    assert [(event.line, event.part) for event in contents.events] == [(1, 0), (1, 1), (1, 2)]
    assert [event.time for event in contents.events] == sorted(event.time for event in contents.events)


def test_a_502_that_the_upstream_sent_itself_is_an_answer(tmp_path: Path) -> None:
    line = '{{"t":"2026-11-22T20:15:34+00:00","status":"502","to":"192.0.2.80:443","st":"502","h":"{}","rt":"0.002"}}'
    assert told(read(tmp_path, line.format("-"))) == [("other", "192.0.2.80", 443, None)]
    contents = read(tmp_path, line.format("0.001"))
    assert (told(contents), [tally.went for tally in contents.tallies]) == ([], [Went.ANSWERED])
    backend = INGRESS.format(502, 0.003, "10.0.0.5:8080 552 0.003 502")
    assert told(read(tmp_path, backend)) == []


INGRESSES = {
    "10.0.0.5:8080 0 3.060 502": [("other", "10.0.0.5", 8080, None)],
    "10.0.0.5:8080, 10.0.0.6:8080 0, 552 3.060, 0.002 504, 200": [("timed_out", "10.0.0.5", 8080, None)],
    "- - - -": [],
}


@pytest.mark.parametrize(("upstream", "expected"), INGRESSES.items())
def test_ingress_nginx_s_own_format_is_known(
    tmp_path: Path, upstream: str, expected: list[tuple[str, str | None, int | None, str | None]]
) -> None:
    now = INGRESS.format(200, 3.062, upstream)
    before = now.replace(" - - [", " - [192.0.2.9] - - [")
    assert told(read(tmp_path, now, before)) == expected * 2
    assert SOURCE.recognize(f"{now}\n{before}\n".encode()) == 1


def test_a_request_that_was_given_up_is_no_failure_of_the_upstream(tmp_path: Path) -> None:
    contents = read(tmp_path, f"{TRIES} 499 1795378534.500 2.000 192.0.2.80:443 - - 2.000")
    assert (contents.events, [tally.went for tally in contents.tallies]) == ((), [Went.OTHERWISE])


def test_a_format_without_a_time_or_a_status_tells_nothing() -> None:
    assert form_of("$remote_addr $status") is None
    assert form_of("$remote_addr [$time_local]") is None
    assert form_of("$msec $upstream_status") is not None


def test_an_access_log_is_told_from_nothing_else() -> None:
    assert SOURCE.recognize(f'{BEGIN} "GET / HTTP/1.1" 200 157 "-" "-"\n'.encode() * 300) == 1
    assert SOURCE.recognize(b"GET / HTTP/1.1\n200\n") == 0


def test_hostile_lines_are_handed_back(tmp_path: Path) -> None:
    hostile = ["x" * 1_000_000, f'{BEGIN} "' + 'a"' * 100_000, f"{TRIES} 502 1 " + "502, " * 100_000, "[" * 100_000]
    contents = read(tmp_path, *hostile)
    assert ([number for number, _ in contents.unparsed], contents.lines) == ([1, 2, 3, 4], 4)
