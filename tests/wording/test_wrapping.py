"""Texts that are laid out for a width."""

import pytest

from arpwatch_k8s.wording.wrapping import NARROWEST, WIDEST, Paragraph, columns, laid_out

WORDS = "a MAC such as 52:54:00:00:02:16 stays whole, " * 8


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_paragraph_has_its_lines_once_the_width_is_known(width: int) -> None:
    lines = list(laid_out(["As it is", Paragraph(WORDS, "  1. ", "     ")], width))
    assert lines[0] == "As it is"
    assert max(map(len, lines)) <= width
    assert max(map(len, lines)) > width - 18
    assert lines[1].startswith("  1. a MAC")
    assert all(line.startswith("     ") for line in lines[2:])
    assert " ".join(" ".join(lines[1:]).split()) == f"1. {WORDS}".strip()


def test_very_narrow_and_very_wide_terminals_have_texts_that_can_be_read() -> None:
    assert [columns(n) for n in (0, 60, 99, 300)] == [NARROWEST, 60, 99, WIDEST]
