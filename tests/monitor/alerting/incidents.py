"""What tests of alerts share: incidents, a receiver that a test opens and closes."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Condition, Event

from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated, NamedCause, Revision
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.notice import Notice
from tests.changes.samples import CAUSE, INCIDENT, T0

SILENT = CAUSE
SLOW = replace(CAUSE, rule="handover-slow", severity=Severity.WARNING, summary="It was slow.", remedy="Hurry.")
MOVED = replace(CAUSE, rule="handover", severity=Severity.INFO, summary="It moved.", remedy="Nothing.")


def opened(number: int = 0, cause: NamedCause | None = None, **changed: object) -> IncidentOpened:
    """The incident of a number."""
    state = replace(INCIDENT, id=f"{INCIDENT.id}{number}", cause=cause, **changed)  # type: ignore[arg-type]
    return IncidentOpened(time=state.start, told=T0, state=state)


def updated(number: int = 0, cause: NamedCause | None = None) -> IncidentUpdated:
    """Its cause is another one."""
    return IncidentUpdated(time=T0, told=T0, state=opened(number, cause).state, revision=Revision.REVISED)


def resolved(number: int = 0, cause: NamedCause | None = None) -> IncidentResolved:
    """It is over."""
    return IncidentResolved(time=T0, told=T0, state=opened(number, cause).state)


class Receiver:
    """A receiver that hears, refuses or hangs."""

    name = "receiver"

    def __init__(self, *, repeat_ns: int | None = None, most_at_once: int = 1) -> None:
        self.repeat_ns = repeat_ns
        self.most_at_once = most_at_once
        self.heard: list[Notice] = []
        self.tries = 0
        self.refuses = False
        self.hangs = Event()
        self.hangs.set()
        self._news = Condition()

    def send(self, notices: Sequence[Notice], now: int) -> None:
        with self._news:
            self.tries += 1
            self._news.notify_all()
        self.hangs.wait(60)
        with self._news:
            if self.refuses:
                raise UndeliveredError("it answers 500")
            self.heard += notices
            self._news.notify_all()

    def until_tried(self, times: int) -> None:
        with self._news:
            assert self._news.wait_for(lambda: self.tries >= times, 60), self.tries

    def until_heard(self, notices: int) -> list[Notice]:
        with self._news:
            assert self._news.wait_for(lambda: len(self.heard) >= notices, 60), self.heard
            return list(self.heard)
