"""Colors on either ground."""

import pytest

from arpwatch_k8s.plotter import Look, timeline_layout
from arpwatch_k8s.plotter.lanes.owners import PALETTE
from arpwatch_k8s.plotter.painters.paint import paint
from arpwatch_k8s.plotter.theme import DARK, LEAST_CONTRAST, LIGHT, Theme, contrast, legible
from tests.plotter.results import incident, result

TEXT_CONTRAST = 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_of_a_theme_can_be_read(theme: Theme) -> None:
    assert min(contrast(color, theme.paper) for color in (theme.ink, theme.gray)) >= TEXT_CONTRAST
    assert contrast(theme.ink, theme.faint) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("color", [color for color, _ in PALETTE])
def test_a_thin_line_of_any_nodes_color_can_be_seen(theme: Theme, color: str) -> None:
    assert contrast(legible(color, theme), theme.paper) >= LEAST_CONTRAST


@pytest.mark.parametrize(("color", "ink"), PALETTE)
def test_text_on_any_nodes_color_can_be_read(color: str, ink: str) -> None:
    assert contrast(ink, color) >= TEXT_CONTRAST


def test_what_can_be_seen_anyway_stays_as_it_is() -> None:
    assert legible("#0072b2", LIGHT) == "#0072b2"


def test_a_dark_figure_says_the_same_on_another_ground() -> None:
    light, dark = (timeline_layout(result(incident()), Look(theme=theme)) for theme in (LIGHT, DARK))
    assert [text.text for text in light.texts] == [text.text for text in dark.texts]
    assert paint(dark).get_facecolor()[:3] == pytest.approx([0x15 / 255, 0x18 / 255, 0x1C / 255])
