"""Runs one notebook and writes it with what it put out: python -m tests.notebooks.run NOTEBOOK TARGET.

In a process of its own: nbclient leaves sockets to the garbage collector, which would be told of in some later test.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

SECONDS = 300
"""The first run on a machine compiles."""


def main(source: Path, target: Path) -> None:
    notebook = nbformat.read(source, as_version=4)
    with TemporaryDirectory(prefix="kernel-") as sockets:  # a socket's path is to be short
        manager = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{sockets}/socket")
        where = {"metadata": {"path": str(source.parent)}}
        NotebookClient(notebook, km=manager, timeout=SECONDS, startup_timeout=SECONDS, resources=where).execute()
    nbformat.write(notebook, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
