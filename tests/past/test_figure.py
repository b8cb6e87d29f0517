"""The figure of a history: strips of owners, incidents marked, what was not watched; no word covers another."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.past import strips
from arpwatch_k8s.past.figure import pages
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Held, History, Station
from arpwatch_k8s.plotter.page.legend import KEY_LINE
from arpwatch_k8s.plotter.painters.files import save
from arpwatch_k8s.plotter.records import BarState, FindingLane, OwnerLane
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.sheet import Text, TimelineLayout
from arpwatch_k8s.plotter.size import parse_size
from arpwatch_k8s.plotter.text import BOLD, width
from tests.past.months import DAY, OTHER, START, Clock, write
from tests.savefiles import VIP


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> History:
    path = tmp_path_factory.mktemp("history") / "month.db"
    write(path, Clock())
    return read(path)


def test_each_vip_has_a_strip_with_its_owners_and_what_was_not_seen(month: History) -> None:
    (page,) = pages(month, Look())
    assert [panel.heading for panel in page.panels] == [f"{VIP} on eth0", f"{OTHER} on eth0"]
    names = {style.owner: style.name for style in page.owners}
    (strip,) = [lane for lane in page.panels[0].lanes if isinstance(lane, OwnerLane)]
    said = [(bar.state, [names[owner] for owner in bar.owners], (bar.start - START) // DAY) for bar in strip.bars]
    assert said == [
        (BarState.HELD, ["node1"], 0),
        (BarState.HELD, ["node2"], 6),
        (BarState.UNKNOWN, [], 10),
        (BarState.HELD, ["node2"], 12),
        (BarState.CONTESTED, ["node1", "node2"], 15),
        (BarState.UNKNOWN, [], 15),
        (BarState.HELD, ["node1"], 16),
        (BarState.CONTESTED, ["node1", "node2", "node3"], 20),
        (BarState.HELD, ["node2"], 23),
        (BarState.HELD, ["node2"], 25),
    ]
    assert strip.bars[7].label in ("contested by 3 nodes", "contested")


def test_incidents_are_numbered_in_order_of_time_and_told_below(month: History) -> None:
    (page,) = pages(month, Look())
    spans = [
        (span.number, span.label)
        for panel in page.panels
        for lane in panel.lanes
        if isinstance(lane, FindingLane)
        for span in lane.spans
    ]
    assert spans == [(1, "owner-silent"), (2, "cause not known"), (3, "owner-silent"), (4, "owner-silent")]
    assert [caption.number for caption in page.captions] == [1, 2, 3, 4]
    assert page.captions[0].note == "critical, high confidence · 2026-09-27 14:13:20.000, 10.0 s"
    assert page.captions[1].note == "2026-10-06 14:13:20.000, 10.0 s, not over when its watch ended"
    assert page.title.text == "2 VIPs: 4 incidents"
    assert page.facts[0].text.startswith("2026-09-21 14:13:20.000 to 2026-10-21 14:13:20.000 · watched 27.0 d of ")


def test_where_captions_go_on_over_the_page_the_legend_stays_with_the_strips_apart_from_them(month: History) -> None:
    many = [replace(month.incidents[0], id=str(number)) for number in range(60)]
    first, *_ = pages(replace(month, incidents=tuple(many)), Look(size=parse_size("A4")))
    (key,) = {entry.top for entry in first.key}
    assert first.captions[0].top - key > KEY_LINE
    without, *_ = pages(replace(month, incidents=tuple(many), holdings=()), Look(size=parse_size("A4")))
    assert (without.key, bool(without.captions)) == ((), True)


def test_when_anybody_watched_stands_above_and_a_killed_run_has_a_cut_end(month: History) -> None:
    (page,) = pages(month, Look())
    (lane,) = page.coverage
    assert [((bar.start - START) // DAY, (bar.end - START) // DAY, bar.cut) for bar in lane.bars] == [
        (0, 10, False),
        (12, 15, True),
        (16, 30, False),
    ]


def apart(page: TimelineLayout) -> None:
    """No two words of a page cover each other, and none leaves it."""
    boxes = [box(text) for text in page.texts]
    for left, right, _, _, text in boxes:
        assert left >= 0, text
        assert right <= page.width + 1, text
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            beside = one[1] <= other[0] or other[1] <= one[0]
            assert beside or one[3] <= other[2] or other[3] <= one[2], (one[4], other[4])


def box(text: Text) -> tuple[float, float, float, float, str]:
    """Left, right, top and bottom of a word."""
    wide = width(text.text, text.size) * (BOLD if text.bold else 1)
    left = text.x - {"left": 0, "center": wide / 2, "right": wide}[text.across]
    return left, left + wide, text.y - text.size * 0.4, text.y + text.size * 0.4, text.text


@pytest.mark.parametrize("size", ["auto", "a4", "slide"])
def test_no_word_covers_another(month: History, size: str) -> None:
    for page in pages(month, Look(size=parse_size(size))):
        apart(page)


def test_very_many_vips_are_counted_and_take_several_pages(month: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strips, "MOST_VIPS", 12)
    many = tuple(replace(holding, vip=f"198.51.100.{number}") for number in range(20) for holding in month.holdings)
    made = pages(replace(month, holdings=many), Look(size=parse_size("a4")))
    assert len(made) > 1
    assert sum(len(page.panels) for page in made) == 12
    assert any("10 more VIPs not drawn" in line.text for page in made for line in page.notes)
    for page in made:
        apart(page)


def test_where_incidents_take_several_pages_the_colors_are_told_beside_the_strips(month: History) -> None:
    many = tuple(replace(month.incidents[0], id=str(number)) for number in range(60))
    first, *others = pages(replace(month, incidents=many), Look(size=parse_size("a4")))
    assert others
    assert first.panels
    assert first.key
    assert not any(page.key for page in others)
    assert [caption.number for page in (first, *others) for caption in page.captions] == list(range(1, 61))


def test_an_owner_of_whom_only_a_name_is_known_has_a_color_too(month: History) -> None:
    nameless = Station(mac=None, node="node9")
    holdings = tuple(replace(holding, owners=(nameless,)) for holding in month.holdings)
    (page,) = pages(replace(month, holdings=holdings), Look())
    assert [style.name for style in page.owners] == ["node9"]


def test_a_span_without_a_run_cannot_be_drawn(month: History) -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        pages(replace(month, runs=()), Look())


def test_the_figure_is_written_in_all_forms_and_the_same_each_time(month: History, tmp_path: Path) -> None:
    targets = [tmp_path / f"month.{form}" for form in ("svg", "png", "pdf")]
    made = pages(month, Look())
    save(made, targets)
    before = [target.read_bytes() for target in targets]
    save(made, targets)
    assert [target.read_bytes() for target in targets] == before
    svg = before[0].decode()
    assert re.search(r"<title>\s*2 VIPs: 4 incidents\s*</title>", svg)


def test_a_station_is_called_by_name_and_mac() -> None:
    assert Station(mac="52:54:00:00:00:0a", node="node1").label == "node1 (52:54:00:00:00:0a)"
    assert Station(mac="52:54:00:00:00:0a", node=None).label == "52:54:00:00:00:0a"
    held = Held(
        vip=VIP, interface="eth0", track="used", station=Station(mac=None, node="n"), first=0, last=0, held_ns=None
    )
    assert held.station.label == "n"
