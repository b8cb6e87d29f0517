"""What the painter makes of a layout."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.errors import OutputError, UsageError
from arpwatch_k8s.plotter import timeline_layout
from arpwatch_k8s.plotter.paint import paint, save
from arpwatch_k8s.plotter.scale import TEXT_SIZE
from tests.plotter.results import PROXY, A, B, capture, finding, incident, inventory, result

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "no\x1b]0;owned\x07de\u202e<b>$\\frac{1}{$&'\"\udcff"


def busy() -> Result:
    return result(incident(), findings=[finding("split-brain", 20, 40)], outcome=Outcome.ROOT_CAUSE)


def texts(figure: Figure) -> list[Text]:
    found = (artist for artist in figure.findobj() if isinstance(artist, Text))
    return [text for text in found if text.get_text()]


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_a_layout_is_drawn_to_the_same_bytes_each_time(suffix: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
    save(timeline_layout(busy()), one)
    save(timeline_layout(busy()), two)
    assert one.read_bytes() == two.read_bytes()


def test_a_directory_gets_all_formats_of_one_drawing_and_nothing_else(tmp_path: Path) -> None:
    written = save(timeline_layout(busy()), tmp_path / "report")
    assert [path.name for path in written] == ["timeline.svg", "timeline.png", "timeline.pdf"]
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted(path.name for path in written)
    starts = [path.read_bytes()[:8] for path in written]
    assert [starts[0][:5], starts[1], starts[2][:5]] == [b"<?xml", b"\x89PNG\r\n\x1a\n", b"%PDF-"]


def test_the_suffix_chooses_the_format(tmp_path: Path) -> None:
    assert save(timeline_layout(busy()), tmp_path / "figure.SVG") == (tmp_path / "figure.SVG",)
    assert (tmp_path / "figure.SVG").read_bytes().startswith(b"<?xml")


def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"(?s)cannot draw \.bmp.*\.svg"):
        save(timeline_layout(busy()), tmp_path / "figure.bmp")


def test_a_place_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"figure\.svg"):
        save(timeline_layout(busy()), tmp_path / "absent" / "figure.svg")
    assert list(tmp_path.iterdir()) == []


def test_the_svg_tells_those_who_cannot_see_it(tmp_path: Path) -> None:
    save(timeline_layout(busy()), tmp_path / "figure.svg")
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "192.0.2.80: split-brain between node1 and node2"
    assert "Finding 1: Something happened" in (root.findtext(f"{SVG}desc") or "")


def test_hostile_names_are_drawn_harmlessly(tmp_path: Path) -> None:
    names = inventory({HOSTILE: A, HOSTILE * 500: B, "proxy": PROXY})
    found = finding(HOSTILE, 20, 40, summary=HOSTILE * 50)
    made = result(incident(), findings=[found], nodes=names, summary=HOSTILE, captures=[capture(name=HOSTILE)])
    layout = timeline_layout(made, title=HOSTILE)
    for text in texts(paint(layout)):
        assert text.get_text().isprintable()
        assert not text.get_parse_math()
    save(layout, tmp_path)
    svg = (tmp_path / "timeline.svg").read_text(encoding="utf-8")
    assert "\x1b" not in svg
    ElementTree.fromstring(svg)


def test_a_title_in_any_script_draws_without_complaint(tmp_path: Path) -> None:
    save(timeline_layout(busy(), title="障害 2026-11-22 \U0001f525 ошибка"), tmp_path / "figure.svg")
    assert (tmp_path / "figure.svg").stat().st_size


def test_no_text_is_smaller_than_print_can_show() -> None:
    assert min(float(text.get_fontsize()) for text in texts(paint(timeline_layout(busy())))) >= TEXT_SIZE


def test_labels_in_the_gutter_keep_clear_of_the_plot_and_all_text_is_on_the_page() -> None:
    layout = timeline_layout(busy())
    figure = paint(layout)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    page = figure.bbox
    for text in texts(figure):
        box = text.get_window_extent(renderer)
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text.get_text()
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text.get_text()


def test_no_two_texts_overlap() -> None:
    figure = paint(timeline_layout(busy()))
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [(text.get_text(), text.get_window_extent(renderer).padded(-2)) for text in texts(figure)]
    clashes = [
        (one, two)
        for index, (one, first) in enumerate(boxes)
        for two, second in boxes[index + 1 :]
        if first.overlaps(second)
    ]
    assert clashes == []


@pytest.mark.parametrize("seconds", [0.002, 2, 3600, 30 * 86400])
def test_any_length_of_time_can_be_drawn(seconds: float) -> None:
    made = result(incident(seconds), captures=[capture(0, seconds)], findings=[finding("flapping", 0, seconds)])
    assert texts(paint(timeline_layout(made)))


@pytest.mark.parametrize("captures", [(), (capture(),)])
def test_a_result_without_vips_draws_what_it_says(captures: tuple[object, ...]) -> None:
    made = result(captures=(capture(),) if captures else (), outcome=Outcome.INCONCLUSIVE)
    layout = timeline_layout(made)
    assert layout.empty is not None
    assert layout.empty.text in {text.get_text() for text in texts(paint(layout))}


def test_the_figure_can_be_edited_on_an_axis_of_seconds() -> None:
    figure = paint(timeline_layout(busy()))
    (timeline,) = [axes for axes in figure.axes if axes.get_label() == "timeline"]
    assert timeline.get_xlim() == (0, 60)


def test_a_layout_needs_no_matplotlib_and_a_figure_no_pyplot() -> None:
    code = (
        "import sys, arpwatch_k8s.plotter as p; assert 'matplotlib' not in sys.modules;"
        "import arpwatch_k8s.plotter.paint; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
