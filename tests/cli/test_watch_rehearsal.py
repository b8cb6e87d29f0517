"""What is tried before a watch begins leaves no trace: nothing is said of it, and nothing stays."""

import logging
import tempfile
from pathlib import Path

import pytest

from arpwatch_k8s.cli.watch import rehearsed
from arpwatch_k8s.monitor.config import WatchConfig


def test_a_report_that_is_tried_is_not_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aside, reports = tmp_path / "aside", tmp_path / "reports"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    with caplog.at_level(logging.INFO, "arpwatch_k8s"):
        rehearsed(WatchConfig(interfaces=("eth0",), report=reports))
    assert caplog.messages == []
    assert list(aside.iterdir()) == []
    assert not reports.exists()
