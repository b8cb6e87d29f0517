"""YAML 1.1 as programs read it, each value with its line; bounded, whatever it stands for."""

import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.lint.documents import yaml
from arpwatch_k8s.lint.documents.node import Document, Listing, Mapping, Node, Opaque, Scalar, at
from arpwatch_k8s.lint.documents.yaml import Budget, documents

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{letter}: &{letter} [{', '.join([f'*{before}'] * 10)}]\n" for before, letter in pairwise("abcdefghi")
)


def only(text: str) -> Document:
    """The document of a text."""
    (found,) = documents(text, "f")
    return found


def plain(node: Node | None) -> object:
    """A tree without its lines."""
    match node:
        case Scalar():
            return node.value
        case Opaque():
            return f"!{node.tag}"
        case Listing():
            return [plain(each) for each in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.items.items()}
        case None:
            return None


def lines(node: Node) -> Iterator[int]:
    """The lines of a tree's values."""
    yield node.line
    match node:
        case Listing():
            for each in node.items:
                yield from lines(each)
        case Mapping():
            for each in node.items.values():
                yield from lines(each)


def test_words_of_1_1_are_truth_values_and_octal_stays_text() -> None:
    found = only("a: yes\nb: Off\nc: 'yes'\nd: 0644\ne: 1_000\nf: ~\ng: 2026-01-01\nh: 1.5\ni: 7\n")
    assert plain(found.root) == {
        "a": True, "b": False, "c": "yes", "d": "0644", "e": "1_000", "f": None, "g": "2026-01-01", "h": 1.5, "i": 7
    }  # fmt: skip


def test_every_value_knows_its_line_in_every_document() -> None:
    first, second = documents("# c\na: 1\nb:\n  - 2\n---\n\nc: {d: 3}\n...\n", "f")
    assert [at(first.root, "a").line, at(first.root, "b", 0).line] == [2, 4]  # type: ignore[union-attr]
    assert at(second.root, "c", "d").line == 7  # type: ignore[union-attr]


def test_a_key_given_twice_is_told_and_the_last_counts() -> None:
    found = only("a: 1\nb: 2\na: 3\n")
    assert plain(found.root) == {"a": 3, "b": 2}
    assert found.doubts == ((3, "the key a is given twice: the first, in line 1, is lost"),)
    assert not found.breaks_off


def test_very_many_keys_given_twice_are_not_told_one_by_one() -> None:
    found = only("a: 1\n" * 5000)
    assert len(found.doubts) == yaml.MOST_DOUBTS + 1
    assert found.doubts[-1][1].startswith("from here on")


def test_merge_keys_give_what_is_not_given_and_are_no_second_key() -> None:
    found = only("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz:\n  b: 4\n  <<: [*x, {c: 5}]\n")
    assert plain(at(found.root, "y")) == {"a": 1, "b": 3}
    assert plain(at(found.root, "z")) == {"b": 4, "a": 1, "c": 5}
    assert found.doubts == ()


def test_tags_of_programs_are_not_read() -> None:
    found = only("a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  62\nb: !unsafe x\nc: !!str 7\nd: !Ref {e: 1}\nf: 1\n")
    assert plain(found.root) == {"a": "!!vault", "b": "!!unsafe", "c": "7", "d": "!!Ref", "f": 1}


def test_json_is_yaml_with_tabs_and_characters_of_two_halves() -> None:
    found = only('{\n\t"a": "\\ud83d\\ude00 \\\\ud83d",\n\t"b": [1, true, null, "x/\\/y"]\n}\n')
    assert plain(found.root) == {"a": "\U0001f600 \\ud83d", "b": [1, True, None, "x//y"]}
    assert found.doubts == ()


def test_a_document_that_breaks_off_is_read_as_far_as_it_goes_and_the_next_ones_whole() -> None:
    first, second = documents("a: 1\nb: [2,\nc: }\n---\nd: 4\n", "f")
    assert (plain(at(first.root, "a")), plain(at(first.root, "b", 0)), first.breaks_off) == (1, 2, True)
    assert [line for line, _ in first.doubts] == [3]
    assert (plain(second.root), second.breaks_off) == ({"d": 4}, False)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    found = only(BOMB)
    assert found.breaks_off
    assert "more than 4,000,000 values" in found.doubts[0][1]


def test_bombs_in_many_documents_share_one_bound() -> None:
    budget = Budget()
    bomb = "\n".join(BOMB.splitlines()[:6])
    began = time.process_time()
    told = [each.breaks_off for _ in range(100) for each in documents(bomb, "f", budget)]
    assert told.count(False) < 10
    assert time.process_time() - began < 10


def test_documents_and_values_of_a_run_are_bounded_and_the_rest_is_told() -> None:
    few = Budget(documents=3)
    told = [*documents("a: 1\n---\n" * 10, "f", few)]
    assert [(each.root.line, each.breaks_off) for each in told] == [(1, False), (3, False), (5, False), (6, True)]
    less = Budget(values=6)
    first, second, third = documents("a: 1\n---\nb: {}\nc: []\n---\nd: 1\n", "f", less)
    assert (plain(first.root), first.breaks_off) == ({"a": 1}, False)
    assert (plain(second.root), second.breaks_off) == ({"b": {}}, True)
    assert [line for line, _ in (*second.doubts, *third.doubts)] == [4, 5]
    assert [each.breaks_off for each in documents("e: 1\n", "g", less)] == [True]


def test_aliases_that_lead_into_themselves_or_nowhere_are_refused() -> None:
    assert only("a: &a [*a]\n").breaks_off
    assert only("a: *b\n").breaks_off


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, '{"a":' * 5000, "? " * 5000])
def test_depth_is_bounded(text: str) -> None:
    assert only(text).breaks_off


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#%@`?,<~ \n\t\r\\\x00\x85\u2028\ufffdé01"), max_size=200))
def test_any_text_gives_documents_whose_lines_are_in_it(text: str) -> None:
    for found in documents(text, "f"):
        assert min(lines(found.root)) > 0
        assert all(line > 0 and why for line, why in found.doubts)
