"""Names made safe, measured, cut and wrapped."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.plotter.text import cut, first_fitting, width, wrapped
from arpwatch_k8s.wording.plain import plain


def test_control_and_format_characters_are_shown_as_escapes() -> None:
    assert plain("a\x1b[31m\nb\u202ec\udc80") == "a\\x1b[31m\\nb\\u202ec\\udc80"


@given(st.text(alphabet=st.characters(codec=None)))
def test_whatever_the_name_nothing_is_left_that_controls(name: str) -> None:
    assert not any(unicodedata.category(character).startswith("C") for character in plain(name))


def test_a_long_name_loses_its_middle() -> None:
    shorter = cut("proxy-2026-11-22T20-15-31-eth0.pcap", 80, 8)
    assert shorter.startswith("proxy-")
    assert shorter.endswith(".pcap")
    assert "…" in shorter
    assert width(shorter, 8) <= 80


def test_a_name_of_a_million_characters_is_cut_at_once() -> None:
    assert width(cut("m" * 1_000_000, 80, 8), 8) <= 80


def test_the_first_text_that_fits_is_taken() -> None:
    assert first_fitting(["node2 ..ba:4c", "node2", "n"], 30, 8) == "node2"
    assert first_fitting(["node2 ..ba:4c"], 3, 8) == ""


@given(st.text(max_size=300), st.integers(1, 4))
def test_wrapped_lines_fit_and_are_not_too_many(text: str, most: int) -> None:
    lines = wrapped(text, 120, 8, most)
    assert len(lines) <= most
    assert all(width(line, 8) <= 120 for line in lines)


def test_what_does_not_fit_into_the_lines_ends_in_an_ellipsis() -> None:
    assert wrapped("word " * 100, 120, 8, 2)[-1].endswith("…")
    assert wrapped("two words", 120, 8, 2) == ("two words",)


def test_east_asian_names_are_wide() -> None:
    assert width("障害", 8) > width("ab", 8)
