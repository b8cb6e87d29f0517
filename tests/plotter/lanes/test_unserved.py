"""Where nobody served, as the lane *serving* says it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scapy.layers.inet import IP, TCP

from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_layout
from arpwatch_k8s.plotter.lanes.bars import Piece, bars_of
from arpwatch_k8s.plotter.lanes.unserved import cut
from arpwatch_k8s.plotter.page.legend import SIGNS
from arpwatch_k8s.plotter.records import Bar, BarState, OwnerLane
from arpwatch_k8s.plotter.scale import page_scale
from arpwatch_k8s.plotter.sheet import Sign
from arpwatch_k8s.plotter.size import AUTO
from tests.correlator.cost.story import analyzed, good, lost, said
from tests.plotter.contradictions import contradictions
from tests.plotter.results import A, B, styles
from tests.savefiles import CLIENT, MAC_A, MAC_B, MAC_CLIENT, NS, VIP, Timed, ether, segment

HELD, MERGED, NOBODY, UNSURE, PATCHY, UNKNOWN = (
    BarState.HELD,
    BarState.MERGED,
    BarState.NOBODY,
    BarState.UNSURE,
    BarState.PATCHY,
    BarState.UNKNOWN,
)


def drawn(tmp_path: Path, frames: Iterable[Timed], look: Look = Look()) -> TimelineLayout:  # noqa: B008 - frozen
    """The figure of a story that ends after 60 s, held against its result."""
    made = analyzed(tmp_path, [said(0, MAC_A), *frames, said(60, MAC_A)]).result
    layout = timeline_layout(made, look)
    assert contradictions(made, layout) == []
    return layout


def serving(layout: TimelineLayout) -> tuple[Bar, ...]:
    (lane,) = [
        lane for lane in layout.panels[0].lanes if isinstance(lane, OwnerLane) and lane.track in ("serving", "claimed")
    ][1:]
    return lane.bars


def told(layout: TimelineLayout) -> list[tuple[BarState, float, float]]:
    return [(bar.state, round(bar.start / NS, 2), round(bar.end / NS, 2)) for bar in serving(layout)]


def every(seconds: float, start: float, end: float, port: int = 1000, *, by: str = MAC_A) -> list[Timed]:
    """Attempts that go well."""
    count = round((end - start) / seconds)
    return [frame for i in range(count) for frame in good(start + i * seconds, port + i, by=by)]


def failing(seconds: float, start: float, end: float, port: int = 20000) -> list[Timed]:
    """Attempts that nobody accepts."""
    return [frame for i in range(round((end - start) / seconds)) for frame in lost(start + i * seconds, port + i)]


def refused(second: float, port: int) -> list[Timed]:
    """An attempt to a port of the VIP on which nobody listens."""
    ask = IP(src=CLIENT, dst=VIP) / TCP(sport=port, dport=8443, flags="S", seq=1000)
    no = IP(src=VIP, dst=CLIENT) / TCP(sport=8443, dport=port, flags="RA", seq=0, ack=1001)
    return [
        (round(second * NS), ether(ask, MAC_CLIENT, MAC_A)),
        (round(second * NS) + 1_000_000, ether(no, MAC_A, MAC_CLIENT)),
    ]


def test_serving_is_cut_from_the_first_syn_in_vain_to_the_last_and_not_known_up_to_the_answers(tmp_path: Path) -> None:
    layout = drawn(tmp_path, [*every(5, 1, 16), *failing(2, 20, 34), *every(5, 40, 60, 2000)])
    assert told(layout) == [
        (UNKNOWN, 0.0, 1.0),
        (HELD, 1.0, 11.0),
        (UNSURE, 11.0, 20.0),
        (NOBODY, 20.0, 32.0),
        (UNSURE, 32.0, 40.0),
        (HELD, 40.0, 60.0),
    ]
    assert serving(layout)[2].owners == serving(layout)[1].owners


def test_a_cut_says_how_many_failed_and_for_how_long_as_far_as_that_fits(tmp_path: Path) -> None:
    frames = [*every(5, 1, 16), *failing(2, 20, 34), *every(5, 40, 60, 2000)]
    labels = [
        serving(drawn(tmp_path, frames, Look(size=replace(AUTO, width=width))))[3].label
        for width in (500, 842, 950, 1200, 1400)
    ]
    assert labels == [
        "nobody",
        "nobody: 7 of 7 failed",
        "nobody served, 12.0 to 20.0 s",
        "nobody served: 7 of 7 failed, 12.0 to 20.0 s",
        "nobody served: 7 of 7 attempts failed, 12.0 to 20.0 s",
    ]


def test_a_cut_cites_the_first_syn_in_vain(tmp_path: Path) -> None:
    cut = serving(drawn(tmp_path, [*every(5, 1, 16), *failing(2, 20, 34), *every(5, 40, 60, 2000)]))[3]
    assert cut.frame is not None
    assert cut.frame.frame == 1 + 3 * 4 + 1


def test_an_outage_that_nothing_ended_is_not_known_up_to_the_captures_end(tmp_path: Path) -> None:
    assert told(drawn(tmp_path, [*every(5, 1, 16), *failing(2, 20, 34)]))[-2:] == [
        (NOBODY, 20.0, 32.0),
        (UNSURE, 32.0, 60.0),
    ]


def test_where_nobody_ever_answered_there_is_no_owner_to_doubt(tmp_path: Path) -> None:
    layout = drawn(tmp_path, failing(2, 20, 34))
    assert told(layout) == [(UNKNOWN, 0.0, 20.0), (NOBODY, 20.0, 32.0), (UNKNOWN, 32.0, 60.0)]


def test_one_syn_in_vain_between_answers_says_nothing_for_sure(tmp_path: Path) -> None:
    layout = drawn(tmp_path, [*every(10, 1, 31), *lost(26, 5), *every(10, 31, 60, 2000)])
    assert told(layout)[2] == (UNSURE, 21.0, 31.0)
    assert serving(layout)[2].label == "1 of 1 attempt failed"


def test_an_owner_that_serves_others_meanwhile_is_not_cut(tmp_path: Path) -> None:
    dead = [frame for i in range(12) for frame in refused(2 + i * 4.5, 5000 + i)]
    assert told(drawn(tmp_path, [*every(2, 1, 59), *dead])) == [(UNKNOWN, 0.0, 1.0), (HELD, 1.0, 60.0)]


def test_a_port_that_never_served_hides_no_outage_of_the_others(tmp_path: Path) -> None:
    dead = [frame for i in range(12) for frame in refused(2 + i * 4.5, 5000 + i)]
    layout = drawn(tmp_path, [*every(2, 1, 20), *failing(2, 20, 34), *every(2, 40, 60, 2000), *dead])
    assert [state for state, *_ in told(layout)] == [UNKNOWN, HELD, UNSURE, NOBODY, UNSURE, HELD]


def test_another_that_serves_after_it_is_not_doubted(tmp_path: Path) -> None:
    moved = [said(36, MAC_B), *every(5, 40, 60, 2000, by=MAC_B)]
    layout = drawn(tmp_path, [*every(5, 1, 16), *failing(2, 20, 34), *moved])
    assert [state for state, *_ in told(layout)] == [UNKNOWN, HELD, UNSURE, NOBODY, UNSURE, HELD]
    assert serving(layout)[-1].owners != serving(layout)[1].owners


def test_an_outage_of_a_minute_in_six_hours_is_seen(tmp_path: Path) -> None:
    hours = 6 * 3600
    frames = [*every(10, 1, 9000), *failing(5, 9001, 9076), *every(10, 9090, hours, 3000), said(hours, MAC_A)]
    layout = drawn(tmp_path, frames)
    cut = [bar for bar in serving(layout) if bar.state is NOBODY]
    assert [(bar.count, round(bar.start / NS), round(bar.end / NS)) for bar in cut] == [(15, 9001, 9071)]
    width = (cut[0].drawn_end - cut[0].drawn_start) / (layout.end - layout.start)
    assert width * (layout.plot_right - layout.plot_left) > 2


def test_outages_too_close_together_to_be_told_apart_are_one_that_counts(tmp_path: Path) -> None:
    hours = 6 * 3600
    frames = every(10, 1, 9000)
    for i in range(60):
        frames += failing(1, 9000 + i * 10, 9004 + i * 10, 20000 + i * 10) + good(9006 + i * 10, 50000 + i)
    layout = drawn(tmp_path, [*frames, *every(10, 9610, hours, 3000), said(hours, MAC_A)])
    states = [(bar.state, bar.count) for bar in serving(layout) if bar.state is not HELD]
    assert states == [(UNKNOWN, 1), (PATCHY, 240)]


def test_what_is_left_of_an_epoch_behind_a_cut_counts_among_short_ones() -> None:
    epochs = [Piece(0, 1010, HELD, (A,), 1), Piece(1010, 1012, HELD, (B,), 1), Piece(1012, 3600, HELD, (A,), 1)]
    left = cut(epochs, [Piece(500, 1008, NOBODY, (), 9)])
    shown = bars_of(left, page_scale(0, 3600), styles(), "", "")
    assert [(bar.state, bar.count) for bar in shown] == [(HELD, 1), (NOBODY, 9), (MERGED, 2), (HELD, 1)]


def test_what_was_not_seen_is_no_epoch_where_the_axis_cuts_it_short() -> None:
    times = ((0, 1000, A), (1000, 1002, A), (1002, 1004, B), (1004, 4000, A))
    first, *others = (Piece(start, end, HELD, (owner,), 1) for start, end, owner in times)
    unsure = replace(first, state=UNSURE, count=5)
    shown = bars_of([unsure, *others], page_scale(998, 4000), styles(), "", "")
    assert [(bar.state, bar.count) for bar in shown] == [(UNSURE, 5), (MERGED, 2), (HELD, 1)]


def test_a_syn_that_is_sent_again_in_vain_is_a_stretch_of_its_own(tmp_path: Path) -> None:
    again = [(round(second * NS), segment("S", port=7, seq=1000)) for second in (30, 31, 33, 37)]
    layout = drawn(tmp_path, [*every(5, 1, 30), *again, *every(5, 45, 60, 2000)])
    assert told(layout)[3] == (NOBODY, 30.0, 37.0)


def test_the_legend_explains_what_is_drawn_and_nothing_else(tmp_path: Path) -> None:
    sick = drawn(tmp_path, [*every(5, 1, 16), *failing(2, 20, 34), *every(5, 40, 60, 2000)])
    assert {entry.form for entry in sick.key if isinstance(entry.form, Sign)} == {Sign.NOBODY, Sign.UNSURE, Sign.TRIAL}
    well = drawn(tmp_path, every(5, 1, 60))
    assert not [entry for entry in well.key if isinstance(entry.form, Sign)]
    assert set(SIGNS) == {NOBODY, UNSURE, PATCHY}
