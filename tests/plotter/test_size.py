"""Sizes of a page."""

import pytest

from arpwatch_k8s.plotter.size import SIZES, parse_size


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("a4", 841.9, 595.3),
        ("Letter", 792, 612),
        ("slide", 720, 405),
        ("297x210", 841.9, 595.3),
        ("297 x 210 mm", 841.9, 595.3),
        ("29.7×21cm", 841.9, 595.3),
        ("10x5.625in", 720, 405),
        ("720x405pt", 720, 405),
    ],
)
def test_a_size_is_a_name_or_width_by_height(text: str, width: float, height: float) -> None:
    size = parse_size(text)
    assert (size.width, size.height) == pytest.approx((width, height), abs=0.1)
    assert size.fixed


def test_a_page_is_as_high_as_it_needs_to_be_unless_told_otherwise() -> None:
    assert not SIZES["auto"].fixed


@pytest.mark.parametrize("text", ["", "a5", "297", "x210", "297x", "1e9x3", "-1x5", "297x210px", "nanxnan", "٢٩٧x٢١٠x"])
def test_what_is_no_size_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no size"):
        parse_size(text)


def test_a_size_too_small_or_too_large_to_draw_on_is_an_error() -> None:
    with pytest.raises(ValueError, match="smaller than 141x99 mm"):
        parse_size("100x100")
    with pytest.raises(ValueError, match="larger than 1411 mm"):
        parse_size("99999x200")
