"""What systemd hears: ready, how things stand, that all is at work while it is, and the end."""

import logging
import os
from dataclasses import dataclass, replace

import pytest

from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved
from arpwatch_k8s.monitor.systemd.notify import Notify
from arpwatch_k8s.monitor.systemd.service import Part, Service, interval_s
from tests.changes.samples import INCIDENT, T0

WATCHDOG_S = 40.0


@dataclass
class Thread:
    """A part of the watch that a test lets fall silent."""

    name: str
    since: float = 0.0

    def silent_s(self, now: float) -> float:
        return self.since


class Ear(Notify):
    """Keeps what is said, where it takes it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []
        self.takes = True

    def send(self, *lines: str) -> bool:
        if self.takes:
            self.heard.append(lines)
        return self.takes

    def new(self) -> list[tuple[str, ...]]:
        """What it heard since it was last asked."""
        heard, self.heard = self.heard, []
        return heard


class Stage:
    """A service, whom it speaks to, and the time."""

    def __init__(self, watchdog_s: float | None = WATCHDOG_S) -> None:
        self.now = 1000.0
        self.ear = Ear()
        self.service = Service(self.ear, watchdog_s, clock=lambda: self.now)

    def beat(self, *parts: Part, after_s: float = 0.0) -> list[tuple[str, ...]]:
        """One round of the loop, some time later."""
        self.now += after_s
        self.service.beat(parts)
        return self.ear.new()


def test_all_at_work_is_said_four_times_within_the_interval() -> None:
    stage = Stage()
    said = [bool(stage.beat(Thread("scan eth0"), after_s=1.0)) for _ in range(40)]
    assert [number for number, one in enumerate(said) if one] == [0, 10, 20, 30]


def test_one_part_that_hangs_keeps_the_watchdog_from_being_fed_and_is_named(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage()
    well, hung = Thread("scan eth0"), Thread("examiner")
    with caplog.at_level(logging.ERROR, "arpwatch_k8s"):
        hung.since = WATCHDOG_S / 2  # a long step is none that hangs
        assert stage.beat(well, hung, after_s=10) == [("WATCHDOG=1",)]
        hung.since += 0.1
        assert stage.beat(well, hung, after_s=10) == []
        assert stage.beat(well, hung, after_s=10) == []
        assert caplog.messages == ["no sign of life for 20 s: examiner; systemd's watchdog is not fed"]
        hung.since = 0.0
        assert stage.beat(well, hung, after_s=10) == [("WATCHDOG=1",)]
    assert len(caplog.messages) == 1


def test_what_was_not_taken_is_said_later_unless_it_is_not_true_any_more() -> None:
    stage = Stage()
    stage.ear.takes = False
    stage.service.ready()
    hung = Thread("examiner")
    stage.beat(hung)
    stage.ear.takes = True
    hung.since = WATCHDOG_S
    assert stage.beat(hung, after_s=10) == [("READY=1",)]
    assert stage.beat(hung) == []


def test_the_status_is_one_line_with_the_incidents_that_are_open() -> None:
    stage = Stage(watchdog_s=None)
    other = replace(INCIDENT, id="another")
    stage.service.follow(IncidentOpened(time=T0, told=T0, state=INCIDENT))
    stage.service.follow(IncidentOpened(time=T0, told=T0, state=other))
    stage.service.follow(IncidentResolved(time=T0, told=T0, state=INCIDENT))
    stage.service.stand(vips=2, frames=12345, dropped=0)
    assert stage.beat() == [("STATUS=2 VIPs, 1 incident open, 12,345 frames, 0 dropped",)]
    stage.service.follow(IncidentResolved(time=T0, told=T0, state=other))
    stage.service.stand(vips=2, frames=12346, dropped=1)
    assert stage.beat(after_s=0.5) == []
    assert stage.beat(after_s=0.5) == [("STATUS=2 VIPs, 0 incidents open, 12,346 frames, 1 dropped",)]
    assert stage.beat(after_s=9) == []


def test_the_end_is_said_once_and_no_status_follows_it() -> None:
    stage = Stage(watchdog_s=None)
    stage.service.ending()
    stage.service.ending()
    (said,) = stage.ear.new()
    assert said == ("STATUS=ending: the last look, then the report", "STOPPING=1")
    stage.service.stand(vips=2, frames=1, dropped=0)
    assert stage.beat(after_s=9) == []


def test_loading_settings_anew_ends_with_ready_even_where_it_fails() -> None:
    stage = Stage()

    def load() -> None:
        with stage.service.reloading():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load()
    ((said,), then) = stage.ear.new()
    kind, _, since = said.partition("\n")
    assert kind == "RELOADING=1"
    assert int(since.removeprefix("MONOTONIC_USEC=")) > 0
    assert then == ("READY=1",)


def test_without_systemd_nothing_is_said_nor_kept() -> None:
    service = Service(None, None)
    service.ready()
    service.stand(vips=1, frames=1, dropped=0)
    service.beat([Thread("examiner", since=1e9)])
    service.ending()


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_interval_is_systemds_where_it_is_meant_for_us(environment: dict[str, str], seconds: float | None) -> None:
    assert interval_s(environment) == seconds
