"""HAProxy's log, line by line: sessions and health checks, as several versions write them."""

import json
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import ProxyRemark, UpstreamError
from arpwatch_k8s.logs.event import Contents, Went
from arpwatch_k8s.logs.proxies.haproxy import SOURCE, haproxy_source, servers_of
from tests.logs.saved import told

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
MS = 10**6
CONFIG = """
backend be
    balance roundrobin
    server node2 192.0.2.22:443 check
    server node3 ipv6@2001:db8::23:443 check
    server named web.example:80
frontend fe
    server stray 192.0.2.66:1
listen other
    server node2 [2001:db8::22]:8443
"""
CLIENT = "192.0.2.9:33317 [22/Nov/2026:12:00:00.500] fe~"
SYSLOG = "Nov 22 12:00:03 lb haproxy[754]:"


def read(tmp_path: Path, *lines: str, zone: str = "UTC") -> Contents:
    path = tmp_path / "haproxy.log"
    path.write_text("\n".join(lines))
    return haproxy_source(servers_of(CONFIG)).read(path, ZoneClock(ZoneInfo(zone), near=NOON))


def http(server: str, timers: str, flags: str, retries: str = "0", status: int = 503) -> str:
    return f'{CLIENT} {server} {timers} {status} 217 - - {flags} 1/1/0/0/{retries} 0/0 {{a|b}} "GET / HTTP/1.1"'


def test_servers_are_where_the_configuration_says() -> None:
    assert servers_of(CONFIG) == {
        "be/node2": ("192.0.2.22", 443),
        "be/node3": ("2001:db8::23", 443),
        "other/node2": ("2001:db8::22", 8443),
    }


Session = tuple[str, str | None, int | None, str | None, int, int]

SESSIONS: dict[str, Session] = {
    http("be/node2", "0/0/-1/-1/3061", "SC--", "3"): ("other", "192.0.2.22", 443, "connecting", 0, 3062),
    http("be/node3", "5/10/-1/-1/3061", "sC--", "3"): ("timed_out", "2001:db8::23", 443, "connecting", 15, 3047),
    http("be/node2", "0/0/1/-1/9", "SH--", status=502): (
        "closed",
        "192.0.2.22",
        443,
        "waiting for response headers",
        0,
        10,
    ),
    http("be/node2", "0/0/1/-1/60001", "sHVN", status=504): (
        "timed_out",
        "192.0.2.22",
        443,
        "waiting for response headers",
        0,
        60002,
    ),
    http("be/<NOSRV>", "0/-1/-1/-1/0", "SC--"): ("no_live_upstreams", None, None, "connecting", 0, 1),
    http("be/node2", "0/0/1001/5/+1061", "----", "1", 200): ("other", "192.0.2.22", 443, "connecting", 0, 1002),
    http("be/node2", "0/0/1001/5/1061", "----", "+1", 200): ("other", None, None, "connecting", 0, 1002),
    http("be/named", "0/0/-1/-1/3061", "SC--", "3"): ("other", None, None, "connecting", 0, 3062),
    f"{CLIENT} other/node2 2/-1/3004 0 SC 1/1/0/0/3 0/0": ("other", "2001:db8::22", 8443, "connecting", 2, 3003),
    f"{CLIENT} pool/192.0.2.80 0/1/2 243 SD 1/1/0/0/0 0/0": ("closed", "192.0.2.80", None, "transferring data", 0, 3),
}


@pytest.mark.parametrize("before", ["", "haproxy[754]: ", f"{SYSLOG} ", "<134>Nov 22 12:00:03 haproxy[8]: "])
@pytest.mark.parametrize(("line", "expected"), SESSIONS.items())
def test_a_session_that_failed_at_its_server_is_told_with_its_span(
    tmp_path: Path, before: str, line: str, expected: Session
) -> None:
    (event,) = read(tmp_path, before + line).events
    kind, address, port, phase, begin, width = expected
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.kind, event.detail.address, event.detail.port, event.detail.phase) == (
        kind,
        address,
        port,
        phase,
    )
    assert (event.time - NOON - 500 * MS, event.width_ns) == (begin * MS, width * MS)


def test_what_did_not_fail_at_a_server_is_counted(tmp_path: Path) -> None:
    lines = [
        http("be/node2", "10/0/30/69/109", "----", status=200),
        http("be/node2", "10/0/30/69/109", "--NI", status=500),
        http("be/node2", "10/0/30/-1/109", "CD--", status=200),
        http("be/<NOSRV>", "0/-1/-1/-1/0", "LR--", status=301),
        http("fe/<NOSRV>", "-1/-1/-1/-1/9", "cR--", status=408),
        f"{CLIENT} be/node2 0/1/2 243 -- 1/1/0/0/0 0/0",
    ]
    contents = read(tmp_path, *lines)
    assert (contents.events, contents.unparsed) == ((), ())
    assert {tally.went: tally.number for tally in contents.tallies} == {Went.ANSWERED: 3, Went.OTHERWISE: 3}


def test_times_are_local() -> None:
    clock = ZoneClock(ZoneInfo("Asia/Tokyo"))
    assert clock.read("22/Nov/2026:21:00:00.500") == NOON + 500 * MS
    assert clock.zone_assumed == "Asia/Tokyo"


