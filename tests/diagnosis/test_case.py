"""How rules cite frames."""

from dataclasses import replace
from pathlib import Path

from arpwatch_k8s.analysis import analyze
from arpwatch_k8s.evidence.reference import FrameRef
from tests.savefiles import MAC_A, VIP, announcement, pcap, save


def test_a_frame_is_its_number_and_among_several_captures_has_its_capture_s_name(tmp_path: Path) -> None:
    alone = analyze([save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A))]))], vips=[VIP]).case
    both = replace(alone, captures=(alone.captures[0], replace(alone.captures[0], name="node2.pcap")))
    assert (alone.cite(FrameRef(0, 7)), both.cite(FrameRef(1, 7))) == ("frame 7", "frame node2.pcap:7")
