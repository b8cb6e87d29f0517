"""One program that writes Services again and again, beside settings that name another."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.diagnose import diagnose
from arpwatch_k8s.diagnosis.finding import Outcome, Verdict
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.lint.linted import Linted
from tests.diagnosis.configured import both, lines
from tests.diagnosis.testimony.lines import metallb, nginx, service, updated
from tests.savefiles import VIP

ID = "two-controllers"
POOL = f"{VIP}/32"


def unnamed(second: float, name: str) -> list[str]:
    """MetalLB's controller reconciles a Service, whose address nothing tells."""
    return [
        metallb(second, start_reconcile=f"web/{name}"),
        metallb(second, event="serviceUpdated", msg="updated service object"),
        metallb(second, end_reconcile=f"web/{name}"),
    ]


def verdict(folder: Path, files: dict[str, list[str]], settings: Linted) -> Verdict:
    """What a case of lines and settings comes to."""
    for name, text in files.items():
        (folder / name).write_text("\n".join(text) + "\n")
    return diagnose(replace(analyze([folder]).case, settings=settings))


LOOP = [line for second in range(20) for line in updated(second)]
ONCE = [line for name in ("one", "two", "three") for line in unnamed(1, name)]


def test_a_loop_and_the_settings_that_name_the_other_are_a_cause_at_medium_confidence(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"controller.log": LOOP, "svc.json": [service()]}, both(POOL))
    (one,) = (each for each in found.findings if each.rule == ID)
    assert (found.outcome, found.cause, one.confidence) == (Outcome.ROOT_CAUSE, ID, Confidence.MEDIUM)
    assert one.lines
    assert lines(one.settings) == [2, 11]
    assert "kube_vip_services_enabled: false" in one.remedy


@pytest.mark.parametrize(
    ("log", "pools"), [(ONCE, [POOL]), (LOOP, [])], ids=["each Service once", "no file says which addresses"]
)
def test_what_leaves_another_reading_is_possible_and_no_more(tmp_path: Path, log: list[str], pools: list[str]) -> None:
    files = {"controller.log": log, "error.log": [nginx(1)], "svc.json": [service()] if log is LOOP else []}
    found = verdict(tmp_path, {name: text for name, text in files.items() if text}, both(*pools))
    assert (found.outcome, [one.rule for one in found.candidates]) == (Outcome.SYMPTOMS_UNEXPLAINED, [ID])
    assert found.candidates[0].confidence is Confidence.LOW


def test_settings_without_a_loop_make_no_cause(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"error.log": [nginx(1), nginx(2)]}, both(POOL))
    assert (found.cause, found.findings, found.candidates) == (None, (), ())
    assert any(words.startswith("settings would lead to two-controllers") for words in found.caveats)


def test_a_loop_without_the_settings_makes_no_cause(tmp_path: Path) -> None:
    assert verdict(tmp_path, {"controller.log": LOOP, "svc.json": [service()]}, Linted()).findings == ()


def test_writes_far_apart_are_no_loop(tmp_path: Path) -> None:
    slow = [line for second in range(0, 600, 60) for line in updated(second)]
    assert verdict(tmp_path, {"controller.log": slow, "svc.json": [service()]}, both(POOL)).findings == ()


def test_a_loop_at_a_service_that_settings_are_not_about_is_none_of_theirs(tmp_path: Path) -> None:
    (faulty,) = both().faults
    other = replace(faulty, subject=replace(faulty.subject, all_served=True))
    files = {"controller.log": LOOP, "svc.json": [service()]}
    assert verdict(tmp_path, files, Linted(faults=(other,))).findings == ()
