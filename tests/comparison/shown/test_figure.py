"""Both sides on one scale: from their begins, as many points a second, shares of failures up to the same top."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.comparison import Comparison, compare, side_of
from arpwatch_k8s.comparison.shown.figure import pages
from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.plotter.painters.files import save
from arpwatch_k8s.plotter.records import BarState, FindingLane, OwnerLane, Panel, RateLane
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.size import parse_size
from tests.comparison.made import NS, SICK, WELL, side, station
from tests.past.test_figure import apart
from tests.scenarios.analyses import analyzed


@pytest.fixture(scope="module")
def staged(captures: Path) -> Comparison:
    """A fight, and the service missing where nobody fights."""
    sides = [
        side_of(analyzed(captures / name / "proxy.pcapng").to_dict(), f"captures/{name}/proxy.pcapng")
        for name in ("two-controllers", "service-not-programmed")
    ]
    return compare(*sides)


def lanes(panel: Panel, kind: type) -> list:  # type: ignore[type-arg]
    return [lane for lane in panel.lanes if isinstance(lane, kind)]


def test_both_sides_begin_at_the_left_and_have_one_scale(staged: Comparison) -> None:
    (page,) = pages(staged, Look())
    assert [panel.heading for panel in page.panels] == ["BEFORE", "AFTER"]
    assert (page.start, page.end) == (0, max(staged.before.watched_ns, staged.after.watched_ns))
    first, second = page.coverage
    assert (first.bars[0].start, second.bars[0].start) == (0, 0)
    assert (first.bars[0].end, second.bars[0].end) == (staged.before.watched_ns, staged.after.watched_ns)
    for panel, strip in zip(page.panels, page.coverage, strict=True):
        for lane in lanes(panel, OwnerLane):
            assert (lane.bars[0].drawn_start, lane.bars[-1].drawn_end) == (0, strip.bars[0].end)


def test_shares_have_the_same_top_and_bins_hold_every_attempt(staged: Comparison) -> None:
    (page,) = pages(staged, Look())
    charts = [lane for panel in page.panels for lane in lanes(panel, RateLane)]
    assert len({(chart.full, chart.chart_height, chart.note) for chart in charts}) == 1
    (station,), (other,) = staged.before.stations, staged.after.stations
    counted = [(sum(b.attempts for b in chart.bins), sum(b.failed for b in chart.bins)) for chart in charts]
    assert counted == [(station.attempts, station.failed), (other.attempts, other.failed)]
    for chart, drawn in zip(charts, (staged.before, staged.after), strict=True):
        assert [b.start for b in chart.bins[1:]] == [b.end for b in chart.bins[:-1]]
        assert (chart.bins[0].start, chart.bins[-1].end) == (0, drawn.watched_ns)


def test_causes_are_numbered_once_for_both_sides(staged: Comparison) -> None:
    (page,) = pages(staged, Look())
    spans = [
        (span.number, span.label) for panel in page.panels for lane in lanes(panel, FindingLane) for span in lane.spans
    ]
    assert spans == [(1, "two-controllers"), (2, "service-not-programmed")]
    assert [(caption.number, caption.note) for caption in page.captions] == [(1, "gone"), (2, "new")]
    (same,) = pages(compare(SICK, SICK), Look())
    again = [span.number for panel in same.panels for lane in lanes(panel, FindingLane) for span in lane.spans]
    assert again == [1, 1]


def test_a_fight_is_drawn_as_one(staged: Comparison) -> None:
    (page,) = pages(staged, Look())
    claimed = lanes(page.panels[0], OwnerLane)[0]
    assert BarState.CONTESTED in [bar.state for bar in claimed.bars]


@pytest.mark.parametrize("size", ["auto", "a4", "slide"])
def test_no_word_covers_another(staged: Comparison, size: str) -> None:
    for page in pages(staged, Look(size=parse_size(size))):
        apart(page)


def test_sides_of_very_different_lengths_share_the_scale() -> None:
    hours = side(station(21_000, 200, trouble=((5_000, 5_075),)), lasts=6 * 3_600)
    (page,) = pages(compare(hours, WELL), Look())
    apart(page)
    assert page.end == 6 * 3_600 * NS
    strip = page.coverage[1].bars[0]
    assert (strip.start, strip.drawn_end >= strip.end) == (0, True)


def test_many_vips_take_several_pages_and_those_beyond_are_counted() -> None:
    many = [replace(station(failed=40), vip=f"198.51.100.{number}") for number in range(20)]
    made = pages(compare(side(*many), side(*many)), Look(size=parse_size("a4")))
    assert sum(len(page.panels) for page in made) == 24
    assert any("8 more VIPs not drawn" in line.text for page in made for line in page.notes)
    for page in made:
        apart(page)


def test_quiet_vips_are_named_below_the_others() -> None:
    many = [replace(station(), vip=f"198.51.100.{number}") for number in range(20)]
    (page,) = pages(compare(side(*SICK.stations, *many), side(*WELL.stations, *many)), Look())
    assert [panel.note.split()[0] for panel in page.panels] == ["192.0.2.80"] * 2
    assert "on either side at 198.51.100.0, " in page.notes[-1].text
    assert page.notes[-1].text.endswith("and 12 more.")
    apart(page)


@pytest.mark.parametrize(
    ("seconds", "caption", "labels"),
    [(60, "seconds", ["0", "10", "20"]), (600, "minutes", ["0", "1", "2"]), (6 * 3_600, "hours", ["0", "1", "2"])],
)
def test_the_axis_counts_in_what_suits_its_length(seconds: int, caption: str, labels: list[str]) -> None:
    one = side(station(), lasts=seconds)
    (page,) = pages(compare(one, one), Look())
    assert page.axis.caption == f"{caption} from the begin of each side"
    assert [tick.label for tick in page.axis.ticks][:3] == labels


def test_the_end_is_cut_where_the_only_capture_is() -> None:
    one = replace(SICK, whole=False)
    (page,) = pages(compare(one, WELL), Look())
    assert [lane.bars[-1].cut for lane in page.coverage] == [True, False]
    (page,) = pages(compare(replace(one, captures=("a.pcap", "b.pcap")), WELL), Look())
    assert [lane.bars[-1].cut for lane in page.coverage] == [False, False]


def test_a_vip_that_one_side_does_not_have_is_said_so() -> None:
    (page,) = pages(compare(SICK, side(lasts=30)), Look())
    assert page.panels[1].note == "192.0.2.80 · not seen"
    apart(page)


def test_without_any_time_there_is_nothing_to_draw() -> None:
    empty = replace(side(), span=None, covered=())
    with pytest.raises(UsageError, match="nothing to draw"):
        pages(compare(empty, empty), Look())
    assert pages(compare(empty, WELL), Look())


def test_the_figure_is_the_same_each_time(staged: Comparison, tmp_path: Path) -> None:
    targets = [tmp_path / f"x.{form}" for form in ("svg", "png", "pdf")]
    save(pages(staged, Look()), targets)
    before = [target.read_bytes() for target in targets]
    save(pages(staged, Look()), targets)
    assert [target.read_bytes() for target in targets] == before
