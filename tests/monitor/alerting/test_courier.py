"""Couriers: nobody waits for them, whatever their receiver does, and nothing is lost that has to be heard."""

import logging
import time
from itertools import pairwise

import pytest

from arpwatch_k8s.monitor.alerting import courier as module
from arpwatch_k8s.monitor.alerting.courier import Courier
from arpwatch_k8s.monitor.alerting.notice import Kind
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.thresholds import NS
from tests.monitor.alerting.incidents import SILENT, Receiver, opened, resolved


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK_S", 0.01)
    monkeypatch.setattr(module, "FIRST_PAUSE_NS", NS // 1000)


def ended(courier: Courier) -> None:
    courier.close()
    courier.join()
    assert courier.fault is None
    assert not courier.is_alive


def test_a_receiver_that_refuses_is_tried_again_told_of_once_and_hears_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    receiver = Receiver()
    receiver.refuses = True
    courier = Courier(receiver, Policy())
    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        courier.tell(opened(cause=SILENT))
        receiver.until_tried(4)
        courier.tell(resolved(cause=SILENT))
        receiver.until_tried(6)
        receiver.refuses = False
        assert [notice.kind for notice in receiver.until_heard(1)] == [Kind.RESOLVED]
        ended(courier)
    assert caplog.messages == [
        "alerts: receiver does not hear (it answers 500); it is tried again",
        "alerts: receiver hears again",
    ]
    assert courier.tally.sent == 1
    assert courier.tally.failed >= 5


def test_pauses_grow_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_PAUSE_NS", 16 * NS)
    monkeypatch.setattr(module, "FIRST_PAUSE_NS", NS)
    now, tried = 0, []

    class Refusing(Receiver):
        def send(self, notices: object, now_: object) -> None:  # type: ignore[override]
            tried.append(now // NS)
            super().send(notices, now_)  # type: ignore[arg-type]

    receiver = Refusing()
    receiver.refuses = True
    courier = Courier(receiver, Policy(), steady=lambda: now)
    courier.tell(opened(cause=SILENT))
    for times in range(1, 8):
        end = time.monotonic() + 60
        while len(tried) < times and time.monotonic() < end:
            now += NS // 4
            time.sleep(0.012)
    ended(courier)
    pauses = [after - before for before, after in pairwise(tried)][:6]
    assert all(abs(pause - meant) <= 1 for pause, meant in zip(pauses, (1, 2, 4, 8, 16, 16), strict=True)), pauses


def test_nobody_waits_for_a_receiver_that_hangs_and_it_hears_the_newest_of_each() -> None:
    receiver = Receiver(repeat_ns=600 * NS)
    receiver.hangs.clear()
    courier = Courier(receiver, Policy())
    courier.tell(opened(0, SILENT))
    receiver.until_tried(1)
    began = time.monotonic()
    for number in range(1000):
        courier.tell(opened(number, SILENT, vip=f"192.0.2.{number % 250}", interface=f"eth{number}"))
        courier.tell(resolved(number, SILENT))
    assert time.monotonic() - began < 5  # a wait for the receiver would be for a minute
    receiver.hangs.set()
    heard = receiver.until_heard(1001)
    assert heard[0].kind is Kind.FIRING
    assert {notice.kind for notice in heard[1:]} == {Kind.RESOLVED}
    ended(courier)


def test_what_waits_at_the_end_is_said_and_that_no_more_will_be() -> None:
    receiver = Receiver()
    courier = Courier(receiver, Policy())
    courier.tell(opened(1, SILENT))
    receiver.until_heard(1)
    courier.tell(opened(2, SILENT, interface="eth1"))
    ended(courier)
    kinds = [notice.kind for notice in receiver.heard]
    assert kinds == [Kind.FIRING, Kind.FIRING, Kind.UNWATCHED, Kind.UNWATCHED]


def test_a_receiver_that_hangs_at_the_end_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "CLOSE_S", 0.01)
    receiver = Receiver()
    receiver.hangs.clear()
    courier = Courier(receiver, Policy())
    courier.tell(opened(cause=SILENT))
    receiver.until_tried(1)
    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        courier.close()
        courier.join()
    assert "alerts: receiver does not end, and is left behind" in caplog.messages
    assert "alerts: receiver did not hear 1 notice" in caplog.messages
    receiver.hangs.set()


def test_several_are_said_at_once_to_those_who_take_several() -> None:
    receiver = Receiver(repeat_ns=60 * NS, most_at_once=64)
    receiver.hangs.clear()
    courier = Courier(receiver, Policy())
    courier.tell(opened(0, SILENT))
    receiver.until_tried(1)
    for number in range(1, 100):
        courier.tell(opened(number, SILENT))
    receiver.hangs.set()
    receiver.until_heard(100)
    assert receiver.tries == 3
    ended(courier)


def test_a_fault_of_the_program_is_kept() -> None:
    class Broken(Receiver):
        def send(self, notices: object, now: object) -> None:
            raise ZeroDivisionError

    courier = Courier(Broken(), Policy())
    courier.tell(opened(cause=SILENT))
    courier.close()
    courier.join()
    assert isinstance(courier.fault, ZeroDivisionError)
