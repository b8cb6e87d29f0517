"""A finding is of the place whose attempts it explains, or whose frames it cites."""

from dataclasses import replace
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.finding import NO_CONNECTIONS
from arpwatch_k8s.diagnosis.placing import by_vip, placed
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.report.parts.standing import standings


@pytest.fixture(scope="module")
def both(captures: Path) -> Result:
    """One address in two captures of different times, each with a fault of its own."""
    names = ("split-brain-kubevip", "backend-refuses")
    return aw.analyze(*(captures / name / "proxy.pcapng" for name in names)).result


def where(result: Result, rule: str) -> set[str]:
    """The captures in which a rule's findings are placed."""
    findings = result.verdict.findings
    places = placed(result.case, findings)
    found = [place for one, place in zip(findings, places, strict=True) if one.rule == rule and place is not None]
    return {result.case.views[result.case.vips[place].view].name for place in found}


def test_each_stands_where_it_was_found(both: Result) -> None:
    assert len(by_vip(both.case)["192.0.2.80"]) == 2
    assert where(both, "split-brain") == {"split-brain-kubevip/proxy.pcapng"}
    assert where(both, "backend-refuses") == {"backend-refuses/proxy.pcapng"}
    rows = {row.wrong.rule: row for row in standings(both) if row.wrong}
    assert len(rows["backend-refuses"].record.failed if rows["backend-refuses"].record else ()) == 40
    assert {*rows} == {"split-brain", "backend-refuses"}


def test_frames_tell_where_no_attempt_does(both: Result) -> None:
    findings = both.verdict.findings
    bare = [replace(one, explains=NO_CONNECTIONS) for one in findings]
    assert placed(both.case, bare) == placed(both.case, findings)


def test_what_lines_alone_tell_is_of_no_place(both: Result) -> None:
    one = both.verdict.findings[0]
    said = replace(one.because[0], frames=(), lines=(LineRef(0, 1),))
    silent = replace(one, because=(said,), explains=Connections.of(()))
    assert placed(both.case, [silent]) == [None]


def test_an_address_that_is_seen_in_one_place_is_of_that(captures: Path) -> None:
    result = aw.analyze(captures / "backend-refuses" / "proxy.pcapng").result
    assert set(placed(result.case, result.verdict.findings)) == {0}
