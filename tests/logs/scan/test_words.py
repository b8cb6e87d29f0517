"""Lines that have a word, found by one step a byte: the same as by looking for each word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.scan import words
from arpwatch_k8s.logs.scan.words import Words


def found(some: list[bytes], block: bytes) -> list[bytes]:
    return [block[start:end] for start, end in Words(tuple(some)).lines(block)]


def test_a_line_is_found_once_whole_and_with_its_end() -> None:
    assert found([b"ab", b"bc"], b"x ab abc\nxx\n\nbc") == [b"x ab abc\n", b"bc"]


def test_a_word_does_not_go_on_in_the_next_line() -> None:
    assert found([b"ab"], b"a\nb\nab\n") == [b"ab\n"]


def test_a_word_within_another_that_breaks_off_is_found() -> None:
    assert found([b"abcd", b"bc"], b"abce\n") == [b"abce\n"]


def test_any_bytes_are_harmless() -> None:
    assert found([b"ab"], b"") == []
    assert found([b"ab"], bytes(range(98)) + b"\n\xff\xffab\x00") == [b"\xff\xffab\x00"]


@given(
    some=st.lists(st.text("ab ", min_size=1, max_size=4).map(str.encode), min_size=1, max_size=5),
    block=st.text("abc \n", max_size=60).map(str.encode),
    at_once=st.integers(1, 3),
)
def test_lines_are_those_that_have_one_of_the_words(some: list[bytes], block: bytes, at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "AT_ONCE", at_once)
        assert found(some, block) == [
            line for line in block.splitlines(keepends=True) if any(one in line for one in some)
        ]
