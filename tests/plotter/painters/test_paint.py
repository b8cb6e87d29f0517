"""What the painter makes of a layout."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.plotter import Look, timeline_layout, timeline_pages
from arpwatch_k8s.plotter.painters.files import save
from arpwatch_k8s.plotter.painters.ink import TICK
from arpwatch_k8s.plotter.painters.paint import paint
from arpwatch_k8s.plotter.scale import TEXT_SIZE
from arpwatch_k8s.plotter.size import SIZES
from tests.plotter.results import PROXY, A, B, busy, capture, finding, incident, inventory, result

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "no\x1b]0;owned\x07de\u202e<b>$\\frac{1}{$&'\"\udcff"


def texts(figure: Figure) -> list[Text]:
    found = (artist for artist in figure.findobj() if isinstance(artist, Text))
    return [text for text in found if text.get_text()]


def test_hostile_names_are_drawn_harmlessly(tmp_path: Path) -> None:
    names = inventory({HOSTILE: A, HOSTILE * 500: B, "proxy": PROXY})
    found = finding(HOSTILE, 20, 40, summary=HOSTILE * 50)
    made = result(incident(), findings=[found], nodes=names, summary=HOSTILE, captures=[capture(name=HOSTILE)])
    layout = timeline_layout(made, Look(title=HOSTILE))
    for text in texts(paint(layout)):
        assert text.get_text().isprintable()
        assert not text.get_parse_math()
    save([layout], [tmp_path / "timeline.svg"])
    svg = (tmp_path / "timeline.svg").read_text(encoding="utf-8")
    assert "\x1b" not in svg
    ElementTree.fromstring(svg)


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


def test_no_two_drawn_texts_overlap() -> None:
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


def test_what_is_added_to_the_time_axis_stays_between_savefiles_and_ticks() -> None:
    layout = timeline_layout(busy())
    (timeline,) = [axes for axes in paint(layout).axes if axes.get_label() == "timeline"]
    assert timeline.get_ylim() == (layout.axis.tops[-1] + TICK, layout.coverage[0].top)


def test_a_notebook_shows_the_figure_as_large_as_on_paper() -> None:
    (layout,) = timeline_pages(busy(), Look(size=SIZES["a4"]))
    data, size = paint(layout)._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert size == {"width": 1123, "height": 794}


def test_a_layout_needs_no_matplotlib_and_a_figure_no_pyplot() -> None:
    code = (
        "import sys, arpwatch_k8s.plotter as p; assert 'matplotlib' not in sys.modules;"
        "import arpwatch_k8s.plotter.painters.paint; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
