"""What rows show by themselves, when they are many, is worked out beside the connections."""

from threading import current_thread, main_thread

import pytest

from arpwatch_k8s import meanwhile
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.correlator import correlate
from arpwatch_k8s.correlator.scene import Scene
from arpwatch_k8s.correlator.shown import Shown, shown_by
from tests.conftest import CAPTURES

CAPTURE = CAPTURES / "flapping" / "proxy.pcapng"


def test_a_second_thread_works_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def noted(scene: Scene) -> Shown:
        threads.append(current_thread())
        return shown_by(scene)

    monkeypatch.setattr(meanwhile, "MANY_ROWS", 0)
    monkeypatch.setattr(correlate, "shown_by", noted)
    analyze([CAPTURE])
    assert threads
    assert main_thread() not in threads


def test_what_fails_there_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Scene) -> Shown:
        raise ValueError("of the thread")

    monkeypatch.setattr(meanwhile, "MANY_ROWS", 0)
    monkeypatch.setattr(correlate, "shown_by", fail)
    with pytest.raises(ValueError, match="of the thread"):
        analyze([CAPTURE])