FAILED = "Health check for server be/node2 failed, reason:"
CHECKS = {
    f'{SYSLOG} {FAILED} Layer4 connection problem, info: "No route to host", check duration: 984ms, status: 0/2 UP.': (
        ("no_route", "192.0.2.22", 113, "connecting"),
        2016,
        1984,
    ),
    f'{SYSLOG} {FAILED} Layer4 connection problem, info: "Connection refused at initial connection step of tcp-check", '
    "check duration: 0ms, status: 1/3 UP.": (("refused", "192.0.2.22", 111, "connecting"), 3000, 1000),
    f"{SYSLOG} [WARNING]  (1076) : Server be/node2 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active": (
        ("timed_out", "192.0.2.22", None, "connecting"),
        999,
        3001,
    ),
    f"{SYSLOG} [WARNING] 271/091212 (3065) : Backup Server be/node3 is DOWN, reason: Layer7 wrong status, code: 503, "
    'info: "Service Unavailable", check duration: 5ms. 0 active': (
        ("other", "2001:db8::23", None, "Layer7 wrong status"),
        2995,
        1005,
    ),
    '2026-11-22 12:00:03 [WARNING]  (8) : Server be/x is DOWN, reason: Layer4 connection problem, info: "Host is '
    'unreachable", check duration: 0ms. 1 active': (("no_route", None, 113, "connecting"), 3000, 1000),
}


@pytest.mark.parametrize(("line", "expected"), CHECKS.items())
def test_a_health_check_has_the_errno_and_its_own_length(
    tmp_path: Path, line: str, expected: tuple[tuple[str, str | None, int | None, str], int, int]
) -> None:
    (event,) = read(tmp_path, line).events
    said, begin, width = expected
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.kind, event.detail.address, event.detail.errno, event.detail.phase) == said
    assert (event.time - NOON, event.width_ns) == (begin * MS, width * MS)


def test_a_server_out_of_use_after_its_check_was_told_is_no_second_failure(tmp_path: Path) -> None:
    why = 'reason: Layer4 connection problem, info: "No route to host", check duration: 984ms'
    down = f"{SYSLOG} Server be/node2 is DOWN, {why}. 0 active and 0 backup servers left."
    contents = read(tmp_path, f"{SYSLOG} Health check for server be/node2 failed, {why}, status: 0/2 DOWN.", down)
    assert [event.detail.kind for event in contents.events] == ["no_route", "peer_disabled"]
    assert [event.detail.kind for event in read(tmp_path, down).events] == ["no_route"]


def test_other_lines_of_haproxy_are_remarks_and_other_programs_nothing(tmp_path: Path) -> None:
    remark = ProxyRemark(errno=None, phase=None, request=None)
    lines = [
        f"{SYSLOG} backend be has no server available!",
        f"{SYSLOG} Server be/node2 is UP, reason: Layer4 check passed, check duration: 0ms. 1 active",
        f"{SYSLOG} 192.0.2.9:33317 [22/Nov/2026:12:00:00.500] fe/1: SSL handshake failure",
        "[WARNING]  (8) : Server be/node2 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active",
        "Nov 22 12:00:03 lb sshd[754]: x",
        f"{CLIENT} be/node2 nonsense",
    ]
    contents = read(tmp_path, *lines)
    assert [(event.line, event.detail) for event in contents.events] == [(1, remark), (2, remark), (3, remark)]
    assert [number for number, _ in contents.unparsed] == [4, 5, 6]


def test_hostile_lines_are_handed_back(tmp_path: Path) -> None:
    hostile = ["9" * 1_000_000, f"{CLIENT} be/node2 " + "1/" * 300_000, f"{SYSLOG[:-1]}" * 10_000, "a/" * 300_000]
    contents = read(tmp_path, *hostile)
    assert [number for number, _ in contents.unparsed] == [1, 2, 3, 4]


def test_a_log_of_either_kind_is_told() -> None:
    lines = [http("be/node2", "10/0/30/69/109", "----", status=200), next(iter(CHECKS))]
    assert SOURCE.recognize("\n".join(lines * 150).encode()) == 1
    assert SOURCE.recognize(b"Nov 22 12:00:03 lb sshd[754]: x\n") == 0


def test_a_day_of_no_calendar_is_no_session(tmp_path: Path) -> None:
    line = next(iter(SESSIONS)).replace("22/Nov", "99/Nov")
    assert read(tmp_path, line).unparsed == ((1, line),)
    assert ZoneClock(UTC).read("99/Nov/2026:12:00:00.500") is None


def test_journald_says_in_which_zone_a_session_is_logged(tmp_path: Path) -> None:
    session = "192.0.2.9:33 [22/Nov/2026:21:00:00.500] fe be/192.0.2.80 0/-1/3 0 SC 1/1/0/0/3 0/0"
    check = "Server be/a is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active"
    entries = [
        {"MESSAGE": message, "__REALTIME_TIMESTAMP": f"{NOON // 1000 + 600_000}", "_HOSTNAME": "lb",
         "SYSLOG_IDENTIFIER": "haproxy"}
        for message in (session, check)
    ]  # fmt: skip
    found = told(tmp_path, [json.dumps(entry) for entry in entries])
    assert (found.source, found.unparsed, found.zone_assumed) == ("haproxy", (), None)
    assert [event.time - NOON for event in found.events] == [500 * MS, 600 * MS - 2001 * MS]


def test_what_a_server_answers_to_a_check_is_neither_its_errno_nor_its_length(tmp_path: Path) -> None:
    info = 'info: "No route to host", check duration: 900000000ms"'
    line = f"Server be/node2 is DOWN, reason: Layer7 wrong status, code: 500, {info}, check duration: 5ms. 0 active"
    (event,) = read(tmp_path, f"{SYSLOG} {line}").events
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.kind, event.detail.errno) == ("other", None)
    assert event.time == NOON + 3 * 10**9 - 5 * MS
