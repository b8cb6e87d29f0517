"""What tests on a real wire share."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that every user may write to: pytest's own are closed to all but their owner."""
    with tempfile.TemporaryDirectory(prefix="arpwatch-live-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)
