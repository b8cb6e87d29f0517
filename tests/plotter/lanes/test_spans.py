"""Findings as numbered spans and captions."""

from dataclasses import replace

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.plotter.lanes.spans import DISK, captions, height, levels, numbered, spans
from arpwatch_k8s.plotter.records import Across
from arpwatch_k8s.plotter.scale import page_scale
from arpwatch_k8s.plotter.setting import ROOMY
from tests.plotter.results import at, finding

MINUTE = page_scale(at(0), at(60))


def test_findings_are_numbered_as_in_the_verdict() -> None:
    shown = spans(numbered([finding("flapping", 30, 40), finding("handover", 5, 6)]), MINUTE)
    assert [(span.number, span.label, span.start) for span in shown] == [
        (1, "flapping", at(30)),
        (2, "handover", at(5)),
    ]


def test_spans_that_overlap_are_on_different_levels_and_others_share_one() -> None:
    found = [finding("one", 10, 30), finding("two", 20, 25), finding("three", 50, 51)]
    shown = spans(numbered(found), MINUTE)
    assert [span.level for span in shown] == [0, 1, 0]
    assert levels(shown) == 2


def test_numbers_of_instants_close_to_each_other_do_not_collide() -> None:
    shown = spans(numbered([finding("a", 30, 30), finding("b", 30.1, 30.1)]), MINUTE)
    assert [span.level for span in shown] == [0, 1]


def test_a_number_at_the_edge_stays_within_the_plot_and_has_its_words_before_it() -> None:
    (span,) = spans(numbered([finding("service-not-programmed", 60, 60)]), MINUTE)
    assert MINUTE.points(MINUTE.end - span.anchor) >= DISK / 2
    assert (span.label, span.across) == ("service-not-programmed", Across.RIGHT)


def test_a_span_that_leaves_no_room_on_either_side_has_its_words_on_it() -> None:
    (span,) = spans(numbered([finding("service-not-programmed", 2, 58)]), MINUTE)
    assert (span.label, span.across) == ("service-not-programmed", Across.CENTER)


def test_a_span_that_leaves_no_room_anywhere_has_no_words() -> None:
    (span,) = spans(numbered([finding("no-room-" * 12, 2, 58)]), MINUTE)
    assert span.label == ""


def test_a_span_that_goes_on_beyond_the_axis_has_no_end_there() -> None:
    (span,) = spans(numbered([finding("flapping", -5, 30)]), MINUTE)
    assert (span.start, span.goes_on) == (at(0), (True, False))


def test_findings_outside_of_the_axis_have_no_span() -> None:
    assert spans(numbered([finding("early", -10, -5)]), MINUTE) == ()


def test_more_findings_at_one_time_than_there_are_lines_leave_the_rest_to_their_captions() -> None:
    shown = spans(numbered([finding("flapping", 10, 20)] * 20), MINUTE)
    assert [span.number for span in shown] == list(range(1, ROOMY.levels + 1))


def test_captions_wrap_and_need_a_line_more_for_each() -> None:
    found = [finding("one", 0, 10, summary="word " * 60), finding("two", 5, 5, severity=Severity.INFO)]
    told, left = captions(numbered(found), MINUTE, 700, lambda time: f"{(time - at(0)) // 10**9} s", False)
    first, second = told
    assert (first.number, first.heading, first.note) == (1, "one", "critical, high confidence · 0 s to 10 s")
    assert len(first.lines) > 1
    assert second.note == "info, high confidence · 5 s"
    assert height(first) - height(second) == 11.5 * (len(first.lines) - 1)
    assert left == []


def test_a_finding_without_a_time_has_a_caption_and_no_span() -> None:
    undated = replace(finding("moved", 20, 40), start=0, end=0, dated=False)
    some = numbered([undated])
    assert spans(some, MINUTE) == ()
    told, notes = captions(some, MINUTE, 500, str, False)
    assert [(one.heading, one.note) for one in told] == [("moved", "critical, high confidence · without a time")]
    assert notes == []
