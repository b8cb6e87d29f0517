"""The page about the rules."""

from pathlib import Path

from arpwatch_k8s.diagnosis.document import markdown
from arpwatch_k8s.diagnosis.rules import RULES


def test_the_page_is_the_one_that_the_code_writes(repo: Path) -> None:
    """Remake it with: python -c 'from arpwatch_k8s.diagnosis.document import markdown; print(markdown(), end="")'"""
    assert (repo / "docs" / "rules.md").read_text() == markdown()


def test_each_rule_has_its_file_its_test_and_its_section(repo: Path) -> None:
    page = (repo / "docs" / "rules.md").read_text()
    for rule in RULES:
        name = rule.replace("-", "_")
        assert (repo / "arpwatch_k8s" / "diagnosis" / "rules" / f"{name}.py").exists()
        assert (repo / "tests" / "diagnosis" / "rules" / f"test_{name}.py").exists()
        assert f"\n## `{rule}`\n" in page
