"""The whole figure as data."""

from dataclasses import replace
from itertools import pairwise

import pytest

from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_layout
from arpwatch_k8s.plotter.records import (
    FindingLane,
    Form,
    Lane,
    OwnerLane,
    RateLane,
    RugLane,
    SymptomLane,
)
from arpwatch_k8s.plotter.trial import TrialLane
from tests.plotter.results import (
    NS,
    PROXY,
    A,
    B,
    C,
    at,
    attempt,
    capture,
    claim,
    epoch,
    finding,
    incident,
    inventory,
    result,
    symptom,
    vip_record,
)


def lanes(layout: TimelineLayout) -> tuple[Lane, ...]:
    (panel,) = layout.panels
    return panel.lanes


def labels(layout: TimelineLayout) -> list[str]:
    return [lane.label for lane in lanes(layout)]


def test_lanes_come_in_order_findings_first_and_failures_last() -> None:
    layout = timeline_layout(result(incident(), findings=[finding("split-brain", 20, 40)]))
    assert labels(layout) == [
        "findings",
        "claimed",
        "used by proxy",
        "serving",
        "claims by node1",
        "claims by node2",
        "ICMP unreachable",
        "failed attempts",
        "share that failed",
    ]
    kinds = [FindingLane, OwnerLane, OwnerLane, OwnerLane, RugLane, RugLane, SymptomLane, TrialLane, RateLane]
    assert [type(lane) for lane in lanes(layout)] == kinds


def test_nothing_on_the_page_covers_anything_else() -> None:
    vips = [incident(vip=f"192.0.2.{i}") for i in range(3)]
    layout = timeline_layout(result(*vips, findings=[finding("flapping", 20, 40, vip="192.0.2.1")]))
    tops = [layout.title.top, *(line.top for line in (*layout.summary, *layout.facts))]
    tops += [strip.top for strip in layout.coverage]
    boxes = [(lane.top, lane.top + lane.height) for panel in layout.panels for lane in panel.lanes]
    assert tops == sorted(tops)
    assert layout.axis.tops[0] < boxes[0][0]
    assert all(one[1] <= two[0] for one, two in pairwise(boxes))
    below = [boxes[-1][1], layout.axis.tops[-1], layout.captions[0].top, layout.key[0].top, layout.height]
    assert below == sorted(below)


def test_a_sender_is_named_by_its_node_or_else_by_its_mac() -> None:
    stranger = PROXY + 0x10
    used = [epoch(A, 0, 60, track=Track.USED, sender=sender) for sender in (PROXY, stranger)]
    assert labels(timeline_layout(result(vip_record(used=used))))[1:3] == [
        "used by proxy",
        "used by 52:54:00:00:ba:11",
    ]


def test_senders_beyond_the_most_that_are_drawn_are_counted() -> None:
    used = [epoch(A, 0, 60, track=Track.USED, sender=PROXY + i) for i in range(9)]
    layout = timeline_layout(result(vip_record(used=used)))
    assert sum(label.startswith("used by") for label in labels(layout)) == 4
    assert layout.panels[0].note.endswith("5 more senders not drawn")


def test_claims_of_many_nodes_keep_the_busiest_on_lanes_of_their_own() -> None:
    names = {f"node{i}": A + i for i in range(1, 10)}
    said = [claim(mac, 1 + i + j) for i, mac in enumerate(names.values()) for j in range(i + 1)]
    layout = timeline_layout(result(vip_record(claims=sorted(said, key=lambda c: c.time)), nodes=inventory(names)))
    rugs = [lane for lane in lanes(layout) if isinstance(lane, RugLane)]
    assert [(lane.label, lane.note) for lane in rugs] == [
        ("claims by node6", "6"),
        ("claims by node7", "7"),
        ("claims by node8", "8"),
        ("claims by node9", "9"),
        ("claims by 5 others", "15"),
    ]
    assert sum(tick.count for lane in rugs for tick in lane.ticks) == len(said)


def test_symptoms_of_two_nodes_are_on_lines_of_their_own_in_the_order_of_names() -> None:
    pains = [
        symptom(B, 10, kind=SymptomKind.TCP_RESET),
        symptom(A, 10, kind=SymptomKind.TCP_RESET),
        symptom(B, 30, kind=SymptomKind.ICMP_REDIRECT),
    ]
    layout = timeline_layout(result(vip_record(symptoms=pains)))
    shown = [lane for lane in lanes(layout) if isinstance(lane, SymptomLane)]
    assert [(lane.label, lane.note, lane.lines) for lane in shown] == [("ICMP redirect", "1", 1), ("TCP reset", "2", 2)]
    assert [(mark.owner, mark.line) for mark in shown[1].marks] == [(A, 0), (B, 1)]


def test_a_syn_without_answer_is_nobodys_whose_color_is_drawn() -> None:
    layout = timeline_layout(result(vip_record(symptoms=[symptom(PROXY, 10, kind=SymptomKind.SYN_UNANSWERED)])))
    (lane,) = [lane for lane in lanes(layout) if isinstance(lane, SymptomLane)]
    assert lane.marks[0].owner is None
    assert layout.owners == ()


