"""How rules cite frames, and what texts call views."""

from dataclasses import replace
from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.evidence.reference import FrameRef
from tests.savefiles import MAC_A, VIP, announcement, pcap, save


def test_a_frame_is_its_number_and_among_several_captures_has_its_capture_s_name(tmp_path: Path) -> None:
    alone = analyze([save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A))]))], vips=[VIP]).case
    both = replace(alone, captures=(alone.captures[0], replace(alone.captures[0], name="node2.pcap")))
    assert (alone.cite(FrameRef(0, 7)), both.cite(FrameRef(1, 7))) == ("frame 7", "frame node2.pcap:7")


def test_of_a_view_of_many_hosts_the_first_is_named_and_how_many_more_there_are(tmp_path: Path) -> None:
    alone = analyze([save(tmp_path / "0.pcap", pcap([(0, announcement(MAC_A))]))], vips=[VIP]).case
    (view,) = alone.views
    captures = tuple(replace(alone.captures[0], name=f"{number}.pcap") for number in range(30))
    pair = replace(view, name="0.pcap + 1.pcap", vantages=((0,), (1,)))
    many = replace(view, name="all", vantages=tuple((number,) for number in range(30)))
    both = replace(alone, captures=captures, views=(many, pair))
    assert [both.called(each) for each in both.views] == ["0.pcap and 29 more", "0.pcap + 1.pcap"]
    (record,) = alone.vips
    assert (alone.within(record), both.within(record)) == ("", " in 0.pcap and 29 more")
