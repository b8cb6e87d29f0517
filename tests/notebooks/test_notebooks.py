"""Notebooks run from top to bottom, and are stored as if they never had."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from tests.conftest import REPO

NOTEBOOKS = sorted((REPO / "notebooks").glob("*.ipynb"))
PRIVATE = ("arpwatch_k8s.", "._", ".result")


def code(path: Path) -> list[NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 4


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_output_and_uses_the_public_api_alone(path: Path) -> None:
    for cell in code(path):
        assert (cell.outputs, cell.execution_count) == ([], None)
        assert not [word for word in PRIVATE if word in cell.source]


@pytest.mark.notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_its_figure_and_tables(path: Path, tmp_path: Path) -> None:
    # What a notebook calls is tested elsewhere, uncompiled as well; here it is to run as its readers run it.
    environment = os.environ | {"NUMBA_DISABLE_JIT": "0", "PYTHONPATH": os.fspath(REPO), "IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.notebooks.run", str(path), str(tmp_path / path.name)]
    done = subprocess.run(command, cwd=REPO, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    outputs = [output for cell in code(tmp_path / path.name) for output in cell.outputs]
    assert "stderr" not in [output.get("name") for output in outputs]
    shown = [output.data for output in outputs if "data" in output]
    assert any("image/png" in data for data in shown)
    assert any("<table" in data.get("text/html", "") for data in shown)
