"""Text read line by line, with and without wrappers."""

import json
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster import klog, metallb
from arpwatch_k8s.logs.proxies import nginx_error
from arpwatch_k8s.logs.reading import lines, taken
from arpwatch_k8s.logs.source import LogSource
from arpwatch_k8s.logs.tables import ip_monitor_neigh, ip_neigh
from tests.logs.saved import NOON, NS, contents, told

ANNOUNCED = '{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"],"msg":"m","ts":"%s"}'
WHOLE = ANNOUNCED % "2026-11-22T12:00:00Z"
FINE = ANNOUNCED % "2026-11-22T12:00:00.25Z"
NGINX = '2026/11/22 21:00:00 [error] 1#1: *1 x (113: y) while z, upstream: "https://192.0.2.80:443/"'
ENTRY = "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 STALE"
LEASE = "I1122 21:00:00.500000       1 leaderelection.go:271] successfully acquired lease a/b"


def test_a_wrappers_finer_stamp_narrows_a_whole_second(tmp_path: Path) -> None:
    """It was written at most a tenth of a second before it was stamped, and not before its own second."""
    (late,) = contents(metallb.SOURCE, tmp_path, [f"2026-11-22T12:00:00.750000000Z stdout F {WHOLE}"]).events
    assert (late.time, late.width_ns) == (NOON + NS * 65 // 100, NS // 10 + 1)
    (early,) = contents(metallb.SOURCE, tmp_path, [f"2026-11-22T12:00:00.000000050Z stdout F {WHOLE}"]).events
    assert (early.time, early.width_ns) == (NOON, 51)


@pytest.mark.parametrize(
    ("stamp", "line", "time", "width_ns"),
    [
        ("2026-11-22T12:00:07.750000000Z", WHOLE, NOON, NS),
        ("2026-11-22T12:00:00.750000000Z", FINE, NOON + NS // 4, 1),
        ("2026-11-22T12:00:00Z", WHOLE, NOON, NS),
    ],
)
def test_a_wrappers_stamp_that_disagrees_or_is_no_finer_changes_nothing(
    tmp_path: Path, stamp: str, line: str, time: int, width_ns: int
) -> None:
    (event,) = contents(metallb.SOURCE, tmp_path, [f"{stamp} {line}"]).events
    assert (event.time, event.width_ns) == (time, width_ns)


def test_a_wrapper_gives_the_zone_that_a_line_lacks(tmp_path: Path) -> None:
    log = told(tmp_path, [f"2026-11-22T12:00:00.250000000Z stderr F {NGINX}"])
    (event,) = log.events
    assert (log.source, log.zone_assumed, log.zone_doubt) == ("nginx-error", None, None)
    assert NOON <= event.time < NOON + NS // 4


def test_a_zone_that_the_user_named_wins_and_the_contradiction_is_told(tmp_path: Path) -> None:
    clock = ZoneClock(UTC, ZoneInfo("America/New_York"))
    (event,) = contents(nginx_error.SOURCE, tmp_path, [f"2026-11-22T12:00:00.25Z {NGINX}"], clock).events
    assert event.time == NOON + 14 * 3600 * NS
    assert clock.zone_doubt == "14 h ahead of the times that the lines were wrapped with"


def test_a_wrapper_gives_klog_its_year_and_zone(tmp_path: Path) -> None:
    clock = ZoneClock(UTC, modified=NOON + 400 * 86_400 * NS)
    (event,) = contents(klog.SOURCE, tmp_path, [f"2026-11-22T12:00:00.500100000Z stderr F {LEASE}"], clock).events
    assert (event.time, event.width_ns) == (NOON + NS // 2, 1000)
    assert (clock.zone_assumed, clock.years_assumed) == (None, ())


def test_a_log_names_the_pod_of_each_of_its_lines(tmp_path: Path) -> None:
    found = contents(metallb.SOURCE, tmp_path, [f"[pod/speaker-a/speaker] {WHOLE}", WHOLE, f"speaker-b speaker {FINE}"])
    assert [event.host for event in found.events] == ["speaker-a", None, "speaker-b"]
    assert [event.text for event in found.events] == [WHOLE, WHOLE, FINE]


def test_parts_of_a_line_are_put_together_under_the_number_of_the_last(tmp_path: Path) -> None:
    at = "2026-11-22T12:00:00.25Z stderr"
    found = contents(metallb.SOURCE, tmp_path, [f"{at} P {FINE[:30]}", f"{at} P {FINE[30:50]}", f"{at} F {FINE[50:]}"])
    assert [(event.line, event.text) for event in found.events] == [(3, FINE)]
    assert (found.lines, found.unparsed) == (3, ())


def test_parts_of_dockers_lines_are_put_together(tmp_path: Path) -> None:
    parts = [
        {"log": text, "stream": "stderr", "time": "2026-11-22T12:00:00.25Z"} for text in (FINE[:40], FINE[40:] + "\n")
    ]
    found = contents(metallb.SOURCE, tmp_path, [json.dumps(part, separators=(",", ":")) for part in parts])
    assert [(event.line, event.text) for event in found.events] == [(2, FINE)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (nginx_error.SOURCE, NGINX),
        (ip_monitor_neigh.SOURCE, f"[2026-11-22T12:00:00.5] {ENTRY}"),
        (ip_monitor_neigh.SOURCE, ENTRY),
        (klog.SOURCE, LEASE),
    ],
)
def test_each_source_is_told_within_wrappers(source: LogSource, text: str, tmp_path: Path) -> None:
    log = told(tmp_path, [f"2026-11-22T12:00:00.75+00:00 node1 prog[7]: {text}"] * 2)
    assert (log.source, len(log.events), log.unparsed) == (source.name, 2, ())
    assert {event.host for event in log.events} == {"node1"}


def test_what_looks_like_a_wrapper_is_left_to_a_source_that_reads_it_itself(tmp_path: Path) -> None:
    found = contents(ip_neigh.SOURCE, tmp_path, ["2026-11-22 12:00:00 +0000", ENTRY])
    assert [event.time for event in found.events] == [NOON, NOON]


def test_times_and_lines_that_are_passed_over_are_counted(tmp_path: Path) -> None:
    quiet = '{"caller":"arp.go:1","level":"debug","msg":"got ARP request for service IP","ts":"2026-11-22T12:%02d:00Z"}'
    found = contents(metallb.SOURCE, tmp_path, [quiet % minute for minute in range(5)])
    assert (found.events, found.passed, found.lines) == ((), (("metallb", 5),), 5)
    assert found.span == (NOON, NOON + 4 * 60 * NS)


def test_a_log_that_says_nothing_of_owners_is_still_of_its_source(tmp_path: Path) -> None:
    quiet = '{"caller":"arp.go:1","level":"debug","msg":"got ARP request for service IP","ts":"2026-11-22T12:00:00Z"}'
    log = told(tmp_path, [quiet] * 3)
    assert (log.source, log.events, log.passed) == ("metallb", (), (("metallb", 3),))


def test_of_remarks_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "MOST_REMARKS", 2)
    remark = "I1122 12:00:00.500000       7 nginx.go:307] reload"
    found = contents(klog.SOURCE, tmp_path, [remark] * 5)
    assert (len(found.events), found.passed) == (2, (("ingress-nginx", 3),))


def test_a_kubelets_file_is_its_pods(tmp_path: Path) -> None:
    folder = tmp_path / "metallb-system_speaker-abcde_0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f" / "speaker"
    folder.mkdir(parents=True)
    path = folder / "0.log"
    path.write_text(f"2026-11-22T12:00:00.25Z stderr F {FINE}\n{FINE}\n")
    assert [event.host for event in metallb.SOURCE.read(path, ZoneClock(UTC)).events] == ["speaker-abcde"] * 2


def test_numbers_are_the_files_where_lines_are_passed_over(tmp_path: Path) -> None:
    quiet = '{"caller":"arp.go:1","level":"debug","msg":"got ARP request for service IP","ts":"2026-11-22T12:00:00Z"}'
    prefix = "[pod/speaker-a/speaker] 2026-11-22T12:00:00.250000000Z"
    found = contents(metallb.SOURCE, tmp_path, [f"{prefix} {line}" for line in [*[quiet] * 1000, WHOLE, quiet, quiet]])
    assert [(event.line, event.host) for event in found.events] == [(1001, "speaker-a")]
    assert found.lines == 1003


def test_of_very_many_unreadable_lines_the_first_are_kept_with_their_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taken, "MOST_TEXTS", 2)
    found = contents(klog.SOURCE, tmp_path, ["what?"] * 5)
    assert (found.unparsed, found.more_unparsed) == (((1, "what?"), (2, "what?")), 3)


def test_parts_without_an_end_are_not_gathered_forever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_PARTS", 2)
    at = "2026-11-22T12:00:00.25Z stderr"
    found = contents(klog.SOURCE, tmp_path, [*[f"{at} P abcdef"] * 50, f"{at} F end"])
    assert found.unparsed == ((51, "abcdefabcdef"),)
