"""JSON documents among other text."""

import pytest

from arpwatch_k8s.logs.reading.documents import Document, Gathering, documents, first_object


def test_documents_follow_each_other_on_one_line_or_on_many() -> None:
    text = '{"a": 1}\n{"a": 2}{"a": 3}\n\n{\n  "a":\n 4\n}, {"a": 5}\n'
    found = [item for item in documents(text) if isinstance(item, Document)]
    assert [item.value for item in found] == [{"a": number} for number in range(1, 6)]
    assert [item.line for item in found] == [1, 2, 2, 4, 7]


def test_lines_of_no_document_are_told_by_their_number() -> None:
    assert [*documents('$ kubectl get\n{"a": 1}\n^C')] == [
        (1, "$ kubectl get"),
        Document(line=2, value={"a": 1}),
        (3, "^C"),
    ]


def test_a_document_that_breaks_off_ends_where_the_next_begins() -> None:
    assert [*documents('{"a":\n "b\n{"a": 1}\n')] == [(1, '{"a":'), (2, ' "b'), Document(line=3, value={"a": 1})]


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "[1,\n" * 50_000, '{"a":' * 100_000 + "\n", '"' * 100_000, "[\n" * 3000]
)
def test_hostile_text_ends(text: str) -> None:
    assert any(isinstance(item, tuple) for item in documents(text))


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (['[{"a": "]"}', "]"], [False, True]),
        (['["\\"]", "\\\\"', "]"], [False, True]),
        (["[ {", "},{", "} ]"], [False, False, True]),
        (['["' + '\\"' * 100_000], [False]),
    ],
)
def test_a_document_is_whole_when_its_brackets_are_closed(lines: list[str], whole: list[bool]) -> None:
    gathering = Gathering()
    assert [gathering.add(number, line) for number, line in enumerate(lines, 1)] == whole


def test_the_first_object_is_that_of_a_list_or_the_document() -> None:
    assert first_object(b' [ {"a": 1}, {"b":') == {"a": 1}
    assert first_object(b'{"a": 1} x') == {"a": 1}
    assert first_object(b'x {"a": 1}') is None
    assert first_object(b'[{"a":') is None
