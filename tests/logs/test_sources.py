"""Which log a file is, and what is said of one that cannot be read."""

import json
import os
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import NeighborEntry, UpstreamError
from arpwatch_k8s.logs.event import Contents, LogEvent
from arpwatch_k8s.logs.proxies import nginx_error
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.logs.sources import HEAD_BYTES, MARGIN, SOURCES, LogFile, parse_log, read_log, recognized
from arpwatch_k8s.logs.tables import ip_monitor_neigh, ip_neigh
from tests.logs.all_lines import ENTRY, LINES, LISTED, MONITORED, OF_NONE

READ_WHOLE = {"kubectl-json", "kubectl-yaml", "uptime-kuma"}
"""Sources whose files are one document, of items: one that is damaged is an InputError."""

NOON = 1_795_348_800  # 2026-11-22 12:00:00 UTC, seconds


def saved(folder: Path, text: str, name: str = "log") -> str:
    (folder / name).write_text(text)
    return str(folder / name)


@pytest.mark.parametrize(("text", "source"), [(MONITORED, ip_monitor_neigh.SOURCE), (LISTED, ip_neigh.SOURCE)])
def test_a_log_is_told_by_its_content(tmp_path: Path, text: str, source: LogSource) -> None:
    assert read_log(LogFile(path=saved(tmp_path, text)), UTC).source == source.name


