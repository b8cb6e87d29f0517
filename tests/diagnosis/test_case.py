"""What rules are given: frames cited by name where there are several captures, failures that are left to explain."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from arpwatch_k8s.analysis import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.reference import FrameRef
from tests.savefiles import MAC_A, NS, VIP, announcement, icmp, pcap, save, segment


def case(folder: Path) -> Case:
    """Two attempts that fail."""
    frames = [(0, announcement(MAC_A))]
    for port in (1, 2):
        frames += [(port * NS, segment("S", port=port, seq=5)), (port * NS + 1, icmp(3, 1, port=port, seq=5))]
    return analyze([save(folder / "x.pcap", pcap(frames))], vips=[VIP]).case


def test_a_frame_is_its_number_and_among_several_captures_has_its_capture_s_name(tmp_path: Path) -> None:
    alone = case(tmp_path)
    both = replace(alone, captures=(alone.captures[0], replace(alone.captures[0], name="node2.pcap")))
    assert (alone.cite(FrameRef(0, 7)), both.cite(FrameRef(1, 7))) == ("7", "node2.pcap:7")


def test_what_a_rule_has_explained_is_left_to_no_other(tmp_path: Path) -> None:
    found = case(tmp_path)
    (record,) = found.vips
    assert [one.sender_port for one in found.left(record)] == [1, 2]
    told = replace(found, explained={record.failed.source: np.array([record.failed[0].number])})
    assert [one.sender_port for one in told.left(record)] == [2]
