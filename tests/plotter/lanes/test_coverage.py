"""The strip of savefiles."""

from arpwatch_k8s.plotter.lanes.coverage import MOST_LANES, coverage_lanes
from arpwatch_k8s.plotter.scale import page_scale
from tests.plotter.results import at, capture

HOUR = page_scale(at(0), at(3600))


def test_files_of_a_rotation_share_a_lane_and_leave_its_gap_open() -> None:
    files = [capture(0, 1000, name="a.pcap"), capture(2000, 3600, name="b.pcap")]
    (lane,) = coverage_lanes(files, HOUR, 0)
    assert [(bar.name, bar.start, bar.end) for bar in lane.bars] == [
        ("a.pcap", at(0), at(1000)),
        ("b.pcap", at(2000), at(3600)),
    ]
    assert lane.label == "2 captures"


def test_files_of_the_same_time_are_on_lanes_of_their_own() -> None:
    lanes = coverage_lanes([capture(0, 3600, name="node.pcap"), capture(0, 3600, name="proxy.pcap")], HOUR, 0)
    assert [lane.bars[0].name for lane in lanes] == ["node.pcap", "proxy.pcap"]
    assert lanes[1].top == lanes[0].top + lanes[0].height


def test_a_file_cut_short_is_marked_and_says_where() -> None:
    (lane,) = coverage_lanes([capture(0, 3600, truncated_at=123456)], HOUR, 0)
    assert lane.bars[0].cut
    assert lane.bars[0].label == "proxy.pcap · 1,000 frames · ends inside a frame at byte 123,456"


def test_drops_are_told_and_so_is_that_they_are_not_known() -> None:
    notes = [
        coverage_lanes(files, HOUR, 0)[0].note
        for files in ([capture(drops=0)], [capture(drops=7)], [capture()], [capture(drops=7), capture()])
    ]
    assert notes == ["no drops", "7 dropped", "drops unknown", "≥ 7 dropped"]


def test_a_thousand_files_are_joined_to_what_they_cover() -> None:
    files = [capture(i * 3, i * 3 + 3, name=f"{i:04}.pcap") for i in range(500)]
    files += [capture(2000 + i * 3, 2003 + i * 3, name=f"{500 + i:04}.pcap") for i in range(500)]
    (lane,) = coverage_lanes(files, HOUR, 0)
    assert [(bar.start, bar.end, bar.label) for bar in lane.bars] == [
        (at(0), at(1500), "500 files"),
        (at(2000), at(3500), "500 files"),
    ]


def test_many_files_of_one_time_take_no_more_than_the_most_lanes() -> None:
    files = [capture(0, 3600, name=f"{i}.pcap") for i in range(30)]
    assert len(coverage_lanes(files, HOUR, 0)) == MOST_LANES
