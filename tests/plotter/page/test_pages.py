"""Which VIPs get how much of the figure, and on which page."""

from collections import Counter

from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.plotter import Look, timeline_layout, timeline_pages
from arpwatch_k8s.plotter.size import SIZES, parse_size
from tests.plotter.page.test_layout import labels
from tests.plotter.results import (
    A,
    B,
    epoch,
    finding,
    incident,
    result,
    vip_record,
)


def test_among_many_vips_the_quiet_ones_have_a_lane_each_and_none_is_lost() -> None:
    quiet = [vip_record(f"192.0.2.{i}", epochs=[epoch(A, 0, 60)]) for i in range(4)]
    layout = timeline_layout(result(*quiet, incident(vip="192.0.2.200")))
    assert [(panel.heading, len(panel.lanes)) for panel in layout.panels] == [("192.0.2.200", 8), ("4 quiet VIPs", 4)]
    assert [lane.label for lane in layout.panels[1].lanes] == [f"192.0.2.{i}" for i in range(4)]


def test_a_vip_that_another_serves_than_claims_is_not_quiet() -> None:
    odd = vip_record("192.0.2.9", epochs=[epoch(A, 0, 60)], serving=[epoch(B, 0, 60, track=Track.SERVING)])
    quiet = [vip_record(f"192.0.2.{i}", epochs=[epoch(A, 0, 60)]) for i in range(4)]
    assert [panel.vip for panel in timeline_layout(result(*quiet, odd)).panels] == ["192.0.2.9", ""]


def test_those_that_lead_get_all_lanes_and_the_others_the_most_telling() -> None:
    crowd = [incident(vip=f"198.51.100.{i}") for i in range(10)]
    found = [finding("flapping", 20, 40, vip="198.51.100.7")]
    panels = timeline_layout(result(*crowd, findings=found)).panels[10:]
    assert panels[0].vip == "198.51.100.7"
    assert [len(panel.lanes) for panel in panels] == [9, 8, 8, 8, 8, 8, 4, 4, 4, 4]


def test_every_vip_and_lane_is_on_some_page_and_no_page_is_overfull() -> None:
    crowd = [incident(vip=f"198.51.100.{i}") for i in range(20)]
    quiet = [vip_record(f"192.0.2.{i}", epochs=[epoch(A, 0, 60)]) for i in range(100)]
    made = result(*crowd, *quiet, findings=[finding("flapping", 20, 40, vip=record.vip) for record in crowd])
    whole = timeline_layout(made).panels  # a low page has no room for the lane of failed attempts
    for size in SIZES.values():
        pages = timeline_pages(made, Look(size=size))
        assert [(page.page, page.pages) for page in pages] == [(i + 1, len(pages)) for i in range(len(pages))]
        assert max(page.height for page in pages) <= size.height
        drawn = [panel for page in pages for panel in page.panels if not panel.said]
        assert {panel.vip for panel in drawn} == {panel.vip for panel in whole}
        labels = Counter(lane.label for panel in drawn for lane in panel.lanes)
        assert [labels[record.vip] for record in quiet] == [1] * len(quiet)
        assert labels["findings"] == len(crowd)
        for page in pages:
            assert all(0 <= text.y <= page.height for text in page.texts)


def test_where_few_are_asked_for_those_most_in_need_are_drawn_and_the_others_counted() -> None:
    crowd = [incident(vip=f"198.51.100.{i}") for i in range(10)]
    made = result(*crowd, findings=[finding("flapping", 20, 40, vip="198.51.100.7")])
    pages = timeline_pages(made, Look(most=3))
    assert pages[0].panels[0].vip == "198.51.100.7"
    assert [[panel.vip for panel in page.panels][:1] for page in pages[1:]] == [
        ["198.51.100.7"],
        ["198.51.100.0"],
        ["198.51.100.1"],
    ]
    said = "7 of these VIPs have no lanes of their own: name those of interest with --vip."
    assert pages[0].notes[-1].text == said


def test_a_panel_that_a_page_cannot_hold_goes_on_under_its_heading() -> None:
    pages = timeline_pages(result(incident()), Look(size=parse_size("200x105")))
    panels = [panel for page in pages for panel in page.panels]
    assert [panel.note for panel in panels[1:]] == ["continued from the page before"] * (len(panels) - 1)
    assert len(panels) > 1
    assert [lane.label for panel in panels for lane in panel.lanes] == labels(timeline_layout(result(incident())))
