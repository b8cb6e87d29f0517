"""Free memory is given back, and not all the time."""

import pytest

from arpwatch_k8s.monitor import memory
from arpwatch_k8s.monitor.memory import EVERY_S, Thrift


def test_it_is_given_back_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now, given = 0.0, []
    monkeypatch.setattr(memory.time, "monotonic", lambda: now)
    thrift = Thrift()
    monkeypatch.setattr(memory, "trim", given.append)
    for now in (1.0, EVERY_S, EVERY_S + 1, 2 * EVERY_S + 1):  # noqa: B007 - read by the clock
        thrift.give_back()
    assert given == [0, 0]


def test_a_library_that_cannot_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "trim", None)
    monkeypatch.setattr(memory, "EVERY_S", 0.0)
    Thrift().give_back()
