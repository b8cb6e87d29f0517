"""Epochs and contests as bars."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.plotter.lanes.bars import LEAST_WIDTH, owner_bars
from arpwatch_k8s.plotter.records import Bar, BarState
from arpwatch_k8s.plotter.scale import Scale, page_scale
from tests.plotter.results import NS, T0, A, B, C, at, contest, epoch, styles

MINUTE = page_scale(at(0), at(60))
HOUR = page_scale(at(0), at(3600))


def bars(
    *epochs: Epoch, contests: Sequence[Contest] = (), scale: Scale = MINUTE, unknown: str = "unknown"
) -> tuple[Bar, ...]:
    return owner_bars(epochs, contests, scale, styles(), unknown)


def drawn_like(items: Sequence[Bar]) -> list[tuple[BarState, tuple[int, ...], float, float]]:
    return [(b.state, b.owners, (b.start - T0) / NS, (b.end - T0) / NS) for b in items]


def test_an_epoch_is_a_bar_with_the_node_and_the_end_of_its_mac() -> None:
    (bar,) = bars(epoch(A, 0, 60))
    assert (bar.state, bar.owners, bar.label) == (BarState.HELD, (A,), "node1 ..ba:0a")
    assert (bar.drawn_start, bar.drawn_end) == (bar.start, bar.end) == (at(0), at(60))


def test_time_before_the_first_epoch_is_unknown() -> None:
    first, second = bars(epoch(A, 20, 60), unknown="nobody yet")
    assert (first.state, first.owners, first.label) == (BarState.UNKNOWN, (), "nobody yet")
    assert (first.start, first.end, second.start) == (at(0), at(20), at(20))


def test_a_lane_without_epochs_is_one_unknown_bar() -> None:
    assert drawn_like(bars()) == [(BarState.UNKNOWN, (), 0, 60)]


def test_time_after_the_last_epoch_is_unknown_but_not_called_early() -> None:
    shown = bars(epoch(A, 0, 30), unknown="nobody yet")
    assert [(bar.state, bar.label) for bar in shown[1:]] == [(BarState.UNKNOWN, "")]


def test_a_contest_is_a_bar_split_between_its_owners_in_the_order_of_their_names() -> None:
    shown = bars(epoch(A, 0, 20), epoch(B, 40, 60), contests=[contest(20, 40, B, A, changes=17)])
    assert drawn_like(shown) == [
        (BarState.HELD, (A,), 0, 20),
        (BarState.CONTESTED, (A, B), 20, 40),
        (BarState.HELD, (B,), 40, 60),
    ]
    assert shown[1].label == "contested by node1 and node2, 17 changes"


def test_a_short_epoch_is_widened_at_the_cost_of_its_neighbors_and_keeps_its_true_times() -> None:
    shown = bars(epoch(A, 0, 1800), epoch(B, 1800, 1800.2), epoch(A, 1800.2, 3600), scale=HOUR)
    short = shown[1]
    assert (short.start, short.end) == (at(1800), at(1800.2))
    assert short.drawn_end - short.drawn_start == HOUR.ns(LEAST_WIDTH)
    assert short.drawn_start < short.start < short.end < short.drawn_end
    assert [bar.drawn_end for bar in shown[:-1]] == [bar.drawn_start for bar in shown[1:]]


def test_a_short_epoch_at_the_edge_stays_on_the_page() -> None:
    shown = bars(epoch(A, 0, 3600), epoch(B, 3600, 3600), scale=HOUR)
    assert shown[-1].owners == (B,)
    assert shown[-1].drawn_end == HOUR.end
    assert shown[-1].drawn_end - shown[-1].drawn_start == HOUR.ns(LEAST_WIDTH)


def test_several_short_epochs_in_a_row_become_one_split_bar_that_counts_them() -> None:
    flaps = [epoch((B, A)[i % 2], 1000 + i * 0.5, 1000.5 + i * 0.5) for i in range(1200)]
    shown = bars(epoch(A, 0, 1000), *flaps, epoch(C, 1600, 3600), scale=HOUR)
    assert drawn_like(shown) == [
        (BarState.HELD, (A,), 0, 1000),
        (BarState.MERGED, (A, B), 1000, 1600),
        (BarState.HELD, (C,), 1600, 3600),
    ]
    assert (shown[1].count, shown[1].label) == (1200, "1,200 merged")


def test_a_label_that_does_not_fit_gives_way_to_a_shorter_one_and_then_to_none() -> None:
    full = bars(epoch(A, 0, 10), epoch(B, 10, 60))[0].label
    name = bars(epoch(A, 0, 4), epoch(B, 4, 60))[0].label
    none = bars(epoch(A, 0, 1), epoch(B, 1, 60))[0].label
    assert (full, name, none) == ("node1 ..ba:0a", "node1", "")


def test_epochs_outside_of_the_axis_are_not_drawn_and_those_across_its_edge_are_cut() -> None:
    shown = bars(epoch(A, -100, -50), epoch(B, -50, 30), epoch(C, 30, 90))
    assert drawn_like(shown) == [(BarState.HELD, (B,), 0, 30), (BarState.HELD, (C,), 30, 60)]


def test_a_bar_of_just_the_least_width_between_two_widened_ones_keeps_it() -> None:
    least = HOUR.ns(LEAST_WIDTH) / NS
    shown = bars(epoch(A, 0, 1e-9), epoch(B, 1e-9, least + 1e-9), epoch(C, least + 1e-9, least + 2e-9), scale=HOUR)
    assert [bar.owners for bar in shown] == [(A,), (B,), (C,), ()]
    assert min(bar.drawn_end - bar.drawn_start for bar in shown[:3]) == HOUR.ns(LEAST_WIDTH)


@given(st.lists(st.integers(0, 3600 * NS), max_size=40, unique=True), st.data())
def test_bars_cover_the_axis_in_order_without_overlap_and_stand_for_every_epoch(
    edges: list[int], data: st.DataObject
) -> None:
    ends = sorted(edges)
    made = [epoch(data.draw(st.sampled_from([A, B, C])), start / NS, end / NS) for start, end in pairwise(ends)]
    shown = bars(*made, scale=HOUR)
    assert all(bar.drawn_start <= bar.drawn_end for bar in shown)
    assert all(one.drawn_end <= two.drawn_start for one, two in pairwise(shown))
    assert (shown[0].drawn_start, shown[-1].drawn_end) == (HOUR.start, HOUR.end)
    assert sum(bar.count for bar in shown if bar.state is not BarState.UNKNOWN) == len(made)
