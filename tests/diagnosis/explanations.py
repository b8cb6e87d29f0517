"""Findings and rules made by hand, for tests of how they are held against each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from tests.savefiles import VIP


def finding(
    rule: str,
    severity: Severity = Severity.WARNING,
    explains: Connections | None = None,
    *,
    confidence: Confidence = Confidence.HIGH,
    vip: str = VIP,
    owner: int | None = None,
    at: int = 0,
) -> Finding:
    """A finding that one frame shows."""
    made = Finding(
        rule=rule,
        severity=severity,
        confidence=confidence,
        vip=vip,
        owner=owner,
        start=at,
        end=at + 1,
        summary=rule,
        because=(Step("seen", (FrameRef(0, 1),)),),
        remedy="",
        proofs=(),
    )
    return made if explains is None else replace(made, explains=explains)


def rule(name: str, *findings: Finding, **known: Any) -> Rule:  # noqa: ANN401 - the fields of a rule
    """A rule that always finds the same."""
    return Rule(id=name, title=name, judge=lambda _: (list(findings), []), **known)