def test_where_nothing_failed_attempts_are_numbers_without_a_chart() -> None:
    layout = timeline_layout(result(vip_record(attempts=[attempt(1), attempt(2)])))
    (lane,) = [lane for lane in lanes(layout) if isinstance(lane, RateLane)]
    assert (lane.label, lane.note, lane.chart_height) == ("attempts", "0 failed per 5 s", 0)
    assert layout.panels[0].note == "none of 2 connection attempts failed"


def test_an_empty_lane_says_what_was_not_seen() -> None:
    bars = [lane.bars[0].label for lane in lanes(timeline_layout(result(vip_record()))) if isinstance(lane, OwnerLane)]
    assert bars == ["nobody claimed it in this capture", "nobody tried to connect"]


def test_the_axis_counts_seconds_where_asked() -> None:
    axis = timeline_layout(result(incident()), Look(relative=True)).axis
    assert [tick.label for tick in axis.ticks][:3] == ["0", "10", "20"]
    assert axis.caption == "seconds from T0 = 2026-11-22 20:15:40.000000 UTC, +00:00"


def test_a_part_of_the_time_can_be_shown() -> None:
    layout = timeline_layout(result(incident()), Look(start=at(10), end=at(30)))
    assert (layout.start, layout.end) == (at(10), at(30))
    claimed = lanes(layout)[0]
    assert isinstance(claimed, OwnerLane)
    assert [(bar.start, bar.end) for bar in claimed.bars] == [(at(10), at(20)), (at(20), at(30))]


def test_a_part_that_no_file_covers_has_an_axis_and_claims_nothing() -> None:
    layout = timeline_layout(result(incident()), Look(start=at(100), end=at(200)))
    assert layout.axis.ticks
    assert layout.coverage == ()
    assert "failed attempts" not in labels(layout)
    assert {bar.label for lane in lanes(layout) if isinstance(lane, OwnerLane) for bar in lane.bars} == {""}


def test_the_legend_names_nodes_with_their_mac_and_only_forms_that_occur() -> None:
    layout = timeline_layout(result(vip_record(epochs=[epoch(C, 0, 60)], claims=[claim(A, 1), claim(C, 2, opcode=2)])))
    assert [(entry.owner, entry.form, entry.text) for entry in layout.key] == [
        (A, None, "node1 52:54:00:00:ba:0a"),
        (C, None, "node10 52:54:00:00:ba:0c"),
        (None, Form.ANNOUNCEMENT_REQUEST, "announcement (ARP request)"),
        (None, Form.ANNOUNCEMENT_REPLY, "announcement (ARP reply)"),
    ]


def test_more_findings_than_two_digits_can_number_are_counted() -> None:
    found = [finding("flapping", i, i + 1, severity=Severity.INFO) for i in range(50)] * 2 + [finding("flapping", 1, 2)]
    layout = timeline_layout(result(incident(), findings=found))
    assert [caption.number for caption in layout.captions] == list(range(1, 100))
    assert [note.text for note in layout.notes] == ["2 more findings in the report."]


def test_findings_outside_of_the_time_shown_are_counted() -> None:
    found = [finding("flapping", 5, 6), finding("split-brain", 25, 26)]
    layout = timeline_layout(result(incident(), findings=found), Look(start=at(20), end=at(30)))
    assert [caption.number for caption in layout.captions] == [2]
    assert [note.text for note in layout.notes] == ["1 finding outside of the time shown."]


def test_a_part_without_time_is_an_error_that_tells_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"(?s)no time.*2026-11-22 20:15:40"):
        timeline_layout(result(incident()), Look(start=at(100)))


def test_the_kernels_cache_is_a_lane_where_a_log_tells_of_it() -> None:
    known = replace(vip_record(), kernel=(epoch(A, 10, 20, track=Track.KERNEL), epoch(B, 40, 60, track=Track.KERNEL)))
    (lane,) = [lane for lane in lanes(timeline_layout(result(known))) if lane.label == "kernel"]
    assert isinstance(lane, OwnerLane)
    assert [(bar.owners, bar.label) for bar in lane.bars] == [
        ((), "not told yet"),
        ((A,), "node1 ..ba:0a"),
        ((), "no entry"),
        ((B,), "node2 ..ba:0b"),
    ]


def test_a_result_without_vips_says_so() -> None:
    layout = timeline_layout(result(outcome=Outcome.INCONCLUSIVE))
    assert layout.title.text == "No VIP seen: inconclusive"
    assert layout.empty is not None
    assert layout.empty.text.startswith("No VIP was seen in this capture")
    assert layout.axis.ticks


def test_a_result_without_frames_has_no_axis() -> None:
    layout = timeline_layout(result(captures=(), outcome=Outcome.INCONCLUSIVE))
    assert layout.empty is not None
    assert (layout.axis.ticks, layout.axis.tops, layout.coverage) == ((), (), ())


def test_a_single_instant_has_an_axis_of_a_second() -> None:
    layout = timeline_layout(result(vip_record(epochs=[epoch(A, 0, 0)]), captures=[capture(0, 0)]))
    assert layout.end - layout.start == NS
    assert layout.start < at(0) < layout.end


def test_one_result_has_one_layout() -> None:
    assert timeline_layout(result(incident())) == timeline_layout(result(incident()))
