"""A made-up month of three watches: moves, a fight, incidents, a watch that was killed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.exposure import ClockStep
from arpwatch_k8s.changes.holder import Holder
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved
from arpwatch_k8s.changes.ownership import ContestEnd, ContestStart, FirstOwner, Takeover
from arpwatch_k8s.changes.run import WatchEnd
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.monitor.sinks.remember import Remember
from arpwatch_k8s.past.store import Store
from tests.changes.samples import CAUSE, INCIDENT, A, B
from tests.savefiles import NS, VIP

DAY: Final = 86_400 * NS
START: Final = 1_790_000_000 * NS
OTHER: Final = "192.0.2.81"
MAC_C: Final = "52:54:00:00:00:0c"
C: Final = Holder(label=f"node3 ({MAC_C})", mac=MAC_C, node="node3")
END: Final = WatchEnd(
    time=0, frames=1, dropped=0, left_out=0, outcome=Outcome.HEALTHY, cause=None, summary="Nothing is wrong."
)


class Clock:
    """A clock that is set by hand: the wall's, ns, and a steady one, s."""

    def __init__(self, now: int = START) -> None:
        self.now = now
        self.steady = 0.0

    def __call__(self) -> tuple[int, float]:
        return self.now, self.steady

    def at(self, time: int) -> None:
        """Go to a time."""
        self.steady += (time - self.now) / NS
        self.now = time


def opened(path: Path, clock: Clock, say: Callable[[Change], None] | None = None, *, keep_days: int = 400) -> Remember:
    """A watch of eth0 begins to write."""
    return Remember(Store(path), ("eth0",), say or (lambda _: None), keep_days=keep_days, clock=clock)


def first(time: int, holder: Holder, vip: str = VIP) -> FirstOwner:
    return FirstOwner(time=time, vip=vip, interface="eth0", holder=holder)


def takeover(time: int, holder: Holder, before: Holder, vip: str = VIP) -> Takeover:
    return Takeover(time=time, vip=vip, interface="eth0", holder=holder, before=before, held_ns=DAY)


def fight(time: int, *owners: Holder, vip: str = VIP) -> ContestStart:
    return ContestStart(time=time, vip=vip, interface="eth0", owners=owners, holder=owners[0], before=owners[1])


def settled(time: int, holder: Holder, vip: str = VIP) -> ContestEnd:
    return ContestEnd(time=time, vip=vip, interface="eth0", holder=holder)


def incident(time: int, vip: str = VIP) -> tuple[IncidentOpened, IncidentResolved]:
    """An incident of ten seconds, whose cause is known in the end."""
    state = replace(INCIDENT, id=f"{vip} eth0 {time}", vip=vip, start=time, end=time + 10 * NS)
    over = replace(state, cause=CAUSE)
    return IncidentOpened(time=time, told=time, state=state), IncidentResolved(time=over.end, told=over.end, state=over)


def write(path: Path, clock: Clock) -> None:
    """The month: one watch that ends, one that is killed, one that ends."""
    watch = opened(path, clock)
    for change in (first(START, A), first(START, C, OTHER)):
        watch.tell(change)
    clock.at(START + 6 * DAY)
    for change in (takeover(clock.now, B, A), *incident(clock.now)):
        watch.tell(change)
    clock.at(START + 10 * DAY)
    watch.tell(replace(END, time=clock.now))
    watch.close()
    clock.at(START + 12 * DAY)
    killed = opened(path, clock)
    for change in (first(clock.now, B), first(clock.now, C, OTHER)):
        killed.tell(change)
    clock.at(START + 15 * DAY)
    killed.tell(fight(clock.now, A, B))
    killed.tell(incident(clock.now)[0])
    killed.close()
    clock.at(START + 16 * DAY)
    last = opened(path, clock)
    for change in (first(clock.now, A), first(clock.now, C, OTHER)):
        last.tell(change)
    clock.at(START + 20 * DAY)
    last.tell(fight(clock.now, A, B, C))
    clock.at(START + 23 * DAY)
    for change in (settled(clock.now, B), *incident(START + 21 * DAY), *incident(clock.now, OTHER)):
        last.tell(change)
    clock.at(START + 25 * DAY)
    last.tell(ClockStep(time=clock.now, step_ns=-3600 * NS))
    clock.at(START + 30 * DAY)
    last.tell(replace(END, time=clock.now))
    last.close()
