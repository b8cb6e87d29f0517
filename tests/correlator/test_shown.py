"""What rows show is the same whoever works it out, and what fails there is told."""

from threading import current_thread, main_thread

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator import shown
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.report.formats import json
from tests.conftest import CAPTURES

CAPTURE = CAPTURES / "flapping" / "proxy.pcapng"


def test_the_verdict_is_the_same_with_and_without_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = json.document(analyze([CAPTURE]))
    threads = []
    real = shown.shown_by

    def noted(scene: Scene) -> shown.Shown:
        threads.append(current_thread())
        return real(scene)

    monkeypatch.setattr(shown, "MANY_ROWS", 0)
    monkeypatch.setattr(shown, "shown_by", noted)
    assert json.document(analyze([CAPTURE])) == alone
    assert threads
    assert main_thread() not in threads


def test_what_fails_in_the_thread_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Scene) -> shown.Shown:
        raise ValueError("of the thread")

    monkeypatch.setattr(shown, "MANY_ROWS", 0)
    monkeypatch.setattr(shown, "shown_by", fail)
    with pytest.raises(ValueError, match="of the thread"):
        analyze([CAPTURE])
