"""The frames that a finding cites, in full."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.report.parts.shown_frames import MOST_FRAMES, Rows, shown_of
from tests.plotter.results import finding
from tests.savefiles import MAC_A, MAC_CLIENT, NS, VIP, announcement, pcap, save, segment


def test_a_frame_is_shown_with_its_time_its_macs_and_what_it_says(tmp_path: Path) -> None:
    frames = [(NS, announcement(MAC_A)), (2 * NS, segment("S", port=5, seq=1))]
    made = aw.analyze(save(tmp_path / "x.pcap", pcap(frames)), vip=VIP, nodes={"node1": MAC_A}).result
    steps = (Step("One", (FrameRef(0, 1), FrameRef(0, 2))), Step("Two", (FrameRef(0, 2), FrameRef(0, 9))))
    first, second, unknown = Rows(made).shown(3, replace(finding("x", 0, 1), because=steps), UTC)
    assert (first.frame, first.time, first.destination) == (1, "00:00:01.000", "broadcast")
    assert (first.source, first.says) == (f"node1 ({MAC_A})", f"{VIP} is at {MAC_A} (announced by request)")
    assert (second.anchor, second.steps, second.destination) == ("frame-3-0-2", (1, 2), f"node1 ({MAC_A})")
    assert MAC_CLIENT in second.source
    assert (unknown.frame, unknown.time, unknown.source, unknown.says) == (9, "", "", "")


def test_of_too_many_frames_each_step_keeps_its_first() -> None:
    long = Step("Long", tuple(FrameRef(0, number) for number in range(1, 500)))
    short = Step("Short", (FrameRef(0, 1_000), FrameRef(0, 1_001)))
    shown = shown_of(replace(finding("x", 0, 1), because=(long, short)))
    assert len(shown) == MOST_FRAMES
    assert {FrameRef(0, 1), FrameRef(0, 1_000), FrameRef(0, 1_001)} <= set(shown)
    assert list(shown) == sorted(shown)
