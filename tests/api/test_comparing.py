"""`aw.compare`: analyses, documents and paths, as a table, a text, a figure."""

from dataclasses import replace
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.capture.source import Kind
from tests.scenarios.analyses import analyzed

SICK, WELL = "service-not-programmed", "healthy"


@pytest.fixture(scope="module")
def both(captures: Path) -> tuple[aw.Analysis, aw.Analysis]:
    first, second = (analyzed(captures / name / "proxy.pcapng") for name in (SICK, WELL))
    return first, second


def test_the_table_has_a_row_a_vip(both: tuple[aw.Analysis, aw.Analysis]) -> None:
    compared = aw.compare(*both)
    assert compared.answer == "better"
    (row,) = compared.table().to_dict("records")
    assert (row["vip"], row["answer"], row["before_failed"], row["after_failed"]) == ("192.0.2.80", "better", 41, 0)
    assert row["difference"] == pytest.approx(-41 / 231)
    assert row["difference_low"] < row["difference"] < row["difference_high"] < 0
    assert (row["gone"], row["new"]) == ([SICK], [])
    assert "better" in repr(compared)


def test_analyses_their_documents_and_their_captures_say_the_same(
    both: tuple[aw.Analysis, aw.Analysis], captures: Path
) -> None:
    first, second = both
    said = aw.compare(first, second)
    assert aw.compare(first.to_dict(), second.to_dict()).table().equals(said.table())
    paths = [captures / name / "proxy.pcapng" for name in (SICK, WELL)]
    assert aw.compare(*paths).table().equals(said.table())
    assert said.text().startswith("BETTER\n")
    assert said.to_dict()["answer"] == "better"
    assert said.summary in said.to_dict().values()
    assert said.caveats


def test_the_figure_is_matplotlibs_own(both: tuple[aw.Analysis, aw.Analysis]) -> None:
    figure = aw.compare(*both).figure(title="the fix")
    assert "the fix" in [text.get_text() for axes in figure.axes for text in axes.texts]
    with pytest.raises(aw.UsageError, match="no page 2"):
        aw.compare(*both).figure(page=2)


def test_a_table_without_a_vip_has_its_columns(both: tuple[aw.Analysis, aw.Analysis]) -> None:
    none = aw.compare(*both, vip="192.0.2.99").table()
    assert len(none) == 0
    assert list(none.columns) == list(aw.compare(*both).table().columns)


def test_a_vip_is_named_in_any_form_and_must_be_one(both: tuple[aw.Analysis, aw.Analysis]) -> None:
    assert len(aw.compare(*both, vip="::ffff:192.0.2.80").table()) == 1
    with pytest.raises(aw.UsageError, match="nonsense"):
        aw.compare(*both, vip="nonsense")


@pytest.mark.parametrize(("kind", "is_repeatable"), [(Kind.FILE, True), (Kind.PIPE, False), (Kind.STDIN, False)])
def test_what_came_through_a_pipe_is_not_analyzed_again(
    both: tuple[aw.Analysis, aw.Analysis], kind: Kind, is_repeatable: bool
) -> None:
    result = both[0].result
    sources = tuple(replace(source, kind=kind) for source in result.sources)
    assert (len(sources), replace(result, sources=sources).repeatable) == (1, is_repeatable)
