"""What a worker is given to do in place of a job alone. It loads nothing else, which would count as its start."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any


def timed(work: Callable[[Any], object], job: object) -> tuple[object, int, float]:
    """An outcome, whose it is, and the processor time for it."""
    start = time.process_time()
    outcome = work(job)
    return outcome, os.getpid(), time.process_time() - start
