"""On which line of a TOML text a value stands, for every way to write it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.monitor.settings.lines import line_of, places

TEXT = '''\
# a comment with [brackets] and "quotes

top = 1
[a]
b = "x"   # [no.table]
c = [
  "one",  # ]
  "two]",
]
"d.e" = """
[still]
c = 3
"""
f.g = {h = 1, i = [1, 2]}
  [a.j]
  k = \'\'\'
# none
\'\'\'
l = "\\"#"
[[m]]
n = 1
[[m]]

n = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 3),
        (("a",), 4),
        (("a", "b"), 5),
        (("a", "c"), 6),
        (("a", "d.e"), 10),
        (("a", "f", "g", "h"), 14),
        (("a", "j"), 15),
        (("a", "j", "k"), 16),
        (("a", "j", "l"), 19),
        (("m", 0), 20),
        (("m", 0, "n"), 21),
        (("m", 1), 22),
        (("m", 1, "n"), 24),
    ],
)
def test_a_value_has_the_line_on_which_its_key_stands(path: tuple[str | int, ...], line: int) -> None:
    assert places(TEXT)[path] == line


def test_what_is_not_there_has_the_line_of_the_table_around_it() -> None:
    found = places(TEXT)
    assert line_of(("a", "j", "missing"), found) == 15
    assert line_of(("m", 1, "missing"), found) == 22
    assert line_of(("nowhere",), found) == 1


@given(st.lists(st.sampled_from(TEXT.splitlines(keepends=True)), max_size=12))
def test_any_text_that_is_toml_has_lines_that_are_there(lines: list[str]) -> None:
    text = "".join(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert all(1 <= line <= len(lines) for line in places(text).values())
