"""Settings that lead to what a finding tells: how sure they make it, and what is to be written."""

from dataclasses import replace

import pytest

from arpwatch_k8s.diagnosis.faulted import explained
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.signs.configured import Bearing
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.configured import both, lines
from tests.diagnosis.explanations import finding
from tests.savefiles import VIP

LOW, MEDIUM, HIGH = Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH
ID = "two-controllers"
(FAULTY,) = both().faults
SURE, DOUBTFUL = Bearing(faulty=FAULTY, is_sure=True), Bearing(faulty=FAULTY, is_sure=False)


def by_frames(confidence: Confidence) -> Finding:
    return replace(finding(ID, confidence=confidence), remedy="Look.")


def by_lines(confidence: Confidence) -> Finding:
    return replace(by_frames(confidence), because=(Step("said", (), (LineRef(0, 1),)),))


@pytest.mark.parametrize(
    ("shown", "bearing", "graded"),
    [
        (by_frames(LOW), SURE, MEDIUM),
        (by_frames(MEDIUM), SURE, HIGH),
        (by_frames(HIGH), SURE, HIGH),
        (by_lines(LOW), SURE, MEDIUM),
        (by_lines(MEDIUM), SURE, MEDIUM),
        (by_frames(LOW), DOUBTFUL, LOW),
        (replace(by_frames(MEDIUM), against=("something",)), SURE, MEDIUM),
        (replace(by_frames(LOW), severity=Severity.INFO), SURE, LOW),
    ],
)
def test_a_setting_makes_a_finding_surer_by_a_grade_where_it_is_about_the_address(
    shown: Finding, bearing: Bearing, graded: Confidence
) -> None:
    assert explained(shown, shown.confidence, [bearing]).confidence is graded


def test_what_lines_have_made_surer_already_settings_make_no_surer() -> None:
    assert explained(by_frames(MEDIUM), LOW, [SURE]).confidence is MEDIUM


def test_the_settings_are_cited_and_the_remedy_is_what_to_write() -> None:
    one = explained(by_frames(LOW), LOW, [SURE])
    assert lines(one.settings) == [2, 11]
    assert "kube_vip_services_enabled: true and metallb_enabled: true" in one.because[-1].text
    assert one.because[-1].text.endswith("The check two-service-controllers of arpwatch-k8s lint")
    assert one.remedy.startswith("In vars.yml, line 2, write kube_vip_services_enabled: false")
    assert one.remedy.endswith("If it goes on: Look.")


def test_what_the_rule_says_gives_way_where_the_finding_is_sure() -> None:
    one = explained(by_frames(MEDIUM), MEDIUM, [SURE])
    assert one.remedy.startswith("In vars.yml, line 2, write kube_vip_services_enabled: false")
    assert "Look." not in one.remedy


def test_where_the_files_do_not_say_which_addresses_they_are_for_the_rule_s_remedy_stays() -> None:
    one = explained(by_frames(LOW), LOW, [DOUBTFUL])
    assert f"whether {VIP} is an address of theirs they do not say" in one.because[-1].text
    assert one.remedy.startswith("If they are of its cluster: in vars.yml, line 2, write")
    assert one.remedy.endswith("Else: Look.")


def test_a_finding_that_has_weighed_its_settings_is_left_as_it_is() -> None:
    one = explained(by_lines(LOW), LOW, [SURE])
    assert explained(one, LOW, [SURE]) is one
    assert explained(by_lines(LOW), LOW, []) == by_lines(LOW)


def test_a_finding_names_the_checks_that_would_have_told() -> None:
    assert "two-service-controllers" in finding(ID).checks
    assert finding("any-rule").checks == ()
