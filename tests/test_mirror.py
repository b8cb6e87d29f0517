"""Each module of the core has a test module of its own, at the path that mirrors it."""

from pathlib import Path

import pytest

from tests.conftest import REPO

CORE = ("wire", "evidence", "correlator", "speakers", "diagnosis")
PACKAGE, TESTS = REPO / "arpwatch_k8s", REPO / "tests"
TESTED_ELSEWHERE = {
    "wire/status.py": "names alone: each reason is met where it is given, in the tests of the decoders",
    "evidence/endpoint.py": "a record alone: filled by the scan, tests/capture/test_flows.py",
    "evidence/reference.py": "a record alone",
    "evidence/presence.py": "a record alone: filled by the scan, tests/capture",
    "correlator/scene.py": "a record alone",
    "correlator/askers.py": "tried where vain questions are, tests/diagnosis/rules/test_vip_unanswered.py",
    "correlator/ownership/tracks.py": "names alone",
    "diagnosis/signs": "each is tried by the rules that read it, tests/diagnosis/rules",
    "diagnosis/episodes": "tried by the verdict, tests/diagnosis/test_diagnose.py",
    "diagnosis/needs.py": "tried by the verdict, tests/diagnosis/test_diagnose.py",
    "diagnosis/soundness.py": "tried by the verdict, tests/diagnosis/test_diagnose.py",
    "diagnosis/testimony/heard.py": "a record alone: filled in by those beside it, tests/diagnosis/testimony",
    "diagnosis/rule.py": "a record alone: filled in by every rule, tests/diagnosis/rules",
}
"""Modules, and rooms of them, that have none, with the reason."""


def is_told(module: Path) -> bool:
    """Whether a module or its room is among those tested elsewhere."""
    place = module.relative_to(PACKAGE)
    return any(str(part) in TESTED_ELSEWHERE for part in (place, *place.parents))


def mirrored(module: Path) -> Path:
    """Where a module's tests are."""
    place = module.relative_to(PACKAGE)
    return TESTS / place.with_name(f"test_{place.name}")


MODULES = sorted(path for room in CORE for path in (PACKAGE / room).rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_of_the_core_has_its_tests_where_they_are_looked_for(module: Path) -> None:
    assert mirrored(module).exists() or is_told(module), f"write {mirrored(module).relative_to(REPO)}"


@pytest.mark.parametrize("place", TESTED_ELSEWHERE)
def test_what_is_tested_elsewhere_is_there_and_has_no_tests_of_its_own(place: str) -> None:
    assert (PACKAGE / place).exists()
    assert not mirrored(PACKAGE / place).exists()
