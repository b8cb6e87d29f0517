"""Failed attempts from their SYN to their failure."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.plotter import timeline_layout
from arpwatch_k8s.plotter.lanes.trials import merged, packed, reach
from arpwatch_k8s.plotter.scale import page_scale
from arpwatch_k8s.plotter.trial import Trial, TrialLane
from tests.plotter.results import NS, T0, at, attempt, incident, result

MINUTE = page_scale(at(0), at(60))
HOUR = page_scale(at(0), at(3600))


def failed(start: float, end: float, *, served: float | None = None) -> Connection:
    """An attempt that failed, from some time on where it had been served until then."""
    return replace(attempt(start, failed=True), end=at(end), broke=None if served is None else at(served))


def lines(*attempts: Connection, most: int = 6) -> list[tuple[int, float, float, float, int]]:
    trials = packed(merged(Connections.of(attempts), MINUTE), MINUTE, most)
    return [
        (one.line, (one.start - T0) / NS, (one.failing - T0) / NS, (one.end - T0) / NS, one.count) for one in trials
    ]


def test_an_attempt_is_a_span_from_its_syn_to_its_failure() -> None:
    assert lines(failed(10, 13)) == [(0, 10, 10, 13, 1)]


def test_one_that_was_served_for_a_while_was_failing_since_then() -> None:
    assert lines(failed(10, 50, served=40)) == [(0, 10, 40, 50, 1)]


def test_spans_over_each_other_are_on_lines_of_their_own() -> None:
    assert lines(failed(10, 20), failed(15, 25), failed(30, 35)) == [
        (0, 10, 10, 20, 1),
        (0, 30, 30, 35, 1),
        (1, 15, 15, 25, 1),
    ]


def test_those_that_begin_and_end_together_are_one_that_counts() -> None:
    assert lines(*(failed(10 + i / 100, 13 + i / 100) for i in range(8))) == [(0, 10, 10, 13.07, 8)]


def test_what_finds_no_line_free_counts_with_one_that_ends_near_it() -> None:
    shown = lines(failed(10, 20), failed(12, 40), failed(14, 22), most=2)
    assert shown == [(0, 10, 10, 22, 2), (1, 12, 12, 40, 1)]


def test_a_count_stands_behind_its_span_where_the_page_has_room_for_it() -> None:
    twice = [failed(10, 13), failed(10.01, 13.01)]
    (one,) = packed(merged(Connections.of(twice), MINUTE), MINUTE, 6)
    assert one.label == "2"
    at_the_edge = [failed(10, 60), failed(10.01, 60)]
    (one,) = packed(merged(Connections.of(at_the_edge), MINUTE), MINUTE, 6)
    assert (one.label, one.count) == ("", 2)


def test_only_those_are_drawn_that_the_axis_shows() -> None:
    part = replace(MINUTE, start=at(20), end=at(30))
    several = Connections.of([failed(1, 19), failed(2, 21), failed(29, 40), failed(31, 32)])
    shown = packed(merged(several, part), part, 6)
    assert [(one.start - T0) / NS for one in shown] == [2, 29]


@given(st.lists(st.tuples(st.floats(0, 3600), st.floats(0, 400)), max_size=300))
def test_none_is_lost_and_none_covers_another(spans: list[tuple[float, float]]) -> None:
    attempts = sorted((failed(start, start + long) for start, long in spans), key=lambda one: one.start)
    trials = packed(merged(Connections.of(attempts), HOUR), HOUR, 6)
    assert sum(one.count for one in trials) == len(attempts)
    for line in range(6):
        mine = [one for one in trials if one.line == line]
        assert all(clear(one, two) for one, two in pairwise(mine))


def clear(one: Trial, two: Trial) -> bool:
    return reach(one, HOUR) <= HOUR.x(two.start)


def test_very_many_are_few_spans() -> None:
    many = Connections.of([failed(i / 100, i / 100 + i % 7) for i in range(6000)])
    assert len(packed(merged(many, MINUTE), MINUTE, 6)) < 6 * 110


def test_a_vip_has_a_lane_of_them_above_the_share() -> None:
    layout = timeline_layout(result(incident()))
    assert [lane.note for lane in layout.panels[0].lanes if isinstance(lane, TrialLane)] == ["10"]
    assert [lane.label for lane in layout.panels[0].lanes][-2:] == ["failed attempts", "share that failed"]
