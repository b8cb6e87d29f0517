"""Notebooks run from top to bottom, and are stored as if they never had."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.conftest import REPO

NOTEBOOKS = sorted((REPO / "notebooks").glob("*.ipynb"))
PRIVATE = ("arpwatch_k8s.", "._", ".result")
SECONDS = 300
"""The first run on a machine compiles."""


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_output_and_uses_the_public_api_alone(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    for cell in code(notebook):
        assert (cell.outputs, cell.execution_count) == ([], None)
        assert not [word for word in PRIVATE if word in cell.source]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_each_last_line_shows_something(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a notebook does is tested elsewhere, uncompiled as well; here it is to run as its readers run it.
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "0")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.fspath(REPO))
    notebook = read(path)
    with TemporaryDirectory(prefix="kernel-") as sockets:  # a socket's path is to be short
        manager = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{sockets}/socket")
        where = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, km=manager, timeout=SECONDS, startup_timeout=SECONDS, resources=where).execute()
    kinds = [output.output_type for cell in code(notebook) for output in cell.outputs]
    assert "error" not in kinds
    assert "stderr" not in [output.get("name") for cell in code(notebook) for output in cell.outputs]
    shown = [output.data for cell in code(notebook) for output in cell.outputs if "data" in output]
    assert any("image/png" in data for data in shown)
    assert any("verdict" in data.get("text/html", "") or "<table" in data.get("text/html", "") for data in shown)
