"""What frames show and what lines say of one cause, as one finding."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.joining import MOST_UNSEEN, considered
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.explanations import finding, rule
from tests.diagnosis.testimony.lines import nginx
from tests.savefiles import NS, VIP

ID = "any-rule"
SAID = Step("said", (), (LineRef(0, 1),))
ALONE = replace(finding(ID, confidence=Confidence.MEDIUM), because=(SAID,))
HEARD = Heard(vip=VIP, span=None, steps=(SAID,), lifts_to=Confidence.HIGH, alone=ALONE)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """One line of a log."""
    (tmp_path / "error.log").write_text(nginx(1) + "\n")
    return analyze([tmp_path]).case


def hearing(one: Finding | None, *heard: Heard | RuledOut) -> Rule:
    """A rule that finds this in frames, and hears that in lines."""

    def hear(_: Case) -> Iterator[Heard | RuledOut]:
        yield from heard

    return rule(ID, *([one] if one else []), hear=hear)


def test_what_lines_say_is_a_finding_where_frames_show_nothing(case: Case) -> None:
    why = RuledOut(ID, VIP, "why not")
    assert considered(case, hearing(None, HEARD, why)) == ([ALONE], [why])


@pytest.mark.parametrize(
    ("shown", "lifts_to", "graded"),
    [
        (Confidence.LOW, Confidence.HIGH, Confidence.MEDIUM),
        (Confidence.MEDIUM, Confidence.HIGH, Confidence.HIGH),
        (Confidence.MEDIUM, Confidence.LOW, Confidence.MEDIUM),
        (Confidence.LOW, Confidence.LOW, Confidence.LOW),
        (Confidence.HIGH, Confidence.LOW, Confidence.HIGH),
        (Confidence.MEDIUM, Confidence.MEDIUM, Confidence.MEDIUM),
    ],
)
def test_lines_that_decide_make_a_finding_by_frames_surer_by_a_grade(
    case: Case, shown: Confidence, lifts_to: Confidence, graded: Confidence
) -> None:
    (one,), _ = considered(case, hearing(finding(ID, confidence=shown), replace(HEARD, lifts_to=lifts_to)))
    assert (one.confidence, one.because[-1], len(one.because)) == (graded, SAID, 2)


def test_nothing_that_is_contradicted_becomes_sure(case: Case) -> None:
    doubtful = replace(finding(ID, confidence=Confidence.MEDIUM), against=("something",))
    (one,), _ = considered(case, hearing(doubtful, HEARD))
    assert one.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("heard", "bears"),
    [
        (HEARD, True),
        (replace(HEARD, vip="192.0.2.81"), False),
        (replace(HEARD, span=(0, 10)), True),
        (replace(HEARD, span=(60 * NS, 61 * NS)), False),
        (replace(HEARD, unless=frozenset({7})), False),
    ],
    ids=["whatever the time", "another address", "the same time", "another time", "it says the opposite of the owner"],
)
def test_lines_bear_on_the_same_address_at_the_same_time(case: Case, heard: Heard, bears: bool) -> None:
    shown = finding(ID, owner=7)
    (one, *others), _ = considered(replace(case, asked_for=()), hearing(shown, heard))
    assert (one == shown, bool(others)) == (not bears, not bears)


def test_what_frames_alone_miss_and_lines_say_is_missing_no_more(case: Case) -> None:
    shown = replace(finding(ID, Severity.INFO), missing=("who", "when"), remedy="Do.")
    heard = replace(HEARD, settles=("who",), remedy="First.", is_harm=True)
    (one,), _ = considered(case, hearing(shown, heard))
    assert (one.missing, one.remedy, one.severity) == (("when",), "First. Do.", Severity.WARNING)


def test_an_address_that_nobody_asked_for_is_left_out(case: Case) -> None:
    assert considered(replace(case, asked_for=("192.0.2.81",)), hearing(None, HEARD)) == ([], [])


def test_without_logs_nobody_listens(case: Case) -> None:
    assert considered(replace(case, logs=()), hearing(None, HEARD)) == ([], [])


def test_of_very_many_addresses_that_no_frame_tells_of_some_are_told_and_all_are_counted(case: Case) -> None:
    vips = [f"192.0.2.{number}" for number in range(100, 130)]
    heard = [replace(HEARD, vip=vip, alone=replace(ALONE, vip=vip)) for vip in vips]
    found, _ = considered(replace(case, asked_for=()), hearing(None, *heard))
    assert len(found) == MOST_UNSEEN
    assert sum(one.count for one in found) == len(vips)
