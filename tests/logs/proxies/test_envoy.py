"""Envoy's access log: its default text, Istio's text, JSON."""

import json
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import UpstreamError
from arpwatch_k8s.logs.event import Contents, Went
from arpwatch_k8s.logs.proxies.envoy import SOURCE

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
BEGIN = '[2026-11-22T12:00:00.655Z] "GET / HTTP/1.1"'
HEADERS = '"-" "curl/8.5.0" "0a1b" "example.com"'
CUT = "upstream_reset_before_response_started"
TAIL = "outbound|443||web - 10.244.0.11:80 10.244.0.1:0 - default"


def read(tmp_path: Path, *lines: str) -> Contents:
    path = tmp_path / "envoy.log"
    path.write_text("\n".join(lines))
    return SOURCE.read(path, ZoneClock(UTC))


def default(flags: str, host: str = "192.0.2.80:443", duration: str = "3061") -> str:
    return f'{BEGIN} 503 {flags} 0 91 {duration} - {HEADERS} "{host}"'


def istio(flags: str, details: str, transport: str = "-") -> str:
    return f'{BEGIN} 503 {flags} {details} - "{transport}" 0 91 3061 - {HEADERS} "192.0.2.80:443" {TAIL}'


def document(**more: object) -> str:
    return json.dumps(
        {
            ":authority": "example.com",
            "duration": 3061,
            "response_code": 503,
            "response_flags": "UF",
            "start_time": "2026-11-22T12:00:00.655Z",
            "upstream_host": "192.0.2.80:443",
            **more,
        }
    )


Said = tuple[str, int | None, str | None]
LINES: dict[str, Said] = {
    default("UF"): ("other", None, "connecting"),
    default("UF,URX"): ("other", None, "connecting"),
    default("URX,UF"): ("other", None, "connecting"),
    default("UC"): ("closed", None, None),
    default("UT"): ("timed_out", None, "waiting for the response"),
    default("UR"): ("other", None, "reset of the stream"),
    istio("UF", f"{CUT}{{remote_connection_failure,delayed_connect_error:_113}}", "delayed_connect_error:_113"): (
        "no_route",
        113,
        "connecting",
    ),
    istio("UF,URX", f"{CUT}{{connection_failure,delayed_connect_error:_111}}"): ("refused", 111, "connecting"),
    istio("UF", f"{CUT}{{connection_timeout}}"): ("timed_out", None, "connecting"),
    istio("UF", f"{CUT}{{remote_connection_failure|TLS_error:|x}}"): ("other", None, "TLS handshake"),
    istio("UC", f"{CUT}{{connection_termination}}"): ("closed", None, None),
    f'{BEGIN} 503 UF,URX "-" "-" 0 91 3061 - {HEADERS} "192.0.2.80:443" {TAIL}': ("other", None, "connecting"),
    document(response_code_details=f"{CUT}{{delayed_connect_error:_113}}"): ("no_route", 113, "connecting"),
    document(upstream_transport_failure_reason="delayed_connect_error:_No_route_to_host"): (
        "no_route",
        113,
        "connecting",
    ),
    document(duration="3061", response_code="0"): ("other", None, "connecting"),
    document(response_flags="UpstreamConnectionTermination"): ("closed", None, None),
}


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_a_request_that_failed_says_how(tmp_path: Path, line: str, expected: Said) -> None:
    (event,) = read(tmp_path, line).events
    detail = event.detail
    assert isinstance(detail, UpstreamError)
    assert (detail.kind, detail.errno, detail.phase) == expected
    assert (detail.address, detail.port) == ("192.0.2.80", 443)
    assert (event.time - NOON, event.width_ns) == (655 * 10**6, 3062 * 10**6)


def test_without_a_healthy_host_nobody_was_asked(tmp_path: Path) -> None:
    for line in (default("UH", "-", "0"), document(response_flags="UH", upstream_host=None, duration=0)):
        (event,) = read(tmp_path, line).events
        assert (event.detail.kind, event.detail.address, event.width_ns) == ("no_live_upstreams", None, 10**6)


def test_an_upstream_may_have_an_address_of_ipv6(tmp_path: Path) -> None:
    (event,) = read(tmp_path, default("UF", "[2001:DB8::80]:443", "-")).events
    assert (event.detail.address, event.width_ns) == ("2001:db8::80", 10**6)


