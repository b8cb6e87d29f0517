"""Long answers, piece by piece."""

import pytest

from arpwatch_k8s.agents.child import Answer
from arpwatch_k8s.agents.pages import PAGE_CHARS, Pages, page
from arpwatch_k8s.errors import UsageError

LONG = Answer(text="a" * PAGE_CHARS + "b", is_cut=True, complaint="cut short")


def test_a_page_says_where_to_go_on_and_the_last_what_is_missing() -> None:
    first, last = page(LONG, 0), page(LONG, PAGE_CHARS)
    assert first.startswith("a" * PAGE_CHARS + "\n[characters 0 to 20,000 of 20,001; ask again with cursor=20000")
    assert last == "b\n[there is more than is kept: ask for less, by vip, kind or time]\n[cut short]"


def test_a_cursor_beyond_the_end_is_refused() -> None:
    with pytest.raises(UsageError, match="20,001 characters"):
        page(LONG, PAGE_CHARS + 2)


def test_the_last_answer_is_kept_for_the_pages_after_its_first() -> None:
    pages = Pages()
    pages.keep("x", LONG)
    assert pages.kept("x", 1) is LONG
    assert pages.kept("x", 0) is None
    assert pages.kept("y", 1) is None
