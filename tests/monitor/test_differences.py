"""What one look tells after another."""

from dataclasses import replace
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.analysis import Result
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.monitor.differences import AGAIN_NS, Told, findings
from arpwatch_k8s.thresholds import NS


def told(result: Result, before: Told, *, later: int = 0, confidence: Confidence | None = None) -> list[object]:
    """The rules of the findings that are told of a result, were they to end later, or were they less or more sure."""
    changed = tuple(
        replace(item, end=item.end + later, confidence=confidence or item.confidence)
        for item in result.verdict.findings
        if item.rule == "backend-refuses"
    )
    return [
        change.rule
        for change in findings(replace(result, verdict=replace(result.verdict, findings=changed)), before, 0)
    ]


def test_a_cause_is_told_once_while_it_lasts_and_again_after_a_rest(captures: Path) -> None:
    result, before = aw.analyze(captures / "backend-refuses" / "proxy.pcapng").result, Told()
    rule = "backend-refuses"
    assert told(result, before, confidence=Confidence.LOW) == [rule]
    assert told(result, before) == [rule]
    assert told(result, before, confidence=Confidence.MEDIUM) == []
    # it goes on: every look moves its end a little
    assert [told(result, before, later=AGAIN_NS * tenth // 10) for tenth in range(1, 30)] == [[]] * 29
    assert told(result, before, later=4 * AGAIN_NS + NS) == [rule]
    assert told(result, before, later=4 * AGAIN_NS + NS) == []
