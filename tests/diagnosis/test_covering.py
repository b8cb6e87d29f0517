"""Findings near a time are found without looking at all, and are those that looking at all would find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.covering import Kin, causes_of
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.evidence.reference import LineRef
from tests.diagnosis.explanations import finding, rule
from tests.savefiles import MAC_A, announcement, pcap, save

SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=30)


def spanning(start: int, length: int) -> Finding:
    """A finding about a span of time."""
    return replace(finding("rule"), start=start, end=start + length)


@given(spans=SPANS, start=st.integers(-5, 75), length=st.integers(0, 20))
def test_those_near_a_time_are_all_that_overlap_it(spans: list[tuple[int, int]], start: int, length: int) -> None:
    every = [(at, spanning(*span)) for at, span in enumerate(spans)]
    found = sorted(at for at, _ in Kin.of(every).near(start, start + length))
    assert found == [at for at, one in every if one.start <= start + length and one.end >= start]


def test_a_long_row_of_short_ones_is_not_gone_through() -> None:
    kin = Kin.of([(at, spanning(10 * at, 1)) for at in range(1000)])
    assert kin.window(5000, 5001) == (500, 501)


def test_what_has_no_time_is_near_any_and_what_is_told_explains_nothing_that_is_seen(
    tmp_path: Path,
) -> None:
    case = analyze([save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A))]))]).case
    said = Step("said", (), (LineRef(0, 1),))
    undated = replace(finding("undated"), start=0, end=0, dated=False, because=(said,))
    later = replace(finding("part"), start=5000, end=5001)
    told = replace(later, because=(said,))
    rules = {one.id: one for one in (rule("undated", covers=frozenset({"part"})), rule("part"))}
    kin = Kin.of([(0, undated)])
    assert causes_of(case, rules, [kin], 1, told) == [0]
    assert causes_of(case, rules, [kin], 1, later) == []
    assert causes_of(case, rules, [Kin.of([(0, later)])], 1, undated) == [0]
