"""What is held against what: another sure cause, healthy with harm left, anything that names ought not to change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.conftest import CAPTURES
from tests.metamorphic.judging import (
    AS_IT_IS,
    DISCOVERED,
    TOLD,
    Case,
    Grade,
    Said,
    before,
    broken,
    cases,
    failures,
    harm_left,
    sample,
    transformed,
)
from tests.metamorphic.less import LESS, LOSSES
from tests.metamorphic.same import SAME
from tests.metamorphic.scene import labelled, scene

pytestmark = pytest.mark.long
REFUSING = Case(scenario="backend-refuses", transform="without-arp", way=TOLD)
HEALTHY = Said(outcome=Outcome.HEALTHY, cause=None, confidence=None, grades=frozenset())


def cause(rule: str, confidence: Confidence) -> Said:
    """A verdict with a cause."""
    return replace(HEALTHY, outcome=Outcome.ROOT_CAUSE, cause=rule, confidence=confidence)


@pytest.mark.parametrize(
    ("now", "wrong"),
    [
        (cause("backend-refuses", Confidence.HIGH), False),
        (cause("owner-silent", Confidence.LOW), False),
        (cause("owner-silent", Confidence.MEDIUM), True),
        (cause("owner-silent", Confidence.HIGH), True),
        (replace(HEALTHY, outcome=Outcome.INCONCLUSIVE), False),
        (replace(HEALTHY, outcome=Outcome.SYMPTOMS_UNEXPLAINED), False),
        (HEALTHY, True),
    ],
)
def test_less_may_weaken_and_not_mislead(now: Said, wrong: bool) -> None:
    assert bool(list(broken(REFUSING, transformed(REFUSING), now))) == wrong


def test_harm_is_left_where_an_attempt_and_its_end_are() -> None:
    whole = scene(CAPTURES / "backend-refuses")
    n = len(failures("backend-refuses"))
    assert n > 20
    case = replace(REFUSING, transform=AS_IT_IS)
    assert harm_left(case, whole) == n
    shown = {frame for failure in failures("backend-refuses") for frame in failure.shown_by}
    assert len(shown) == n
    assert harm_left(case, whole.keeping(lambda one, frame: (one.name, frame.number) not in shown)) == 0


def test_an_unanswered_attempt_is_harm_where_the_capture_lasts_long_enough_to_show_it() -> None:
    whole = scene(CAPTURES / "owner-silent")
    case = Case(scenario="owner-silent", transform=AS_IT_IS, way=TOLD)
    silent = [failure for failure in failures("owner-silent") if failure.wait_ns]
    first = min(time for failure in silent for _, _, time in failure.tries)
    just_begun = whole.keeping(lambda one, frame: frame.time_ns <= first + silent[0].wait_ns - 1)
    assert harm_left(case, just_begun) == 0
    assert harm_left(case, whole) == len(failures("owner-silent"))


def test_names_may_change_nothing() -> None:
    case = Case(scenario="backend-refuses", transform="renamed", way=DISCOVERED)
    made, was = transformed(case), before("backend-refuses", DISCOVERED)
    grades = frozenset(Grade(one.rule, made.vips[0], *one[2:]) for one in was.grades)
    same = replace(was, grades=grades)
    assert list(broken(case, made, same)) == []
    lower = frozenset(Grade(*one[:3], Confidence.LOW) for one in grades)
    for other in (
        replace(same, outcome=Outcome.INCONCLUSIVE, cause=None),
        replace(same, grades=frozenset()),
        replace(same, grades=lower),
        replace(same, grades=grades | {Grade("flapping", made.vips[0], "warning", "low")}),
        replace(same, grades=grades | {Grade("flapping", "198.51.100.1", "warning", "low")}),
    ):
        assert list(broken(case, made, other))


def test_company_may_make_surer_what_is_true() -> None:
    case = Case(scenario="vip-unanswered", transform="among-strangers", way=DISCOVERED)
    made, was = transformed(case), before("vip-unanswered", DISCOVERED)
    (grade,) = was.grades
    surer = replace(was, grades=frozenset({Grade(*grade[:3], Confidence.HIGH)}))
    assert grade.confidence == Confidence.MEDIUM
    assert list(broken(case, made, surer)) == []
    assert list(broken(case, made, replace(was, grades=frozenset({Grade(*grade[:3], Confidence.LOW)}))))
    assert list(broken(replace(case, transform="shifted"), made, surer))


def test_every_labelled_capture_goes_through_every_transform() -> None:
    every = cases()
    assert len(every) == len({case.id for case in every})
    for name in labelled(CAPTURES):
        assert {case.transform for case in every if case.scenario == name} == {AS_IT_IS, *LESS, *LOSSES, *SAME}


def test_the_sample_has_every_capture_and_every_sort_of_transform() -> None:
    every = cases()
    chosen = sample(every)
    assert set(chosen) == set(sample(reversed(every)))
    assert {case.scenario for case in chosen} == set(labelled(CAPTURES))
    assert {case.sort for case in chosen} == {case.sort for case in every} - {AS_IT_IS}
