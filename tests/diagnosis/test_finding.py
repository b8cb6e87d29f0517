"""Findings rest on frames; severities and confidences are ordered; of many frames a few are cited."""

import pytest

from arpwatch_k8s.diagnosis.finding import Finding, Step, some, turns
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity


def finding(*because: Step) -> Finding:
    """What a rule might say."""
    return Finding(
        rule="x",
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        vip="192.0.2.80",
        start=0,
        end=1,
        summary="It is so",
        because=because,
        remedy="Mend it",
        proofs=(Proof("", "true"),),
    )


def frames(*numbers: int) -> tuple[FrameRef, ...]:
    """Of the first capture."""
    return tuple(FrameRef(0, number) for number in numbers)


def test_a_finding_without_frames_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="x: a finding without frames or lines"):
        finding(Step("It shows nowhere"))


def test_all_frames_of_its_argument_are_cited_once_in_order() -> None:
    assert finding(Step("One", frames(9, 3)), Step("Two"), Step("Three", frames(3, 5))).frames == frames(3, 5, 9)


def test_ranks_rise() -> None:
    assert [severity.rank for severity in (Severity.INFO, Severity.WARNING, Severity.CRITICAL)] == [0, 1, 2]
    assert [confidence.rank for confidence in (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)] == [0, 1, 2]


@pytest.mark.parametrize("count", [0, 1, 12, 13, 500])
def test_some_are_spread_evenly_first_and_last_among_them(count: int) -> None:
    kept = some(range(count))
    assert len(kept) == min(count, 12)
    assert list(kept) == sorted(set(kept))
    if count:
        assert (kept[0], kept[-1]) == (0, count - 1)


def test_of_turns_the_first_and_the_last_in_a_row_are_kept() -> None:
    assert turns(frames(*range(100))) == frames(*range(6), *range(94, 100))
    assert turns(frames(1, 2)) == frames(1, 2)
