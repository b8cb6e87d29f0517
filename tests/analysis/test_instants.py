"""Instants as people name them."""

from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.instants import covered_at, covered_by, instant_at
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.wording.instants import Named, parse
from arpwatch_k8s.wording.times import parse_instant
from tests.savefiles import MAC_A, NS, announcement, arp, enhanced, exchange, interface, pcap, save, section

START = 1_795_388_044 * NS  # 2026-11-22 22:54:04 UTC
PAD = b"\xff" * 6 + b"\x52\x54\0\0\0\x0a" + b"\x88\xb5" + b"x" * 46
"""No evidence: an Ethernet type for experiments."""


def moment(text: str, result: Result, zone: tzinfo) -> int:
    """The instant that `--at` names."""
    named = Named(option="--at", text=text, instant=parse(text, zone))
    return covered_at(named, covered_by(result), zone)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    frames = [(START, announcement(MAC_A)), (START + 1_500_000_007, PAD), *exchange(START + 2 * NS, 40000)]
    frames += [(START + 60 * NS, announcement(MAC_A))]
    return aw.analyze(save(tmp_path_factory.mktemp("m") / "x.pcap", pcap(frames))).result


TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("text", "zone", "after_ns"),
    [
        ("2026-11-22T22:54:14.000000001Z", UTC, 10 * NS + 1),
        ("2026-11-22 22:54:14", UTC, 10 * NS),
        ("1795388054.25", UTC, 10_250_000_000),
        ("22:54:14.5", UTC, 10_500_000_000),
        ("22:54:14.000000003", UTC, 10 * NS + 3),
        ("22:55", UTC, 56 * NS),
        ("07:54:14", TOKYO, 10 * NS),
        ("+12.5s", UTC, 12_500_000_000),
        ("+12.5", UTC, 12_500_000_000),
        ("+500 ms", UTC, 500_000_000),
        ("+1min", UTC, 60 * NS),
        ("+7ns", UTC, 7),
        ("frame 1", UTC, 0),
        ("frame 2", UTC, 1_500_000_007),
        ("frame x.pcap:3", UTC, 2 * NS),
        ("Frame x.pcap 3", UTC, 2 * NS),
        ("frame:2", UTC, 1_500_000_007),
        ("frame: x.pcap:2", UTC, 1_500_000_007),
        ("x.pcap:3", UTC, 2 * NS),
        ("+0.5m", UTC, 30 * NS),
        ("+0.01h", UTC, 36 * NS),
        ("22:54:14.5Z", TOKYO, 10_500_000_000),
        ("07:54:14+09:00", UTC, 10 * NS),
    ],
)
def test_every_form_names_its_instant(result: Result, text: str, zone: tzinfo, after_ns: int) -> None:
    assert moment(text, result, zone) - START == after_ns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("frame 99", "has no frame 99"),
        ("frame 0", "has no frame 0"),
        ("frame y.pcap:1", "no capture is named y.pcap"),
        ("y.pcap:1", "no capture is named y.pcap"),
        ("22:53:59", "5.000 s before the first frame"),
        ("+61s", "1.000 s after the last frame"),
        ("2026-11-23T22:54:14Z", "after the last frame"),
    ],
)
def test_what_names_no_covered_instant_is_a_usage_error(result: Result, text: str, words: str) -> None:
    with pytest.raises(aw.UsageError) as raised:
        moment(text, result, UTC)
    assert words in raised.value.what


def test_a_time_of_day_that_comes_twice_needs_its_day(tmp_path: Path) -> None:
    day = 86_400 * NS
    frames = [(START + n * day, announcement(MAC_A)) for n in (0, 1, 2)]
    long = aw.analyze(save(tmp_path / "long.pcap", pcap(frames)), vip="192.0.2.80").result
    with pytest.raises(aw.UsageError, match="comes 2 times"):
        moment("22:54:05", long, UTC)
    with pytest.raises(aw.UsageError) as raised:
        moment("22:54:05", long, UTC)
    assert raised.value.fix == "Name the day too: 2026-11-22T22:54:05."
    assert moment("2026-11-23T22:54:05Z", long, UTC) == START + day + NS


def test_a_frame_of_several_captures_needs_its_name_and_is_on_the_common_clock(tmp_path: Path) -> None:
    ahead = 250_000_000
    frames = [(START + n * NS, arp(1, MAC_A, f"192.0.2.{n + 1}", "00:00:00:00:00:00", "192.0.2.80")) for n in range(9)]
    other = [(time + ahead, data) for time, data in frames] + [(START + 20 * NS + ahead, PAD)]
    paths = [save(tmp_path / "a.pcap", pcap(frames)), save(tmp_path / "b.pcap", pcap(other))]
    both = aw.analyze(*paths, vip="192.0.2.80").result
    with pytest.raises(aw.UsageError, match="may be of 2 captures"):
        moment("frame 3", both, UTC)
    assert moment("frame a.pcap:3", both, UTC) == START + 2 * NS
    assert abs(moment("frame b.pcap:10", both, UTC) - (START + 20 * NS)) < 1_000


def test_a_frame_without_a_time_is_none(tmp_path: Path) -> None:
    simple = b"\3\0\0\0" + (16 + len(PAD)).to_bytes(4, "little") + len(PAD).to_bytes(4, "little") + PAD
    simple += (16 + len(PAD)).to_bytes(4, "little")
    data = section() + interface() + enhanced(START, announcement(MAC_A)) + simple
    one = aw.analyze(save(tmp_path / "s.pcapng", data), vip="192.0.2.80").result
    with pytest.raises(aw.UsageError, match="without a time"):
        moment("frame 2", one, UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("23:50", "2026-11-22T23:50:00Z"),
        ("00:10", "2026-11-23T00:10:00Z"),
        ("22:00", "2026-11-22T22:00:00Z"),
        ("01:30", "2026-11-23T01:30:00Z"),
    ],
)
def test_a_time_of_day_is_that_of_the_night_that_was_captured(tmp_path: Path, text: str, at: str) -> None:
    """From 22:54 to 00:54: what is not in it is that of the nearer day."""
    frames = [(START + n * 3600 * NS, announcement(MAC_A)) for n in (0, 1, 2)]
    night = covered_by(aw.analyze(save(tmp_path / "night.pcap", pcap(frames)), vip="192.0.2.80").result)
    named = Named(option="--from", text=text, instant=parse(text, UTC))
    assert instant_at(named, night, UTC) == parse_instant(at, UTC)
