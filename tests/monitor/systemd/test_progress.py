"""A look that hangs, or an interface's thread, is not reported as being at work, while moves are still told."""

import logging
from collections.abc import Collection, Iterator
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from arpwatch_k8s.analysis import analyzer
from arpwatch_k8s.capture.live import stop as stopping
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.changes.ownership import Takeover
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.inventory import Inventory, Known
from arpwatch_k8s.monitor.outlet import Notices
from arpwatch_k8s.monitor.systemd.service import Service
from arpwatch_k8s.monitor.watch import Watch
from tests.capture.live.taps import FakeTap
from tests.monitor.systemd.test_service import Ear
from tests.monitor.watching import MOVE, Clock, Kept, at, config, of
from tests.savefiles import MAC_A, MAC_B, announcement

WATCHDOG_S = 0.8
LONG_S = 60.0


class Complaint(logging.Handler):
    """Waits until it is said of somebody that they give no sign of life."""

    def __init__(self, who: str) -> None:
        super().__init__()
        self._words, self.said = f": {who}; systemd's watchdog is not fed", Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self._words in record.getMessage():
            self.said.set()

    def __enter__(self) -> Event:
        logging.getLogger("arpwatch_k8s").addHandler(self)
        return self.said

    def __exit__(self, *_: object) -> None:
        logging.getLogger("arpwatch_k8s").removeHandler(self)


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stop]:
    monkeypatch.setattr(stopping, "DRAIN_S", 0.2)
    with Stop() as asked:
        yield asked


def watched(tap: FakeTap, stop: Stop) -> tuple[Kept, list[str]]:
    """What is told of what a tap gives, and what systemd hears."""
    kept, ear = Kept(), Ear()
    notices: Notices = SimpleQueue()
    service = Service(ear, WATCHDOG_S)
    watch = Watch([tap], config(), [kept], notices=notices, service=service, clock=Clock())  # type: ignore[list-item]
    watch.run(stop)
    return kept, [line for lines in ear.heard for line in lines]


def test_a_watch_says_that_it_is_ready_at_work_and_ending(stop: Stop) -> None:
    _, said = watched(FakeTap(MOVE), stop)
    # what there is to hear may be over before the loop's first round
    assert said[0] == "READY=1"
    assert "WATCHDOG=1" in said
    assert said.count("STOPPING=1") == 1


def test_a_look_that_hangs_is_not_at_work_and_moves_are_told_all_the_same(
    stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn, over = analyzer.learn, Event()

    def hanging(evidence: Evidence, vips: Collection[int], known: Known) -> Inventory:
        assert over.wait(LONG_S)
        return learn(evidence, vips, known)

    monkeypatch.setattr(analyzer, "learn", hanging)
    with Complaint("examiner") as said:

        def end() -> None:
            assert said.wait(LONG_S)
            over.set()
            stop.request()

        waiting = Thread(target=end)
        waiting.start()
        both = [at(0, announcement(MAC_A)), at(0.05, announcement(MAC_B))]
        kept, _ = watched(FakeTap([], endless=both), stop)
        waiting.join()
    assert [move.holder.mac for move in of(kept.changes, Takeover)][:1] == [MAC_B]


def test_an_interface_whose_thread_hangs_is_not_at_work(stop: Stop) -> None:
    with Complaint("scan eth0") as said:
        watched(FakeTap([*MOVE, lambda: asserted(said)]), stop)


def asserted(said: Event) -> None:
    """Wait for it."""
    assert said.wait(LONG_S)
