"""Looks and writes that do not wait."""

import pytest


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examiner looks all the time, and so does the recorder."""
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.NEWS_S", 0.0)
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.IDLE_S", 0.01)
    monkeypatch.setattr("arpwatch_k8s.monitor.examiner.SHARE", 0.0)
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.SURVEY_S", 0.0)
    monkeypatch.setattr("arpwatch_k8s.monitor.recordings.recorder.STEP_S", 0.01)
