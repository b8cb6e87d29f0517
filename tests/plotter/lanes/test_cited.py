"""Where the numbers of findings stand."""

from dataclasses import replace
from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.plotter.lanes.cited import MOST_EACH, cited_times
from arpwatch_k8s.plotter.lanes.spans import numbered, spans
from arpwatch_k8s.plotter.scale import page_scale
from tests.correlator.cost.story import analyzed, good, said
from tests.plotter.results import at, finding
from tests.savefiles import MAC_A, NS

MINUTE = page_scale(at(0), at(60))


def test_frames_that_a_finding_cites_have_their_times(tmp_path: Path) -> None:
    made = analyzed(tmp_path, [said(0, MAC_A), *good(1, 1), *good(2, 2)]).result
    steps = Step("", (FrameRef(0, 2), FrameRef(0, 6))), Step("", (FrameRef(0, 1),))
    cites = replace(finding("x", 0, 60), because=steps)
    verdict = replace(made.verdict, findings=(cites,))
    assert cited_times(replace(made, verdict=verdict)) == {1: [0, NS, 2 * NS]}


def test_a_line_is_looked_up_where_no_frame_is_cited_and_what_is_not_there_is_left_out(tmp_path: Path) -> None:
    made = analyzed(tmp_path, [said(0, MAC_A), *good(1, 1)]).result
    unknown = replace(finding("x", 0, 60), because=(Step("", (FrameRef(7, 99),)),))
    verdict = replace(made.verdict, findings=(unknown,))
    assert cited_times(replace(made, verdict=verdict)) == {1: []}
    nothing = replace(finding("x", 0, 60), because=(Step("", (), (LineRef(0, 99),)),))
    assert nothing.frames == ()


def test_of_very_many_some_are_looked_up(tmp_path: Path) -> None:
    frames = [said(0, MAC_A), *(frame for i in range(1, 40) for frame in good(i, i))]
    made = analyzed(tmp_path, frames).result
    cites = replace(finding("x", 0, 60), because=(Step("", tuple(FrameRef(0, 1 + i) for i in range(150))),))
    times = cited_times(replace(made, verdict=replace(made.verdict, findings=(cites,))))[1]
    assert len(times) == MOST_EACH
    assert times == sorted(times)


def test_a_number_stands_where_something_was_seen_nearest_to_the_middle() -> None:
    told = numbered([finding("flapping", 20, 40)])
    (span,) = spans(told, MINUTE, shown_at={1: [at(21), at(33), at(39), at(50)]})
    assert (span.anchor, span.start, span.end) == (at(33), at(20), at(40))


def test_a_number_of_what_shows_elsewhere_stands_in_the_middle() -> None:
    (span,) = spans(numbered([finding("flapping", 20, 40)]), MINUTE, shown_at={1: [at(50)]})
    assert span.anchor == at(30)
