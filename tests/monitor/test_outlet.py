"""Sinks are handed what there is without anybody waiting for them."""

import logging
from queue import SimpleQueue
from threading import Event

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.changes.run import ReportWritten
from arpwatch_k8s.monitor import outlet
from arpwatch_k8s.monitor.outlet import Notices, Outlet, Outlets
from arpwatch_k8s.monitor.rehearsal import analyzed
from arpwatch_k8s.monitor.sinks.sink import State
from tests.monitor.watching import Kept


def found(number: int) -> VipFound:
    return VipFound(time=number, vip="192.0.2.80")


class Gate(Kept):
    """A sink that hangs in the first change until it is released."""

    def __init__(self) -> None:
        super().__init__(lambda state: self.states.append(state.time))
        self.entered, self.released = Event(), Event()
        self.states: list[int] = []

    def tell(self, change: Change) -> None:
        self.entered.set()
        self.released.wait()
        super().tell(change)


@pytest.fixture(scope="module")
def result() -> Result:
    return analyzed()


def test_what_waits_is_told_in_order_and_of_states_the_newest_then_the_last_change(result: Result) -> None:
    gate = Gate()
    line = Outlet(gate)
    line.start()
    line.tell(found(0))
    assert gate.entered.wait(60)
    for number in range(1, 100):
        line.tell(found(number))
        line.show(State(time=number, result=result))
    gate.released.set()
    line.close(found(100))
    assert gate.changes == [found(number) for number in range(101)]
    assert gate.states == [99]
    assert gate.is_closed
    assert line.lost == 0


def test_what_finds_no_room_is_counted(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(outlet, "MOST_WAITING", 10)
    gate = Gate()
    line = Outlet(gate)
    line.start()
    line.tell(found(0))
    assert gate.entered.wait(60)
    for number in range(1, 31):
        line.tell(found(number))
    gate.released.set()
    with caplog.at_level(logging.WARNING):
        line.close(found(99))
    # the last one always finds room
    assert gate.changes == [*(found(number) for number in range(11)), found(99)]
    assert line.lost == 20
    assert "sink kept: too slow, 20 changes not told" in caplog.text


def test_a_sink_that_never_ends_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outlet, "CLOSE_S", 0.01)
    gate = Gate()
    line = Outlet(gate)
    line.start()
    line.tell(found(0))
    with caplog.at_level(logging.WARNING):
        line.close(None)
    assert "sink kept: does not end, and is left behind" in caplog.text
    gate.released.set()


def test_sinks_end_in_their_order_and_later_ones_hear_the_last_words_of_those_before() -> None:
    notices: Notices = SimpleQueue()
    written = ReportWritten(time=5, path="case/report")

    class Speaker(Kept):
        def close(self) -> None:
            notices.put(written)
            super().close()

    speaker, kept = Speaker(), Kept()
    outlets = Outlets([speaker, kept], notices)
    outlets.start()
    outlets.tell(found(1))
    outlets.close(found(9))
    assert speaker.changes == [found(1), found(9)]
    assert kept.changes == [found(1), written, found(9)]


def test_a_sink_that_fails_is_closed_and_its_fault_kept() -> None:
    class Broken(Kept):
        def tell(self, change: Change) -> None:
            raise BrokenPipeError

    broken = Broken()
    outlets = Outlets([broken], SimpleQueue())
    outlets.start()
    outlets.tell(found(1))
    outlets.close()
    assert broken.is_closed
    assert isinstance(outlets.fault, BrokenPipeError)