def test_what_did_not_fail_at_an_upstream_is_counted(tmp_path: Path) -> None:
    texts = [
        f'{BEGIN} 200 - 0 91 3 2 {HEADERS} "192.0.2.80:443"',
        f'{BEGIN} 500 - via_upstream - "-" 0 91 3 2 {HEADERS} "192.0.2.80:443" {TAIL}',
        f'{BEGIN} 404 NR route_not_found - "-" 0 0 0 - {HEADERS} "-" - - 10.0.0.1:80 10.0.0.2:3 - -',
        f'{BEGIN} 0 DC downstream_remote_disconnect - "-" 0 0 9 - {HEADERS} "192.0.2.80:443" {TAIL}',
    ]
    objects = [
        document(response_flags="-", response_code=200),
        document(response_flags=None, response_code=200),
        document(response_flags="NR", response_code=404),
        document(response_flags="-", response_code=0),
    ]
    for lines in (texts, objects, [*objects, *texts], [*texts, *objects]):
        contents = read(tmp_path, *lines)
        assert (contents.events, contents.unparsed) == ((), ())
        half = len(lines) // 2
        assert {tally.went: tally.number for tally in contents.tallies} == {Went.ANSWERED: half, Went.OTHERWISE: half}


def test_other_lines_and_documents_are_handed_back(tmp_path: Path) -> None:
    other = [
        "[2026-11-22 12:00:00.655][1][info][main] starting",
        '{"level":"info","msg":"x"}',
        "{" * 100_000,
        '{"start_time":' + "[" * 100_000,
        "[1]",
        default("UF").replace("2026-11", "2026-99"),
        document(start_time="now"),
        default("UF") * 1000,
        '[2026-11-22T12:00:00.655Z] "' + '"' * 300_000,
    ]
    assert [number for number, _ in read(tmp_path, *other).unparsed] == list(range(1, len(other) + 1))
    assert SOURCE.recognize("\n".join(other).encode()) == 0


@pytest.mark.parametrize("line", [default("UF"), istio("-", "via_upstream"), document(), document(response_flags="-")])
def test_a_log_of_either_form_is_told(line: str) -> None:
    assert SOURCE.recognize(f"{line}\n".encode() * 300) == 1


@pytest.mark.parametrize("line", [f'{BEGIN} 200 - 0 91 61 12 {HEADERS} "192.0.2.80:443"', document(response_flags="-")])
def test_what_went_well_is_counted_in_utc_as_the_line_names_it(tmp_path: Path, line: str) -> None:
    path, clock = tmp_path / "envoy.log", ZoneClock(ZoneInfo("Asia/Tokyo"))
    path.write_text(f"{line}\n{line}\n")
    contents = SOURCE.read(path, clock)
    (tally,) = contents.tallies
    assert (tally.start, tally.number, clock.zone_assumed) == (NOON, 2, None)


def test_a_log_reaches_from_its_first_second_to_its_last(tmp_path: Path) -> None:
    fine = f'{BEGIN} 200 - 0 91 61 12 {HEADERS} "192.0.2.80:443"'
    contents = read(tmp_path, *(fine.replace("12:00:00", f"12:0{minute}:17") for minute in range(3)))
    assert contents.span == (NOON + 17 * 10**9, NOON + 137 * 10**9)


def test_a_path_with_a_quote_which_envoy_does_not_escape_makes_no_line(tmp_path: Path) -> None:
    forged = '"GET /x" 503 UF 0 91 3061 - "-" "-" "-" "h" "192.0.2.66:443" HTTP/2" 200 - 0 5 1 1'
    line = f'[2026-11-22T12:00:00.655Z] {forged} {HEADERS} "192.0.2.80:443"'
    contents = read(tmp_path, default("UF"), line)
    addresses = [event.detail.address for event in contents.events if isinstance(event.detail, UpstreamError)]
    assert "192.0.2.66" not in addresses


def test_headers_with_quotes_that_move_the_upstream_leave_it_unknown(tmp_path: Path) -> None:
    line = f'{BEGIN} 503 UF 0 91 3061 - "-" "a" "b" "c" "192.0.2.66:443" "d" "0a1b" "example.com" "192.0.2.80:443"'
    (event,) = read(tmp_path, line).events
    assert isinstance(event.detail, UpstreamError)
    assert (event.detail.address, event.detail.phase) == (None, "connecting")
