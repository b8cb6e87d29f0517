"""YAML documents of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.reading.yaml_documents import MOST_DEPTH, YamlDocument, yaml_documents
from arpwatch_k8s.wording.value import JsonValue


def only(text: str) -> YamlDocument:
    (found,) = yaml_documents(text)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("off", False),
        ('"yes"', "yes"),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0755", "0755"),
        ("0x1f", "0x1f"),
        ("1:30", "1:30"),
        ("1.5", 1.5),
        (".inf", ".inf"),
        ("9" * 100, "9" * 100),
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z"),
        ("2026-11-22", "2026-11-22"),
        ("!!binary aGVsbG8=", "aGVsbG8="),
        ("!!python/object/apply:os.system [echo]", ["echo"]),
        ("192.0.2.80", "192.0.2.80"),
        ("2001:db8::80", "2001:db8::80"),
        ("|\n  a\n  b\n", "a\nb\n"),
    ],
)
def test_scalars_are_what_yaml_1_1_says_but_dates_stay_text(text: str, value: JsonValue) -> None:
    assert only(f"a: {text}\nb: 1\n").value == {"a": value, "b": 1}


def test_each_mapping_has_the_line_that_it_begins_on() -> None:
    first, second = yaml_documents("# from kubectl\n---\nitems:\n- a: 1\n- b:\n    c: 2\nkind: List\n---\nd: 3\n")
    assert isinstance(first.value, dict)
    items = first.value["items"]
    assert isinstance(items, list)
    assert [first.lines[id(item)] for item in items] == [4, 5]
    assert (first.line, second.line, second.lines[id(second.value)]) == (2, 8, 9)


def test_a_key_that_is_given_twice_is_told() -> None:
    found = only("a: 1\nb: 2\na: 3\n")
    assert (found.value, found.doubts) == ({"a": 3, "b": 2}, ((3, "the key a is given twice"),))


@pytest.mark.parametrize("end", ["", "- d: 4\n", '- d: "4\n', "- {d: 4\n", "- d: 4\n  e:\n\t- 5\n"])
def test_a_list_that_breaks_off_is_without_its_last_object(end: str) -> None:
    found = only(f"items:\n- a: 1\n- b: 2\n{end}")
    assert found.value == {"items": [{"a": 1}, {"b": 2}][: 1 if not end else 2], "kind": "List"}
    assert "the list breaks off in its last object" in [text for _, text in found.doubts]


def test_an_object_that_breaks_off_is_none() -> None:
    found = only('a: 1\nb: "2\n')
    assert found.value is None
    assert found.doubts


def test_a_document_that_cannot_be_read_leaves_the_next() -> None:
    found = list(yaml_documents("a: [1\n---\nb: 2\n"))
    assert [item.value for item in found] == [None, {"b": 2}]


def test_aliases_are_refused() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    found = only(laughs)
    assert found.value is None
    assert [text for _, text in found.doubts] == ["no more can be read: an alias"]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 10_000, "- " * 10_000, "? " * 10_000, "a: " * 10_000])
def test_what_is_nested_deeply_is_refused(text: str) -> None:
    found = only(text)
    assert found.value is None
    assert found.doubts
    assert MOST_DEPTH < 1000


@given(text=st.text(alphabet="ab:-[]{}&*!|>\"'#%@, \n\t~?0", max_size=60))
def test_any_text_is_documents(text: str) -> None:
    for found in yaml_documents(text):
        assert 1 <= found.line <= text.count("\n") + 1
        assert all(1 <= line <= text.count("\n") + 1 for line, _ in found.doubts)
