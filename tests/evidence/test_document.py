"""The page about the table says what the code does."""

from pathlib import Path

from arpwatch_k8s.evidence.document import MEANINGS, markdown
from arpwatch_k8s.wording.kinds import KINDS


def test_the_page_is_the_one_that_the_code_writes(repo: Path) -> None:
    """Remake it with: python -c 'from arpwatch_k8s.evidence.document import markdown; print(markdown(), end="")'"""
    assert (repo / "docs" / "columns.md").read_text() == markdown()


def test_every_kind_is_explained() -> None:
    assert set(MEANINGS) == set(KINDS[1:])
