"""What all tests of files elsewhere begin with."""

import pytest

from arpwatch_k8s.remote import reach
from tests.remote.store import BUCKET, lead


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "pause", lambda seconds: None)


@pytest.fixture
def store(port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of its bucket."""
    lead(port, monkeypatch)
    return f"s3://{BUCKET}"
