"""What settings would lead to, and nothing shows."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.faulted import explained
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.foreseen import foreseen
from arpwatch_k8s.diagnosis.signs.configured import Bearing, configured
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.lint.checks.between.two_service_controllers import CHECK
from arpwatch_k8s.lint.fault import Undecided
from arpwatch_k8s.lint.linted import Linted, Open
from tests.diagnosis.configured import both
from tests.diagnosis.explanations import finding
from tests.diagnosis.testimony.lines import nginx
from tests.savefiles import VIP


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A VIP of which a proxy's log alone tells."""
    (tmp_path / "error.log").write_text(nginx(1) + "\n")
    return analyze([tmp_path]).case


def told(case: Case, settings: Linted, *findings: Finding) -> list[str]:
    """What is told of settings."""
    having = replace(case, settings=settings)
    return list(foreseen(having, configured(having), findings))


def test_what_settings_would_lead_to_is_told_with_its_lines_and_the_check(case: Case) -> None:
    (words,) = told(case, both(f"{VIP}/32"))
    assert words.startswith("settings would lead to two-controllers, reannounce-loop and service-not-programmed, ")
    assert "MetalLB and kube-vip both take Services of no class" in words
    where = "vars.yml line 2 and vars.yml line 11"
    assert words.endswith(f"({where}; the check two-service-controllers of arpwatch-k8s lint)")


def test_what_a_finding_cites_is_not_told_again(case: Case) -> None:
    (faulty,) = both(f"{VIP}/32").faults
    cites = explained(finding("two-controllers"), Confidence.LOW, [Bearing(faulty=faulty, is_sure=True)])
    assert told(case, both(f"{VIP}/32"), cites) == []


def test_faults_that_are_not_about_a_vip_are_told_in_one_line(case: Case) -> None:
    (faulty,) = both().faults
    elsewhere = replace(faulty, subject=replace(faulty.subject, all_served=True))
    (words,) = told(case, Linted(faults=(elsewhere, elsewhere)))
    assert words.startswith("settings have 2 faults of other addresses or programs than those of a VIP here")


def test_of_many_faults_some_are_told_and_all_are_counted(case: Case) -> None:
    (faulty,) = both(f"{VIP}/32").faults
    said = told(case, Linted(faults=tuple(replace(faulty, scope=str(n)) for n in range(50))))
    assert len(said) == 7
    assert said[-1].startswith("settings have 44 more faults that may be about these VIPs")


def test_what_could_not_be_decided_is_never_taken_for_well(case: Case) -> None:
    (words,) = told(case, Linted(undecided=(Open(check=CHECK, undecided=Undecided(why="unknown"), scope=""),)))
    assert words == "1 question about settings could not be decided: arpwatch-k8s lint says what is missing"
