"""Captures of several hosts, put together by the frames that they share."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator.views import merging
from arpwatch_k8s.evidence import mac_text
from tests.savefiles import (
    MAC_A,
    MAC_B,
    NODE_A,
    NODE_B,
    NS,
    VIP,
    Timed,
    announcement,
    answer,
    exchange,
    pcap,
    save,
)

TALK = [item for number in range(20) for item in exchange((2 + number) * NS, 40000 + number, isn=1000 * number)]
SHARED: list[Timed] = [(0, announcement(MAC_A)), (NS, announcement(MAC_A)), *TALK, (40 * NS, announcement(MAC_B))]
AT_PROXY = [*SHARED, *exchange(41 * NS, 50000, mac=MAC_B, isn=7)]
AT_NODE = [*SHARED, (42 * NS, answer(MAC_B, NODE_B, to=MAC_A, asker=NODE_A))]


def shifted(frames: Sequence[Timed], by: int) -> list[Timed]:
    return [(time + by, frame) for time, frame in frames]


def run(folder: Path, **captures: list[Timed]) -> Result:
    return analyze([save(folder / f"{name}.pcap", pcap(frames)) for name, frames in captures.items()], vips=[VIP])


@pytest.mark.parametrize("ahead", [0, 3_700_000_000, -5_000_000, 3600 * NS])
def test_frames_seen_by_both_count_once_whatever_the_clocks(tmp_path: Path, ahead: int) -> None:
    base = 10_000 * NS
    result = run(tmp_path, proxy=shifted(AT_PROXY, base), node=shifted(AT_NODE, base + ahead))
    if abs(ahead) >= 45 * NS:  # one after the other by their clocks: one host's two files, as far as can be told
        assert len(result.case.views) == 1
        return
    (view,) = result.case.views
    offset = view.offsets[0].offset_ns
    assert abs(offset) == abs(ahead)
    assert view.duplicates == len(SHARED)
    assert [len(record.attempts) for record in result.case.vips] == [21]
    assert [mac_text(epoch.owner) for epoch in result.case.vips[0].ownership.epochs] == [MAC_A, MAC_B]


def test_a_clock_that_drifts_is_followed(tmp_path: Path) -> None:
    drifting = [(time + time // 2000, frame) for time, frame in AT_NODE]  # 500 ppm: 21 ms in 42 s
    assert run(tmp_path, proxy=AT_PROXY, node=drifting).case.views[0].duplicates == len(SHARED)


def test_each_hosts_own_tracks_are_kept_beside_the_merged_ones(tmp_path: Path) -> None:
    result = run(tmp_path, proxy=AT_PROXY, node=AT_NODE)
    assert [(name, len(record.attempts)) for name, record in result.by_vantage] == [
        ("proxy.pcap", 21),
        ("node.pcap", 20),
    ]
    # each ends where its own capture does
    assert [record.end for _, record in result.by_vantage] == [AT_PROXY[-1][0], AT_NODE[-1][0]]


def test_retransmissions_are_not_taken_for_one_frame_seen_twice(tmp_path: Path) -> None:
    twice = sorted(AT_PROXY + [(time + NS // 2, frame) for time, frame in TALK if time < 4 * NS])
    result = run(tmp_path, proxy=twice, node=AT_NODE)
    assert result.case.views[0].duplicates == len(SHARED)
    assert len(result.case.views[0].evidence) == len(twice) + 1


def test_captures_without_shared_frames_stay_apart(tmp_path: Path) -> None:
    other = [(time, frame) for time, frame in exchange(NS, 60000, mac=MAC_B, isn=99)]
    result = run(tmp_path, proxy=AT_PROXY, node=other)
    assert [view.name for view in result.case.views] == ["proxy.pcap", "node.pcap"]
    assert {record.view for record in result.case.vips} == {0, 1}


def test_a_capture_cut_in_two_is_not_merged_but_joined(tmp_path: Path) -> None:
    result = run(tmp_path, one=AT_PROXY[:40], two=AT_PROXY[40:])
    assert [(view.name, view.duplicates) for view in result.case.views] == [("one.pcap, two.pcap", 0)]


def test_captures_that_share_no_frame_are_not_held_against_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []

    def merge(base: merging.View, other: merging.View) -> None:
        held.append(f"{base.name} {other.name}")

    monkeypatch.setattr(merging, "merge", merge)
    frames = {f"n{number}": [(number, announcement(MAC_A, f"192.0.2.{number}"))] for number in range(1, 30)}
    frames["same"] = [(3, announcement(MAC_A, "192.0.2.7"))]
    run(tmp_path, **{name: [*seen, *shifted(seen, NS)] for name, seen in frames.items()})
    assert held == ["same.pcap n7.pcap"]