SAMPLES = {
    "ip-neigh": ENTRY,
    "arp": "? (192.0.2.80) at 52:54:00:00:00:0a [ether] on eth0",
    "ip-addr": "eth0             UP             192.0.2.22/24 192.0.2.80/32",
    "arping": "ARPING 192.0.2.80\n60 bytes from 52:54:00:00:00:0a (192.0.2.80): index=0 time=731.200 usec",
    "ping": "PING 192.0.2.80 (192.0.2.80) 56(84) bytes of data.\n64 bytes from 192.0.2.80: icmp_seq=1 ttl=64 time=1 ms",
    "ndisc6": "Soliciting 2001:db8::80 (2001:db8::80) on eth0...\nTarget link-layer address: 52:54:00:00:00:0A",
    "mac-table": " 200    5254.0000.000a    DYNAMIC     Gi1/0/5",
    "kubectl-table": "web   ingress   LoadBalancer   10.233.28.24   192.0.2.80   80:30453/TCP   13m",
    "kubectl-describe": "Name:      ingress\nNamespace: web\nType:      LoadBalancer",
    "kubectl-json": '{"apiVersion":"v1","kind":"Service","metadata":{"name":"ingress"}}',
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("before", ["", "root@node1:~# command\n"], ids=["plain", "pasted"])
def test_no_source_takes_what_is_of_another(name: str, before: str) -> None:
    if name != "kubectl-json" or not before:
        assert recognized("x", (before + SAMPLES[name]).encode(), SOURCES).name == name


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_logs_beside_captures_are_told_by_their_content(source: LogSource, repo: Path) -> None:
    for path in repo.glob(f"captures/*/{source.name}.log"):
        head = path.read_bytes()[:HEAD_BYTES]
        assert not head.strip() or recognized(str(path), head, SOURCES) is source


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_has_its_file_its_test_and_its_section(source: LogSource, repo: Path) -> None:
    """docs/development.md"""
    module = source.name.replace("-", "_")
    assert len(list((repo / "arpwatch_k8s/logs").glob(f"*/{module}.py"))) == 1
    assert len(list((repo / "tests/logs").glob(f"*/test_{module}.py"))) == 1
    assert f"\n## {source.name}\n" in (repo / "docs/logs.md").read_text()


def test_the_option_names_kind_file_and_zone(tmp_path: Path) -> None:
    path = saved(tmp_path, MONITORED)
    assert parse_log(path) == LogFile(path=path)
    assert parse_log(f"ip-monitor-neigh={path}@Asia/Tokyo") == LogFile(
        path=path, source=ip_monitor_neigh.SOURCE, zone=ZoneInfo("Asia/Tokyo")
    )


@pytest.mark.parametrize("name", ["a=b", "log@UTC", "x@y=z"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, MONITORED, name)
    assert parse_log(path) == LogFile(path=path)
    assert parse_log(f"{path}@UTC") == LogFile(path=path, zone=UTC)


def test_an_assumed_zone_is_told_a_given_one_is_not(tmp_path: Path) -> None:
    path = saved(tmp_path, MONITORED)
    assert read_log(parse_log(path), UTC).zone_assumed == "UTC"
    assert read_log(parse_log(f"{path}@UTC"), UTC).zone_assumed is None
    assert read_log(LogFile(path=saved(tmp_path, LISTED)), UTC).zone_assumed is None


def test_lines_of_something_else_are_counted(tmp_path: Path) -> None:
    log = read_log(LogFile(path=saved(tmp_path, MONITORED + "what?\n")), UTC)
    assert (len(log.events), log.lines, log.unparsed) == (1, 2, ((2, "what?"),))


def test_a_listing_without_a_time_is_a_log(tmp_path: Path) -> None:
    log = read_log(LogFile(path=saved(tmp_path, ENTRY)), UTC)
    assert (log.source, log.events, [item.detail.address for item in log.undated]) == ("ip-neigh", (), ["192.0.2.80"])


def test_a_log_of_nothing_known_is_an_error_that_says_what_is(tmp_path: Path) -> None:
    path = saved(tmp_path, "hello\n")
    with pytest.raises(InputError, match="no log that is known"):
        read_log(LogFile(path=path), UTC)
    with pytest.raises(InputError, match="no line of it is of ip-neigh"):
        read_log(LogFile(path=path, source=ip_neigh.SOURCE), UTC)
    with pytest.raises(InputError, match="cannot be read"):
        read_log(LogFile(path=str(tmp_path / "none")), UTC)


def test_an_empty_log_of_a_named_kind_tells_what_that_kind_can(tmp_path: Path) -> None:
    path = saved(tmp_path, "\n")
    unnamed, named = read_log(parse_log(path), UTC), read_log(parse_log(f"nginx-error={path}"), UTC)
    assert (unnamed.source, unnamed.tells, unnamed.lines) == ("empty", (), 0)
    assert (named.source, UpstreamError in named.tells, named.lines) == ("nginx-error", True, 0)


def test_a_log_that_says_only_that_all_went_well_is_one(tmp_path: Path) -> None:
    line = '192.0.2.9 - - [22/Nov/2026:20:15:34 +0000] "GET / HTTP/1.1" 200 157 "-" "-"\n'
    log = read_log(LogFile(path=saved(tmp_path, line * 3)), UTC)
    assert (log.source, log.events, log.lines, [tally.number for tally in log.tallies]) == ("nginx-access", (), 3, [3])


def test_times_without_a_year_are_near_the_case_or_else_before_the_file_s_own(tmp_path: Path) -> None:
    path = saved(tmp_path, "Nov 22 12:00:00 node2 Keepalived_vrrp[7]: (VI_1) Entering MASTER STATE\n")
    os.utime(path, (NOON, NOON + 3600))
    log = read_log(LogFile(path=path), UTC)
    assert (log.events[0].time, log.years_assumed) == (NOON * 10**9, (2026,))
    (event,) = read_log(LogFile(path=path), UTC, near=(NOON - 365 * 86400) * 10**9).events
    assert event.time == (NOON - 365 * 86400) * 10**9
    assert not read_log(LogFile(path=saved(tmp_path, LISTED)), UTC).years_assumed


@pytest.mark.parametrize("text", ["nonsense=file", "log@Nowhere/Land"])
def test_a_kind_or_zone_that_is_none_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        parse_log(text)


def sure(likeness: float) -> Callable[[bytes], float]:
    return lambda head: likeness if head else 0.0


def made_up(name: str, likeness: float) -> LogSource:
    """A source that takes any file for its own, this surely."""
    return replace(nginx_error.SOURCE, name=name, recognize=sure(likeness))


def test_the_likeliest_source_is_taken_where_it_is_so_by_the_margin() -> None:
    some = (made_up("a", 0.9 / MARGIN), made_up("b", 0.9), made_up("c", 0.0))
    assert recognized("x.log", b"...", some).name == "b"


def test_without_the_margin_both_kinds_are_told_and_how_to_name_one() -> None:
    some = (made_up("a", 1 / MARGIN + 0.01), made_up("b", 1.0), made_up("c", 0.1))
    with pytest.raises(InputError) as told:
        recognized("x.log", b"...", some)
    assert str(told.value).splitlines() == [
        "x.log: may be b as well as a",
        "Say which with --as KIND=FILE: b=x.log or a=x.log.",
    ]


def test_two_sources_that_know_lines_of_their_own_are_no_rivals(tmp_path: Path) -> None:
    path = saved(tmp_path, MONITORED * 2 + LISTED)
    log = read_log(parse_log(path), UTC)
    assert (log.source, len(log.events), len(log.unparsed)) == ("ip-monitor-neigh", 2, 2)


def read_document(path: Path, clock: Clock) -> Contents:
    """A source that is one JSON document."""
    items = json.loads(path.read_bytes())["items"]
    entries = [NeighborEntry(address=item["dst"], interface="eth0", mac=None, state="STALE") for item in items]
    time = clock.read("2026-11-22T12:00:00Z") or 0
    events = tuple(
        LogEvent(time=time, width_ns=1, source="document", line=number, text="", detail=entry)
        for number, entry in enumerate(entries, 1)
    )
    return Contents(events=events, lines=len(items), unparsed=())


def test_a_source_is_added_by_its_record_alone(tmp_path: Path) -> None:
    """One document, read as a whole: no line of it is an event."""
    document = LogSource(
        name="document",
        tells=(NeighborEntry,),
        recognize=lambda head: float(head.lstrip().startswith(b'{"items"')),
        read=read_document,
    )
    path = saved(tmp_path, '{"items": [{"dst": "192.0.2.80"},\n{"dst": "192.0.2.81"}]}')
    more = (*SOURCES, document)
    for option in (path, f"document={path}@UTC"):
        log = read_log(parse_log(option, more), UTC, more)
        assert (log.source, log.tells, log.lines) == ("document", (NeighborEntry,), 2)
        assert [event.detail.address for event in log.events] == ["192.0.2.80", "192.0.2.81"]
    with pytest.raises(UsageError, match="'document' is no kind of file"):
        parse_log(f"document={tmp_path / 'none'}".replace("/", "_"))


def test_sources_have_names_of_their_own() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@given(head=st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_more_or_less_like_a_source(source: LogSource, head: bytes) -> None:
    assert 0 <= source.recognize(head) <= 1


@pytest.mark.parametrize("line", LINES[4:])
def test_a_line_of_one_source_is_no_other_s(line: str) -> None:
    best, second = sorted((source.recognize(f"{line}\n".encode() * 2) for source in SOURCES), reverse=True)[:2]
    assert (best > 0) != line.startswith(OF_NONE)
    assert best >= MARGIN * second


def test_every_source_has_a_line_that_all_others_are_held_against() -> None:
    without = {
        source.name for source in SOURCES if not any(source.recognize(f"{line}\n".encode() * 2) for line in LINES)
    }
    assert without == {"kubectl-describe", "kubectl-json", "kubectl-yaml", "retina"}, "what several lines tell alone"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("part", ["\0", "[", '{"', '"', "=", " ", "a=", "\x1b[", "9", "time="])
def test_very_long_lines_are_read_in_one_go(source: LogSource, part: str, tmp_path: Path) -> None:
    """Long enough that whoever goes back over them for each of their parts would not end."""
    path = tmp_path / "long.log"
    path.write_bytes(b"".join(start.encode() + part.encode() * 50_000 + b"\xff\n" for start in ("", *LINES)))
    with suppress(InputError) if source.name in READ_WHOLE else nullcontext():
        contents = source.read(path, ZoneClock(UTC))
        assert source.name in READ_WHOLE or contents.lines == len(LINES) + 1


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@given(lines=st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=60))), cut=st.integers(0, 80))
def test_any_text_is_events_or_lines_that_could_not_be_read(
    source: LogSource, lines: list[str], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.log"
    path.write_text("\n".join(line[cut:] if cut < len(line) else line for line in lines), errors="replace")
    contents = source.read(path, ZoneClock(UTC))
    said = (*contents.events, *contents.undated)
    unread = [number for number, _ in contents.unparsed]
    assert len(unread) == len(set(unread))
    assert all(1 <= number <= contents.lines for number in [*unread, *(item.line for item in said)])
    assert {type(item.detail) for item in said} <= set(source.tells)
    assert all(item.source == source.name for item in said)
    assert all(event.width_ns > 0 for event in contents.events)


@pytest.mark.parametrize("zone", ["+09:00", "Asia/Tokyo"])
def test_a_zone_is_a_name_or_an_offset(tmp_path: Path, zone: str) -> None:
    """Nine hours ahead of the same stamps in UTC."""
    path = saved(tmp_path, MONITORED)
    (there,), (here,) = (read_log(parse_log(f"{path}@{name}"), UTC).events for name in (zone, "UTC"))
    assert here.time - there.time == 9 * 3600 * 10**9
    log = read_log(parse_log(f"{path}@{zone}"), UTC)
    assert log.zone is not None
    assert read_log(parse_log(path), UTC).zone is UTC
