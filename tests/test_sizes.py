"""No file of code is longer than a reader keeps in mind, tests included: one that grows has two subjects."""

import pytest

from tests.conftest import REPO

MOST_LINES = 300


@pytest.mark.parametrize("folder", ["arpwatch_k8s", "benchmark", "captures/lab", "docs", "tests"])
def test_no_file_of_code_is_long(folder: str) -> None:
    lines = {path: len(path.read_text().splitlines()) for path in (REPO / folder).rglob("*.py")}
    assert lines
    assert {str(path.relative_to(REPO)): count for path, count in lines.items() if count > MOST_LINES} == {}
