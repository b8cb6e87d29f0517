"""A Dask cluster on loopback: a scheduler and two workers, in processes of their own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.conftest import REPO


class Cluster:
    """A scheduler and two workers, without the nannies that would begin them anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        file = folder / "scheduler.json"
        self.scheduler = self._begin("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        until(file.exists)
        self.address = json.loads(file.read_text())["address"]
        where = (self.address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        self.workers = [self._begin("worker", *where) for _ in range(2)]

    def _begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
            return subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(REPO)})

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def until(there: Callable[[], bool]) -> None:
    """Wait for what comes in a moment, on a busy machine in a minute."""
    for _ in range(1200):
        if there():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")
